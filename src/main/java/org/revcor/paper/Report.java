package org.revcor.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.io.IOUtils;
import org.revcor.figure.FigureText;
import org.revcor.file.WholeFile;

/**
 * Report of all items in Markdown: an overview, and a page for each item. The text of the overview
 * is the resource {@value #OVERVIEW}, with placeholders for measures.
 */
record Report(Path out, List<Part> parts) {
  private static final String OVERVIEW = "overview.md";

  /** Rows of a table on a page; its file has all. */
  private static final int MAX_ROWS = 30;

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

  static List<String> placeholders() throws IOException {
    return PLACEHOLDER.matcher(text()).results().map(found -> found.group(1)).toList();
  }

  private static String text() throws IOException {
    return IOUtils.resourceToString("/org/revcor/paper/" + OVERVIEW, StandardCharsets.UTF_8);
  }

  private String value(String placeholder, String folder) {
    return switch (placeholder) {
      case "summary" -> Part.summary(parts);
      case "causes" -> Part.causes(parts);
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
    heads.add("explained");
    List<List<String>> rows = new ArrayList<>();
    for (Part part : parts) {
      String link = "[%1$s](%2$s/%1$s.md)".formatted(part.item().name(), folder);
      List<String> row = new ArrayList<>(List.of(link, part.item().title()));
      Arrays.stream(ClaimVerdict.Kind.values()).forEach(kind -> row.add("" + part.count(kind)));
      row.add("" + part.results().stream().filter(each -> each.cause().isExplained()).count());
      rows.add(row);
    }
    return markdownTable(heads, rows).stripTrailing();
  }

  private static String page(Part part, String back, String links) {
    StringBuilder page = new StringBuilder();
    page.append("# %s: %s%n%n".formatted(part.item().name(), part.item().title()));
    page.append("[All items](%s) · %s%n%n".formatted(back, part.status()));
    page.append(markdownTable(Part.HEADS, part.rows()));
    part.entry()
        .ifPresent(
            entry -> {
              for (String image : entry.images()) {
                page.append("\n![%s](%s)\n".formatted(image, links + image));
              }
              entry.sections().forEach(section -> page.append('\n').append(section));
            });
    return page.toString();
  }

  /** Returns the text of an analysis: its statements, tables and conventions. */
  static String section(JsonNode result) {
    StringBuilder section = new StringBuilder();
    section.append("## ").append(result.path("title").asText()).append("\n\n");
    for (JsonNode statement : result.path("statements")) {
      String words = statement.asText();
      section.append("- ").append(words).append(words.endsWith(".") ? "\n" : ".\n");
    }
    section.append('\n');
    for (JsonNode figure : result.path("figures")) {
      if (figure.path("kind").asText().equals("table")) {
        section.append(table(figure));
      }
    }
    return section.append("<sub>").append(conventions(result)).append("</sub>\n").toString();
  }

  private static String table(JsonNode figure) {
    return "%s:%n%n%s%n"
        .formatted(
            figure.path("title").asText(),
            markdownTable(
                figure.path("columns").valueStream().map(JsonNode::asText).toList(),
                figure
                    .path("rows")
                    .valueStream()
                    .limit(MAX_ROWS)
                    .map(row -> row.valueStream().map(Report::cell).toList())
                    .toList()));
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

  private static String conventions(JsonNode result) {
    return result.path("conventions").properties().stream()
        .map(entry -> entry.getKey() + ": " + words(entry.getValue()))
        .collect(Collectors.joining(" · "));
  }

  private static String words(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> entry.getKey() + " " + words(entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    return value.isArray()
        ? value.valueStream().map(Report::words).collect(Collectors.joining(", "))
        : cell(value);
  }

  private static String cell(JsonNode cell) {
    return cell.isNull()
        ? "-"
        : cell.isNumber() ? FigureText.shown(cell.numberValue()) : cell.asText();
  }

  record Part(Item item, Optional<CachedResults.Entry> entry, List<Result> results) {
    static final List<String> HEADS =
        List.of("claim", "convention", "paper", "criterion", "ours", "verdict", "cause");

    long count(ClaimVerdict.Kind kind) {
      return results.stream().filter(row -> row.verdict().kind() == kind).count();
    }

    /** Returns whether the item has run, in words. */
    String status() {
      return entry
          .map(
              cached ->
                  cached.isMeasured()
                      ? "Run time %.0f s%s, measured with Revcor %s.%s"
                          .formatted(
                              cached.seconds(),
                              cached.quick() ? ", with small counts" : "",
                              cached.version(),
                              networks(cached.digests()))
                      : "Not run.")
          .orElse("Not run yet.");
    }

    /** Returns names and digests of networks, in words. */
    private static String networks(Map<String, String> digests) {
      return digests.entrySet().stream()
          .map(each -> "%s `%s`".formatted(each.getKey(), each.getValue()))
          .collect(Collectors.joining(", ", digests.isEmpty() ? "" : " Networks: ", ""));
    }

    /** Returns the table of claims, with {@link #HEADS}. */
    List<List<String>> rows() {
      return results.stream()
          .map(
              row ->
                  List.of(
                      row.quantity(),
                      row.convention(),
                      row.paper(),
                      row.criterion(),
                      row.ours(),
                      row.verdict().text(),
                      row.cause().text()))
          .toList();
    }

    private static long count(List<Part> parts, Cause.Kind kind) {
      return parts.stream()
          .flatMap(part -> part.results().stream())
          .filter(row -> row.cause().kind() == kind)
          .count();
    }

    /** Returns the number of claims that agree or are explained, in words. */
    static String causes(List<Part> parts) {
      long agree =
          parts.stream()
              .mapToLong(p -> p.results().stream().filter(r -> r.verdict().agrees()).count())
              .sum();
      long reproduced = count(parts, Cause.Kind.REPRODUCED);
      long spread = count(parts, Cause.Kind.SPREAD);
      return "%d claims agree. Of the others, %d are reproduced with another step or design, and %d lie within the spread over networks: together %d."
          .formatted(agree, reproduced, spread, agree + reproduced + spread);
    }

    /** Returns the number of items, and of claims by verdict, in words. */
    static String summary(List<Part> parts) {
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
  }
}
