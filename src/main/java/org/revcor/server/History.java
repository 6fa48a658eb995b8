package org.revcor.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.schema.Json;
import org.revcor.study.results.WholeLines;

/**
 * Streams the history of a study, which is long for many channels.
 *
 * @param from omits looks of fewer trials
 */
record History(Path file, long from) {
  private static final int LINES_PER_CHUNK = 256;

  /** Returns the content of the file. */
  Source<ByteString, NotUsed> csv() {
    return lines()
        .grouped(LINES_PER_CHUNK)
        .map(
            lines ->
                ByteString.fromString(
                    lines.stream().map(line -> line + "\n").collect(Collectors.joining())));
  }

  /** Returns {@code {"rows":[{...}]}}, with the columns of the file. */
  Source<ByteString, NotUsed> json() {
    AtomicBoolean first = new AtomicBoolean(true);
    return lines()
        .prefixAndTail(1)
        .flatMapConcat(
            file ->
                file.first().isEmpty()
                    ? Source.<ObjectNode>empty()
                    : rows(file.first().getFirst(), file.second()))
        .grouped(LINES_PER_CHUNK)
        .map(
            rows ->
                ByteString.fromString(
                    rows.stream()
                        .map(row -> (first.getAndSet(false) ? "" : ",") + JsonBody.text(row))
                        .collect(Collectors.joining())))
        .prepend(Source.single(ByteString.fromString("{\"rows\":[")))
        .concat(Source.single(ByteString.fromString("]}")));
  }

  private static Source<ObjectNode, NotUsed> rows(String head, Source<String, NotUsed> lines) {
    List<String> columns = WholeLines.values(head);
    return lines.map(line -> row(columns, WholeLines.values(line)));
  }

  private Source<String, NotUsed> lines() {
    return Source.unfoldResource(() -> new WholeLines(file), WholeLines::next, WholeLines::close)
        .zipWithIndex()
        .filter(line -> from == 0 || line.second() == 0 || trials(line.first()) >= from)
        .map(Pair::first);
  }

  /** Returns the first column of a row, its trials. */
  private static long trials(String row) {
    return Long.parseLong(row.substring(0, row.indexOf(',')));
  }

  private static ObjectNode row(List<String> columns, List<String> values) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
      String column = columns.get(i);
      switch (column) {
        case "channel", "standing" -> row.put(column, values.get(i));
        case "trials" -> row.put(column, Long.parseLong(values.get(i)));
        default -> row.put(column, Json.finite(Double.parseDouble(values.get(i))));
      }
    }
    return row;
  }
}
