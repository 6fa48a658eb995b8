package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.FigureText;

/** The result of an analysis as text, read from its file. */
record StoredResult(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_ROWS = 30;

  /** Reads the result in a folder. */
  static StoredResult in(Path folder) throws IOException {
    return new StoredResult(MAPPER.readTree(folder.resolve(AnalysisResultFiles.JSON).toFile()));
  }

  String title() {
    return json.path("title").asText();
  }

  JsonNode figures() {
    return json.path("figures");
  }

  static boolean isTable(JsonNode figure) {
    return figure.path("kind").asText().equals("table");
  }

  /** Returns the conventions in one line. */
  String conventions() {
    List<String> all = new ArrayList<>();
    json.path("conventions")
        .properties()
        .forEach(entry -> all.add(entry.getKey() + ": " + words(entry.getValue())));
    return String.join(" · ", all);
  }

  private static String words(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> entry.getKey() + " " + words(entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(StoredResult::words)
            .collect(Collectors.joining(", "))
        : cell(value);
  }

  /** Returns the statements, each with a full stop. */
  List<String> statements() {
    return StreamSupport.stream(json.path("statements").spliterator(), false)
        .map(StoredResult::sentence)
        .toList();
  }

  private static String sentence(JsonNode statement) {
    String words = statement.asText();
    return words.endsWith(".") ? words : words + ".";
  }

  /** Returns the heads of a table. */
  static List<String> columns(JsonNode table) {
    return StreamSupport.stream(table.path("columns").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** Returns the first rows of a table; its file has all. */
  static List<List<String>> cells(JsonNode table) {
    return StreamSupport.stream(table.path("rows").spliterator(), false)
        .limit(MAX_ROWS)
        .map(row -> StreamSupport.stream(row.spliterator(), false).map(StoredResult::cell).toList())
        .toList();
  }

  private static String cell(JsonNode cell) {
    return cell.isNull()
        ? "-"
        : cell.isNumber() ? FigureText.shown(cell.numberValue()) : cell.asText();
  }
}
