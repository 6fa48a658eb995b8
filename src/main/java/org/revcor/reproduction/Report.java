package org.revcor.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.figure.FigureText;
import org.revcor.figure.FindingsFiles;

/** All that was made, on one page: as HTML with its pictures, and as Markdown beside them. */
final class Report {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_ROWS = 30;
  private static final List<String> HEADS =
      List.of("quantity", "convention", "paper", "ours", "verdict");
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2933 }
      table { border-collapse: collapse; margin: 1rem 0; font-size: 14px }
      th, td { border-bottom: 1px solid #dde2e7; padding: .25rem .6rem; text-align: left; vertical-align: top }
      svg { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
      .dif { color: #a04b00 } .not { color: #6b7780 } .agr { color: #1b7a4f }
      """;

  private final Path out;
  private final List<Kept.Entry> entries;
  private final List<String> missing;

  /**
   * @param missing names of items that were not made yet
   */
  Report(Path out, List<Kept.Entry> entries, List<String> missing) {
    this.out = out;
    this.entries = entries;
    this.missing = List.copyOf(missing);
  }

  String html() throws IOException {
    StringBuilder page =
        new StringBuilder("<!doctype html>\n<html lang='en'><meta charset='utf-8'>");
    page.append("<title>Reproduction</title><style>").append(STYLE).append("</style>\n");
    page.append("<h1>White Noise Analysis of Neural Networks, reproduced</h1>\n");
    page.append("<p>").append(escaped(summary())).append("</p>\n");
    for (Kept.Entry entry : entries) {
      page.append(
          "<h2 id='%s'>%s: %s</h2>\n"
              .formatted(entry.item(), entry.item(), escaped(entry.title())));
      page.append("<p>").append(escaped(made(entry))).append("</p>\n");
      page.append(htmlTable(HEADS, rows(entry)));
      for (String findings : entry.findings()) {
        JsonNode json = read(findings);
        page.append("<h3>").append(escaped(json.path("title").asText())).append("</h3>\n");
        for (JsonNode statement : json.path("statements")) {
          page.append("<p>").append(escaped(sentence(statement))).append("</p>\n");
        }
        for (JsonNode figure : json.path("figures")) {
          page.append(htmlFigure(findings, figure));
        }
        page.append("<p><small>").append(escaped(conventions(json))).append("</small></p>\n");
      }
    }
    return page.append("</html>\n").toString();
  }

  /**
   * The page as Markdown.
   *
   * @param folder of the page, from which pictures are linked
   */
  String markdown(Path folder) throws IOException {
    String prefix =
        folder.toAbsolutePath().normalize().relativize(out.toAbsolutePath().normalize()).toString();
    String links = prefix.isEmpty() ? "" : prefix + "/";
    StringBuilder page = new StringBuilder("# The paper, reproduced\n\n");
    page.append(summary()).append("\n\n");
    for (Kept.Entry entry : entries) {
      page.append("## %s: %s%n%n%s%n%n".formatted(entry.item(), entry.title(), made(entry)));
      page.append(markdownTable(HEADS, rows(entry))).append('\n');
      for (String findings : entry.findings()) {
        JsonNode json = read(findings);
        page.append("**").append(json.path("title").asText()).append(".** ");
        for (JsonNode statement : json.path("statements")) {
          page.append(sentence(statement)).append(' ');
        }
        page.append("\n\n");
        for (JsonNode figure : json.path("figures")) {
          page.append(markdownFigure(links + findings, figure));
        }
        page.append(conventions(json)).append("\n\n");
      }
    }
    return page.toString();
  }

  private String summary() {
    List<Result> all = entries.stream().flatMap(entry -> entry.results().stream()).toList();
    String made =
        "%d items, %d quantities: %d agree with the paper, %d differ, %d were not run."
            .formatted(
                entries.size(),
                all.size(),
                count(all, Result.AGREES),
                count(all, Result.DIFFERS),
                count(all, Result.NOT_RUN));
    return missing.isEmpty()
        ? made
        : "%s Not made yet: %s.".formatted(made, String.join(", ", missing));
  }

  private static long count(List<Result> results, String verdict) {
    return results.stream().filter(row -> row.verdict().startsWith(verdict)).count();
  }

  private static String made(Kept.Entry entry) {
    if (!entry.made()) {
      return "Not made.";
    }
    return String.format(
        Locale.ROOT,
        "Made in %.0f s%s.",
        entry.seconds(),
        entry.quick() ? ", with small counts" : "");
  }

  private static List<List<String>> rows(Kept.Entry entry) {
    return entry.results().stream()
        .map(
            row ->
                List.of(row.quantity(), row.convention(), row.paper(), row.ours(), row.verdict()))
        .toList();
  }

  private JsonNode read(String findings) throws IOException {
    return MAPPER.readTree(out.resolve(findings).resolve(FindingsFiles.JSON).toFile());
  }

  private String htmlFigure(String findings, JsonNode figure) throws IOException {
    if (figure.path("kind").asText().equals("table")) {
      return "<h4>%s</h4>\n".formatted(escaped(figure.path("title").asText()))
          + htmlTable(texts(figure.path("columns")), cells(figure));
    }
    return Files.readString(
        out.resolve(findings).resolve(figure.path("name").asText() + ".svg"),
        StandardCharsets.UTF_8);
  }

  private static String markdownFigure(String findings, JsonNode figure) {
    String title = figure.path("title").asText();
    if (figure.path("kind").asText().equals("table")) {
      return "%s:%n%n%s%n"
          .formatted(title, markdownTable(texts(figure.path("columns")), cells(figure)));
    }
    return "![%s](%s/%s.svg)%n%n".formatted(title, findings, figure.path("name").asText());
  }

  private static String conventions(JsonNode findings) {
    List<String> all = new ArrayList<>();
    findings
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

  /** A statement as a sentence, whether or not it has its point. */
  private static String sentence(JsonNode statement) {
    String words = statement.asText();
    return words.endsWith(".") ? words : words + ".";
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** As many rows as one likes to read; all of them are in the file of the table. */
  private static List<List<String>> cells(JsonNode table) {
    return StreamSupport.stream(table.path("rows").spliterator(), false)
        .limit(MOST_ROWS)
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
            .map(row -> "<tr>" + row.stream().map(Report::htmlCell).collect(Collectors.joining()))
            .collect(Collectors.joining("\n"));
    return "<table><tr>%s%n%s</table>%n".formatted(head, body);
  }

  private static String htmlCell(String cell) {
    for (String verdict : List.of(Result.AGREES, Result.DIFFERS, Result.NOT_RUN)) {
      if (cell.startsWith(verdict)) {
        return "<td class='%s'>%s".formatted(verdict.substring(0, 3), escaped(cell));
      }
    }
    return "<td>" + escaped(cell);
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
