package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.revcor.figure.Html;

/**
 * Report of all items as one HTML page.
 *
 * @param out folder of the results
 */
record HtmlReport(Path out, List<ReportPart> parts) {
  private static final String STYLE =
      """
      .agrees_at_limit { color: #4f7f68 }
      .differs { color: #a04b00 } .incomparable, .not_run { color: #6b7780 } .agrees { color: #1b7a4f }
      """;

  /** Returns the page. */
  String page() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<h1>White Noise Analysis of Neural Networks, reproduced</h1>\n");
    page.append("<p>").append(Html.escaped(ReportPart.summary(parts))).append("</p>\n");
    for (ReportPart part : parts) {
      String name = part.item().name();
      page.append(
          "<h2 id='%s'>%s: %s</h2>\n".formatted(name, name, Html.escaped(part.item().title())));
      page.append("<p>").append(Html.escaped(part.status())).append("</p>\n");
      page.append(htmlClaims(part));
      for (String folder : part.folders()) {
        StoredResult result = StoredResult.in(out.resolve(folder));
        page.append("<h3>").append(Html.escaped(result.title())).append("</h3>\n");
        for (String statement : result.statements()) {
          page.append("<p>").append(Html.escaped(statement)).append("</p>\n");
        }
        for (JsonNode figure : result.figures()) {
          page.append(htmlFigure(folder, figure));
        }
        page.append("<p><small>")
            .append(Html.escaped(result.conventions()))
            .append("</small></p>\n");
      }
    }
    return Html.page("Reproduction", STYLE, page.toString());
  }

  private static String htmlClaims(ReportPart part) {
    StringBuilder table = new StringBuilder("<table><tr>");
    ReportPart.HEADS.forEach(head -> table.append("<th>").append(head));
    List<List<String>> rows = part.rows();
    for (int i = 0; i < rows.size(); i++) {
      ClaimVerdict.Kind kind = part.results().get(i).verdict().kind();
      table.append("\n<tr class='%s'>".formatted(kind.name().toLowerCase(Locale.ROOT)));
      rows.get(i).forEach(cell -> table.append("<td>").append(Html.escaped(cell)));
    }
    return table.append("</table>\n").toString();
  }

  private String htmlFigure(String folder, JsonNode figure) throws IOException {
    if (StoredResult.isTable(figure)) {
      return "<h4>%s</h4>\n".formatted(Html.escaped(figure.path("title").asText()))
          + Html.table(StoredResult.columns(figure), StoredResult.cells(figure));
    }
    return Files.readString(
        out.resolve(folder).resolve(figure.path("name").asText() + ".svg"), StandardCharsets.UTF_8);
  }
}
