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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "docs/reference/study-file.md", "docs/guide/how-many-trials.md"})
  void examplesOfTheManual_canBeRead(String page) throws IOException {
    List<String> examples =
        HOCON
            .matcher(Files.readString(HOME.resolve(page)))
            .results()
            .map((MatchResult example) -> example.group(1))
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      Path file = Files.writeString(folder.resolve("example.conf"), example);
      assertThatCode(() -> all(file)).as(example).doesNotThrowAnyException();
    }
  }

  @Test
  void everyKeyIsInTheManual() throws IOException {
    String manual = Files.readString(HOME.resolve("docs/reference/study-file.md"));
    for (String key :
        List.of(
            "name",
            "seed",
            "observer.model",
            "observer.file",
            "observer.input",
            "observer.output",
            "observer.classes",
            "observer.edits",
            "stimulus.kind",
            "stimulus.antithetic",
            "readout.by-signal",
            "stimulus.law",
            "stimulus.mean",
            "stimulus.sd",
            "stimulus.p",
            "readout.kind",
            "readout.layer",
            "readout.units",
            "readout.at",
            "readout.crop",
            "estimator",
            "conventions",
            "stop.max-trials",
            "stop.reliability",
            "stop.precision",
            "stop.level",
            "stop.quantile",
            "stop.require",
            "stop.time",
            "block-size",
            "gradient-channel",
            "whiten",
            "ridge",
            "covariance.channels",
            "covariance.level",
            "covariance.permutations")) {
      assertThat(manual).contains("`" + key + "`");
    }
  }
}
