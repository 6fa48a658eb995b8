package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Report of all items as one HTML page.
 *
 * @param out folder of the results
 */
record HtmlReport(Path out, List<ReportPart> parts) {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2933 }
      table { border-collapse: collapse; margin: 1rem 0; font-size: 14px }
      th, td { border-bottom: 1px solid #dde2e7; padding: .25rem .6rem; text-align: left; vertical-align: top }
      svg { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
      .agrees_at_limit { color: #4f7f68 }
      .differs { color: #a04b00 } .incomparable, .not_run { color: #6b7780 } .agrees { color: #1b7a4f }
      """;

  /** Returns the page. */
  String page() throws IOException {
    StringBuilder page =
        new StringBuilder("<!doctype html>\n<html lang='en'><meta charset='utf-8'>");
    page.append("<title>Reproduction</title><style>").append(STYLE).append("</style>\n");
    page.append("<h1>White Noise Analysis of Neural Networks, reproduced</h1>\n");
    page.append("<p>").append(escaped(ReportPart.summary(parts))).append("</p>\n");
    for (ReportPart part : parts) {
      String name = part.item().name();
      page.append("<h2 id='%s'>%s: %s</h2>\n".formatted(name, name, escaped(part.item().title())));
      page.append("<p>").append(escaped(part.status())).append("</p>\n");
      page.append(htmlClaims(part));
      for (String folder : part.folders()) {
        StoredResult result = StoredResult.in(out.resolve(folder));
        page.append("<h3>").append(escaped(result.title())).append("</h3>\n");
        for (String statement : result.statements()) {
          page.append("<p>").append(escaped(statement)).append("</p>\n");
        }
        for (JsonNode figure : result.figures()) {
          page.append(htmlFigure(folder, figure));
        }
        page.append("<p><small>").append(escaped(result.conventions())).append("</small></p>\n");
      }
    }
    return page.append("</html>\n").toString();
  }

  private static String htmlClaims(ReportPart part) {
    StringBuilder table = new StringBuilder("<table><tr>");
    ReportPart.HEADS.forEach(head -> table.append("<th>").append(head));
    List<List<String>> rows = part.rows();
    for (int i = 0; i < rows.size(); i++) {
      ClaimVerdict.Kind kind = part.results().get(i).verdict().kind();
      table.append("\n<tr class='%s'>".formatted(kind.name().toLowerCase(Locale.ROOT)));
      rows.get(i).forEach(cell -> table.append("<td>").append(escaped(cell)));
    }
    return table.append("</table>\n").toString();
  }

  private String htmlFigure(String folder, JsonNode figure) throws IOException {
    if (StoredResult.isTable(figure)) {
      return "<h4>%s</h4>\n".formatted(escaped(figure.path("title").asText()))
          + htmlTable(StoredResult.columns(figure), StoredResult.cells(figure));
    }
    return Files.readString(
        out.resolve(folder).resolve(figure.path("name").asText() + ".svg"), StandardCharsets.UTF_8);
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

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
