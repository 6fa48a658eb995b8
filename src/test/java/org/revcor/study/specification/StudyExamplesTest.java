package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.study.specification.StudyFile.Sweep;

/** The studies that users copy from: samples and those in the manual. */
final class StudyExamplesTest {
  private static final Path HOME = Path.of(System.getProperty("revcor.home", "."));
  private static final Pattern HOCON = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  private static Sweep all(Path file) {
    return StudyFile.readAll(file, OptionalInt.empty(), study -> {});
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(HOME.resolve("conf/studies"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void samples_canBeRead(Path sample) {
    assertThat(all(sample).studies()).isNotEmpty();
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      return Stream.concat(files, Stream.of(HOME.resolve("README.md")))
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Uncheck.get(() -> Files.readString(file)).contains("```hocon"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void examplesOfTheManual_canBeRead(Path page) throws IOException {
    List<String> examples =
        HOCON
            .matcher(Files.readString(page))
            .results()
            .map((MatchResult example) -> example.group(1))
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      Path file = Files.writeString(folder.resolve("example.conf"), example);
      assertThatCode(() -> all(file)).as(example).doesNotThrowAnyException();
    }
  }
}
