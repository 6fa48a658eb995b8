package org.revcor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Types, constants and texts that users read use the standard terms of the field. */
final class LanguageTest {
  private static final Path JAVA = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
  private static final Pattern TOKEN = Pattern.compile("[A-Z][a-z0-9]*");
  private static final Pattern CONSTANT =
      Pattern.compile("static final [\\w<>\\[\\], .?]+ ([A-Z][A-Z0-9_]*)\\b");
  private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\\\n])*)\"");

  private static final Set<String> TYPE_TOKENS =
      Set.of(
          "Room",
          "Picture",
          "Pictures",
          "Answer",
          "Answers",
          "Rest",
          "Resting",
          "Anew",
          "Glance",
          "Desk",
          "Crew",
          "Place",
          "Places",
          "Showing",
          "Seat",
          "Laboratory",
          "Workroom",
          "Workbench",
          "Kept",
          "Judged",
          "Watch",
          "Holding",
          "Wanted",
          "Followers",
          "Leg",
          "Course",
          "Standing",
          "Afterwards",
          "Taker",
          "Adopt",
          "Experiment",
          "Experiments",
          "Findings");

  private static final Pattern CONSTANT_TOKENS =
      Pattern.compile(
          "(^|.*_)(MOST|LEAST|LARGEST|LONGEST|FEWEST)_.*|.*PATIENCE.*|NEVER.*|.*ANSWER.*|.*PICTURE.*|.*ROOM.*");

  private static final Pattern TEXT =
      Pattern.compile(
          "\\b(?i:rooms?|pictures?|half"
              + " width|un?answer\\w*|answer(s|ed|ing)?|tells?|told|anew|glances?|be had|goes"
              + " on|too rare|must be there|no such rule|broke"
              + " off|experiments?|laborator\\w*|patience|adopt\\w*|is none|way"
              + " back)\\b|\\b(Propose what suits it|Draw one|Leave it|Start it|What can be"
              + " studied)\\b|\\b(?i:findings)\\b(?!\\.json|[\":?.\\])}]| &&)");

  /** Keys of files and of the HTTP interface, and words of earlier versions that are still read. */
  private static final Set<String> KEYS = Set.of("findings", "answer", "pictures");

  @Test
  void typesHaveStandardNames() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(Stream.of(JAVA, TESTS), name -> name.endsWith(".java"))) {
      for (String type : matches(TYPE, Files.readString(file))) {
        if (TOKEN.matcher(type).results().map(MatchResult::group).anyMatch(TYPE_TOKENS::contains)) {
          wrong.add(file + ": " + type);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void constantsHaveStandardNames() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(Stream.of(JAVA, TESTS), name -> name.endsWith(".java"))) {
      for (String constant : matches(CONSTANT, Files.readString(file))) {
        if (CONSTANT_TOKENS.matcher(constant).matches()) {
          wrong.add(file + ": " + constant);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void messagesUseStandardTerms() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(Stream.of(JAVA), name -> name.endsWith(".java"))) {
      for (String literal : matches(LITERAL, Files.readString(file))) {
        if (!KEYS.contains(literal) && TEXT.matcher(literal).find()) {
          wrong.add(file.getFileName() + ": " + literal);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void pagesAndManualUseStandardTerms() throws IOException {
    List<String> wrong = new ArrayList<>();
    Predicate<String> read =
        name ->
            name.matches(".*\\.(md|ipynb|py|ts|tsx|html|yaml)")
                && !name.matches("(CHANGELOG|report)\\..*");
    List<Path> files =
        files(
            Stream.of(
                    "README.md",
                    "docs",
                    "web/src",
                    "web/index.html",
                    "src/main/python",
                    "src/main/resources")
                .map(Path::of),
            read);
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (TEXT.matcher(lines.get(i).replace(" is None", "")).find()) {
          wrong.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Path> files(Stream<Path> roots, Predicate<String> names) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : roots.toList()) {
      try (Stream<Path> found = Files.walk(root)) {
        found
            .filter(file -> names.test(file.getFileName().toString()))
            .filter(Files::isRegularFile)
            .forEach(files::add);
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
