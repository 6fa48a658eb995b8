package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.FigureText;
import org.revcor.file.WholeFile;

/**
 * Report of all items: one HTML page, and Markdown with an overview and a page for each item. The
 * text of the overview is the resource {@value #OVERVIEW}, with placeholders for measures.
 */
final class Report {
  /** An item with its cached outcome and the results of its claims. */
  record Part(Item item, Optional<CachedResults.Entry> entry, List<Result> results) {
    long count(ClaimVerdict.Kind kind) {
      return results.stream().filter(row -> row.verdict().kind() == kind).count();
    }
  }

  private static final String OVERVIEW = "overview.md";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_ROWS = 30;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");
  private static final List<String> HEADS =
      List.of("claim", "convention", "paper", "criterion", "ours", "verdict");
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2933 }
      table { border-collapse: collapse; margin: 1rem 0; font-size: 14px }
      th, td { border-bottom: 1px solid #dde2e7; padding: .25rem .6rem; text-align: left; vertical-align: top }
      svg { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
      .agrees_at_limit { color: #4f7f68 }
      .differs { color: #a04b00 } .incomparable, .not_run { color: #6b7780 } .agrees { color: #1b7a4f }
      """;

  private final Path out;
  private final List<Part> parts;

  Report(Path out, List<Part> parts) {
    this.out = out;
    this.parts = List.copyOf(parts);
  }

  String html() throws IOException {
    StringBuilder page =
        new StringBuilder("<!doctype html>\n<html lang='en'><meta charset='utf-8'>");
    page.append("<title>Reproduction</title><style>").append(STYLE).append("</style>\n");
    page.append("<h1>White Noise Analysis of Neural Networks, reproduced</h1>\n");
    page.append("<p>").append(escaped(summary())).append("</p>\n");
    for (Part part : parts) {
      String name = part.item().name();
      page.append("<h2 id='%s'>%s: %s</h2>\n".formatted(name, name, escaped(part.item().title())));
      page.append("<p>").append(escaped(status(part))).append("</p>\n");
      page.append(htmlClaims(part));
      for (String folder : folders(part)) {
        JsonNode json = read(folder);
        page.append("<h3>").append(escaped(json.path("title").asText())).append("</h3>\n");
        for (JsonNode statement : json.path("statements")) {
          page.append("<p>").append(escaped(sentence(statement))).append("</p>\n");
        }
        for (JsonNode figure : json.path("figures")) {
          page.append(htmlFigure(folder, figure));
        }
        page.append("<p><small>").append(escaped(conventions(json))).append("</small></p>\n");
      }
    }
    return page.append("</html>\n").toString();
  }

  /**
   * Writes the overview and, in a folder of the same name beside it, a page for each item.
   *
   * @param overview a path that ends with {@code .md}
   */
  void writePages(Path overview) throws IOException {
    Path file = overview.toAbsolutePath().normalize();
    String name = String.valueOf(file.getFileName());
    String stem = name.replaceFirst("\\.md$", "");
    Path folder = Files.createDirectories(file.resolveSibling(stem));
    WholeFile.write(file, overview(stem).getBytes(StandardCharsets.UTF_8));
    String links = folder.relativize(out.toAbsolutePath().normalize()).toString();
    for (Part part : parts) {
      String page = page(part, "../" + name, links.isEmpty() ? "" : links + "/");
      WholeFile.write(
          folder.resolve(part.item().name() + ".md"), page.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String overview(String folder) throws IOException {
    return PLACEHOLDER
        .matcher(text())
        .replaceAll(placeholder -> Matcher.quoteReplacement(value(placeholder.group(1), folder)));
  }

  /** Returns the placeholders of the overview. */
  static List<String> placeholders() throws IOException {
    return PLACEHOLDER.matcher(text()).results().map(found -> found.group(1)).toList();
  }

  private static String text() throws IOException {
    try (InputStream in = Report.class.getResourceAsStream(OVERVIEW)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns the value of a placeholder: the summary, the items, their folder, or a measure. */
  private String value(String placeholder, String folder) {
    return switch (placeholder) {
      case "summary" -> summary();
      case "items" -> items(folder);
      case "folder" -> folder;
      default -> measure(placeholder);
    };
  }

  private String measure(String placeholder) {
    int colon = placeholder.indexOf(": ");
    return parts.stream()
        .filter(part -> colon > 0 && part.item().name().equals(placeholder.substring(0, colon)))
        .flatMap(part -> part.entry().stream())
        .flatMap(entry -> entry.measures().find(placeholder.substring(colon + 2)).stream())
        .map(Measure::shown)
        .findFirst()
        .orElse("(not measured yet)");
  }

  private String items(String folder) {
    List<String> heads = new ArrayList<>(List.of("item", "what"));
    Arrays.stream(ClaimVerdict.Kind.values()).map(ClaimVerdict.Kind::words).forEach(heads::add);
    List<List<String>> rows = new ArrayList<>();
    for (Part part : parts) {
      String name = part.item().name();
      List<String> row = new ArrayList<>();
      row.add("[%s](%s/%s.md)".formatted(name, folder, name));
      row.add(part.item().title());
      for (ClaimVerdict.Kind kind : ClaimVerdict.Kind.values()) {
        row.add(Long.toString(part.count(kind)));
      }
      rows.add(row);
    }
    return markdownTable(heads, rows).stripTrailing();
  }

  private String page(Part part, String back, String links) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# %s: %s%n%n".formatted(part.item().name(), part.item().title()));
    page.append("[All items](%s) · %s%n%n".formatted(back, status(part)));
    page.append(markdownTable(HEADS, rows(part)));
    for (String folder : folders(part)) {
      JsonNode json = read(folder);
      page.append("\n## ").append(json.path("title").asText()).append("\n\n");
      for (JsonNode statement : json.path("statements")) {
        page.append("- ").append(sentence(statement)).append('\n');
      }
      page.append('\n');
      for (JsonNode figure : json.path("figures")) {
        page.append(markdownFigure(links + folder, figure));
      }
      page.append("<sub>").append(conventions(json)).append("</sub>\n");
    }
    return page.toString();
  }

  private String summary() {
    return "%d items, %d claims: %s."
        .formatted(
            parts.size(),
            parts.stream().mapToInt(part -> part.results().size()).sum(),
            Arrays.stream(ClaimVerdict.Kind.values())
                .map(
                    kind ->
                        "%d %s"
                            .formatted(
                                parts.stream().mapToLong(part -> part.count(kind)).sum(),
                                kind.words()))
                .collect(Collectors.joining(", ")));
  }

  private static String status(Part part) {
    return part.entry()
        .map(
            entry ->
                entry.isMeasured()
                    ? String.format(
                        Locale.ROOT,
                        "Run time %.0f s%s.",
                        entry.seconds(),
                        entry.quick() ? ", with small counts" : "")
                    : "Not run.")
        .orElse("Not run yet.");
  }

  private static List<String> folders(Part part) {
    return part.entry().map(CachedResults.Entry::folders).orElse(List.of());
  }

  private static List<List<String>> rows(Part part) {
    return part.results().stream()
        .map(
            row ->
                List.of(
                    row.quantity(),
                    row.convention(),
                    row.paper(),
                    row.criterion(),
                    row.ours(),
                    row.verdict().text()))
        .toList();
  }

  private static String htmlClaims(Part part) {
    StringBuilder table = new StringBuilder("<table><tr>");
    HEADS.forEach(head -> table.append("<th>").append(head));
    List<List<String>> rows = rows(part);
    for (int i = 0; i < rows.size(); i++) {
      ClaimVerdict.Kind kind = part.results().get(i).verdict().kind();
      table.append("\n<tr class='%s'>".formatted(kind.name().toLowerCase(Locale.ROOT)));
      rows.get(i).forEach(cell -> table.append("<td>").append(escaped(cell)));
    }
    return table.append("</table>\n").toString();
  }

  private JsonNode read(String folder) throws IOException {
    return MAPPER.readTree(out.resolve(folder).resolve(AnalysisResultFiles.JSON).toFile());
  }

  private String htmlFigure(String folder, JsonNode figure) throws IOException {
    if (figure.path("kind").asText().equals("table")) {
      return "<h4>%s</h4>\n".formatted(escaped(figure.path("title").asText()))
          + htmlTable(texts(figure.path("columns")), cells(figure));
    }
    return Files.readString(
        out.resolve(folder).resolve(figure.path("name").asText() + ".svg"), StandardCharsets.UTF_8);
  }

  private static String markdownFigure(String folder, JsonNode figure) {
    String title = figure.path("title").asText();
    if (figure.path("kind").asText().equals("table")) {
      return "%s:%n%n%s%n"
          .formatted(title, markdownTable(texts(figure.path("columns")), cells(figure)));
    }
    return "![%s](%s/%s.svg)%n%n".formatted(title, folder, figure.path("name").asText());
  }

  private static String conventions(JsonNode result) {
    List<String> all = new ArrayList<>();
    result
        .path("conventions")
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
            .map(Report::words)
            .collect(Collectors.joining(", "))
        : cell(value);
  }

  /** Returns a statement with a full stop. */
  private static String sentence(JsonNode statement) {
    String words = statement.asText();
    return words.endsWith(".") ? words : words + ".";
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Returns the first rows of a table; its file has all. */
  private static List<List<String>> cells(JsonNode table) {
    return StreamSupport.stream(table.path("rows").spliterator(), false)
        .limit(MAX_ROWS)
        .map(row -> StreamSupport.stream(row.spliterator(), false).map(Report::cell).toList())
        .toList();
  }

  private static String cell(JsonNode cell) {
    return cell.isNull()
        ? "-"
        : cell.isNumber() ? FigureText.shown(cell.numberValue()) : cell.asText();
  }

  private static String htmlTable(List<String> heads, List<List<String>> rows) {
    String head = heads.stream().map(each -> "<th>" + escaped(each)).collect(Collectors.joining());
    String body =
        rows.stream()
            .map(
                row ->
                    "<tr>"
                        + row.stream()
                            .map(cell -> "<td>" + escaped(cell))
                            .collect(Collectors.joining()))
            .collect(Collectors.joining("\n"));
    return "<table><tr>%s%n%s</table>%n".formatted(head, body);
  }

  private static String markdownTable(List<String> heads, List<List<String>> rows) {
    String rule = heads.stream().map(each -> " --- ").collect(Collectors.joining("|", "|", "|\n"));
    return markdownRow(heads)
        + rule
        + rows.stream().map(Report::markdownRow).collect(Collectors.joining());
  }

  private static String markdownRow(List<String> cells) {
    return cells.stream()
        .map(cell -> " " + cell.replace("|", "\\|") + " ")
        .collect(Collectors.joining("|", "|", "|\n"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
