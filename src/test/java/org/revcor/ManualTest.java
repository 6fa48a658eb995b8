package org.revcor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual has no dead links, and is as short as its readers need it. */
final class ManualTest {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)]*))?\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\|$");
  private static final Pattern MENTION = Pattern.compile("docs/[\\w/-]+\\.(?:md|ipynb)");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      return Stream.concat(Stream.of(HOME.resolve("README.md")), files)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the anchors that GitHub gives the headings of a page. */
  private static Set<String> anchors(Path page) {
    return Pattern.compile("(?m)^#+ (.+)$")
        .matcher(read(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(read(page)).results().toList()) {
        if (link.group(1).contains(":")) {
          continue;
        }
        Path target =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)
            || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
          dead.add(HOME.relativize(page) + " " + link.group());
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void theGuideIsShort() throws IOException {
    List<Path> guide =
        pages().stream().filter(page -> page.toString().contains("/guide/")).toList();

    assertThat(guide).hasSizeLessThanOrEqualTo(10);
    assertThat(guide.stream().mapToInt(page -> read(page).split("\\s+").length).sum())
        .isLessThanOrEqualTo(12_000);
  }

  /** Commands may be longer, and results of the paper's items. */
  @Test
  void cellsOfTablesAreShort() throws IOException {
    List<String> longer = new ArrayList<>();
    for (Path page : pages()) {
      if (page.toString().matches(".*/(?:reproduction.*|decisions/.*)")) {
        continue;
      }
      ROW.matcher(read(page))
          .results()
          .flatMap(row -> Stream.of(row.group().split("(?<!\\\\)\\|")))
          .map(cell -> cell.strip().replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
          .filter(cell -> cell.length() > 120 && !cell.matches("`[^`]*`"))
          .forEach(cell -> longer.add(HOME.relativize(page) + " " + cell));
    }
    assertThat(longer).isEmpty();
  }

  @Test
  void filesNamePagesThatExist() throws IOException {
    Set<String> absent =
        Stream.of("src", "conf", "docker", "web/src", "pom.xml")
            .map(HOME::resolve)
            .flatMap(ManualTest::texts)
            .flatMap(file -> MENTION.matcher(read(file)).results())
            .map(MatchResult::group)
            .filter(page -> !Files.exists(HOME.resolve(page)))
            .collect(Collectors.toSet());
    assertThat(absent).isEmpty();
  }

  private static Stream<Path> texts(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file -> file.toString().matches(".*\\.(java|py|ts|tsx|xml|ya?ml|conf)|.*/Dockerfile"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
