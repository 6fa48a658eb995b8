package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.observer.Precision;

/** Tests the outcomes of a precision test in a separate process. */
final class PrecisionTrialTest {
  @TempDir private Path folder;

  @Test
  void acceptsBfloat16OnAProcessorWithItsArithmetic() throws IOException {
    HalfPrecision.assumeBfloat16();
    assertThatCode(() -> PrecisionTrial.LOCAL.require(Precision.BFLOAT16))
        .doesNotThrowAnyException();
  }

  @Test
  void rejectsASlowPrecision() throws IOException {
    HalfPrecision.assumeNoFloat16();
    assertRefused(() -> PrecisionTrial.LOCAL.require(Precision.FLOAT16))
        .hasMessageMatching(
            "study\\.precision is float16; it must be float32 here, since PyTorch takes \\d+ times"
                + " as long with float16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kill -9 $$ | a process that tested bfloat16 with PyTorch ended with code 137
          echo probe 0.004 0.5; exit 134 | a process that tested bfloat16 with PyTorch ended with code 134
          echo other text | a process that tested bfloat16 printed no result
          echo probe 0.004 11.2 | PyTorch takes 11 times as long with bfloat16
          echo probe 0.7 0.5 | outputs in bfloat16 differ by 0.70 of their size from those in float32
          echo probe NaN 0.5 | outputs in bfloat16 differ by NaN of their size from those in float32
          """)
  void rejectsAPrecisionThatFailsInItsProcess(String script, String reason) {
    PrecisionTrial trial = new PrecisionTrial(precision -> List.of("sh", "-c", script));
    assertRefused(
        () -> trial.require(Precision.BFLOAT16),
        "study.precision is bfloat16; it must be float32 here, since %s".formatted(reason));
  }

  @Test
  void testsEveryKindOfLayer() {
    assertThat(
            PrecisionProbe.TESTED.stream()
                .flatMap(architecture -> architecture.stages().stream())
                .<Object>map(stage -> stage.layer().getClass()))
        .contains(kinds(Layer.class).toArray());
  }

  private static Stream<Class<?>> kinds(Class<?> layer) {
    return layer.isSealed()
        ? Arrays.stream(layer.getPermittedSubclasses()).flatMap(PrecisionTrialTest::kinds)
        : Stream.of(layer);
  }

  @Test
  void rejectsAPrecisionIfTheProcessCannotStart() {
    PrecisionTrial trial =
        new PrecisionTrial(precision -> List.of(folder.resolve("missing").toString()));
    assertRefused(() -> trial.require(Precision.BFLOAT16))
        .hasMessageContaining("since bfloat16 could not be tested (");
  }

  @Test
  void testsEachHalfPrecisionOnceAndFloat32Never() throws IOException {
    Path log = folder.resolve("log");
    PrecisionTrial trial =
        new PrecisionTrial(
            precision ->
                List.of(
                    "sh",
                    "-c",
                    "echo %s >> %s; echo probe 0.004 0.5".formatted(precision.word(), log)));
    for (int i = 0; i < 2; i++) {
      for (Precision precision : Precision.values()) {
        trial.require(precision);
      }
    }
    assertThat(Files.readAllLines(log)).containsExactly("bfloat16", "float16");
  }
}
