package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.InvalidInputException;

final class CheckedStudyFileTest {
  private static final String NAME = "studyFile";

  @TempDir private Path folder;

  private static List<String> errors(String text) {
    return CheckedStudyFile.of(NAME, text).errors().stream()
        .map(InvalidInputException::getMessage)
        .toList();
  }

  @Test
  void shippedStudyFilesAreValid() throws IOException {
    int studies = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("conf", "studies"))) {
      for (Path file : files) {
        String text = Files.readString(file);
        if (!text.contains("\nsweep {")) {
          CheckedStudyFile checked = CheckedStudyFile.of(NAME, text);
          assertThat(checked.errors()).as(file.toString()).isEmpty();
          assertThat(StudyFile.of(checked.specification())).isNotNull();
          studies++;
        }
      }
    }
    assertThat(studies).isGreaterThan(10);
  }

  @Test
  void allUnknownKeysAndTheFirstInvalidValueAreListed() {
    CheckedStudyFile checked =
        CheckedStudyFile.of(
            NAME,
            """
            study {
              observer.model = mnist-cnn, sead = 3
              stimulus { lwa = uniform, law = uniform }
              stop { reliability = 1.5, max-trials = 0 }
            }
            """);

    assertThat(checked.errors())
        .extracting(InvalidInputException::field)
        .containsExactly("study.sead", "study.stimulus.lwa", "study.stop.max-trials");
    assertThat(checked.errors().getFirst().expected()).endsWith("did you mean seed?");
    assertThat(checked.specification())
        .hasToString(
            "{\"study\":{\"observer\":{\"model\":\"mnist-cnn\"},\"sead\":3,"
                + "\"stimulus\":{\"law\":\"uniform\",\"lwa\":\"uniform\"},"
                + "\"stop\":{\"max-trials\":0,\"reliability\":1.5}}}");
  }

  @Test
  void atMostTwentyErrorsAreListed() {
    String unknown =
        IntStream.range(0, 1_000).mapToObj("x%d = 1"::formatted).collect(Collectors.joining("\n"));

    assertThat(errors("study { observer.model = m\n" + unknown + "}")).hasSize(20);
  }

  @Test
  void theStudyOfASweepIsRead() {
    assertThat(errors("study { observer.model = m }, sweep { seed = [1, 2] }"))
        .containsExactly(
            "sweep is present; it must be left out for a single study; /api/v1/sweeps takes a"
                + " sweep");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http { port = 80 }",
        "{}",
        "study = 5",
        "study { observer.model = ",
        "<html>",
        "study { observer.model = ${HOME} }",
        "study { observer.model = ${java.home} }",
      })
  void otherTextsAreRefused(String text) {
    assertRefused(() -> CheckedStudyFile.of(NAME, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"%s\"",
        "include file(\"%s\")",
        "include required(file(\"%s\"))",
        "include url(\"file:%s\")",
        "include classpath(\"reference.conf\")",
        "study { include \"%s\" }",
      })
  void otherFilesAreNotRead(String include) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.conf"), "password = hidden");

    assertRefused(() -> CheckedStudyFile.of(NAME, "study {}\n" + include.formatted(secret)))
        .hasMessageContaining("a study file that includes")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void referencesWithinTheFileAreReplaced() {
    assertThat(
            CheckedStudyFile.of(
                    NAME, "study { observer.model = mnist-cnn, name = ${study.observer.model} }")
                .specification()
                .at("/study/name")
                .textValue())
        .isEqualTo("mnist-cnn");
  }

  @Test
  void textsThatAreLargeOrGrowAreRefused() {
    assertThatThrownBy(() -> CheckedStudyFile.of(NAME, "#".repeat((64 << 10) + 1)))
        .hasMessage("studyFile is larger than 64 KiB; it must be a study file");
    String doubling =
        IntStream.rangeClosed(1, 40)
            .mapToObj(i -> "a%d = ${a%d}${a%d}\n".formatted(i, i - 1, i - 1))
            .collect(Collectors.joining("", "study.a0 = x\na0 = xxxxxxxx\n", ""));
    assertThatThrownBy(() -> CheckedStudyFile.of(NAME, doubling))
        .hasMessage(
            "studyFile is a study file with 80 references (${...}); it must be a study file with"
                + " at most 16 of them");
  }
}
