package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.io.IOUtils;
import org.revcor.file.WholeFile;

/**
 * Report of all items as Markdown, with an overview and a page for each item. The text of the
 * overview is the resource {@value #OVERVIEW}, with placeholders for measures.
 *
 * @param out folder of the results
 */
record MarkdownReport(Path out, List<ReportPart> parts) {
  private static final String OVERVIEW = "overview.md";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");

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
    for (ReportPart part : parts) {
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
    return IOUtils.resourceToString("/org/revcor/paper/" + OVERVIEW, StandardCharsets.UTF_8);
  }

  /** Returns the value of a placeholder: the summary, the items, their folder, or a measure. */
  private String value(String placeholder, String folder) {
    return switch (placeholder) {
      case "summary" -> ReportPart.summary(parts);
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
    for (ReportPart part : parts) {
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

  private String page(ReportPart part, String back, String links) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# %s: %s%n%n".formatted(part.item().name(), part.item().title()));
    page.append("[All items](%s) · %s%n%n".formatted(back, part.status()));
    page.append(markdownTable(ReportPart.HEADS, part.rows()));
    for (String folder : part.folders()) {
      StoredResult result = StoredResult.in(out.resolve(folder));
      page.append("\n## ").append(result.title()).append("\n\n");
      for (String statement : result.statements()) {
        page.append("- ").append(statement).append('\n');
      }
      page.append('\n');
      for (JsonNode figure : result.figures()) {
        page.append(markdownFigure(links + folder, figure));
      }
      page.append("<sub>").append(result.conventions()).append("</sub>\n");
    }
    return page.toString();
  }

  private static String markdownFigure(String folder, JsonNode figure) {
    String title = figure.path("title").asText();
    if (StoredResult.isTable(figure)) {
      return "%s:%n%n%s%n"
          .formatted(
              title, markdownTable(StoredResult.columns(figure), StoredResult.cells(figure)));
    }
    return "![%s](%s/%s.svg)%n%n".formatted(title, folder, figure.path("name").asText());
  }

  private static String markdownTable(List<String> heads, List<List<String>> rows) {
    String rule = heads.stream().map(each -> " --- ").collect(Collectors.joining("|", "|", "|\n"));
    return markdownRow(heads)
        + rule
        + rows.stream().map(MarkdownReport::markdownRow).collect(Collectors.joining());
  }

  private static String markdownRow(List<String> cells) {
    return cells.stream()
        .map(cell -> " " + cell.replace("|", "\\|") + " ")
        .collect(Collectors.joining("|", "|", "|\n"));
  }
}
