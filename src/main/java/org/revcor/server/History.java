package org.revcor.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Streams the history of a study, which is long for many channels. */
record History(Path file) {
  private static final int LINES_PER_CHUNK = 256;

  /** Returns the content of the file. */
  Source<ByteString, NotUsed> csv() {
    return lines()
        .grouped(LINES_PER_CHUNK)
        .map(
            lines ->
                ByteString.fromString(
                    lines.stream().map(line -> line + "\n").collect(Collectors.joining())))
        .mapMaterializedValue(none -> NotUsed.getInstance());
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
                    : rows(CsvRow.parse(file.first().getFirst()), file.second()))
        .grouped(LINES_PER_CHUNK)
        .map(
            rows ->
                ByteString.fromString(
                    rows.stream()
                        .map(row -> (first.getAndSet(false) ? "" : ",") + JsonBody.text(row))
                        .collect(Collectors.joining())))
        .prepend(Source.single(ByteString.fromString("{\"rows\":[")))
        .concat(Source.single(ByteString.fromString("]}")))
        .mapMaterializedValue(none -> NotUsed.getInstance());
  }

  private static Source<ObjectNode, NotUsed> rows(
      List<String> columns, Source<String, NotUsed> lines) {
    return lines.map(line -> row(columns, line));
  }

  private Source<String, NotUsed> lines() {
    return Source.unfoldResource(() -> new WholeLines(file), WholeLines::next, WholeLines::close);
  }

  private static ObjectNode row(List<String> columns, String line) {
    List<String> values = CsvRow.parse(line);
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
      String column = columns.get(i);
      switch (column) {
        case "channel", "standing" -> row.put(column, values.get(i));
        case "trials" -> row.put(column, Long.parseLong(values.get(i)));
        default ->
            finite(values.get(i))
                .ifPresentOrElse(value -> row.put(column, value), () -> row.putNull(column));
      }
    }
    return row;
  }

  private static Optional<Double> finite(String text) {
    return Optional.of(Double.parseDouble(text)).filter(value -> Double.isFinite(value));
  }
}
