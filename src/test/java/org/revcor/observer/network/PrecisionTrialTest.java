package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.revcor.InvalidInputException;
import org.revcor.observer.Precision;

/** What becomes of a precision that is tried in a process of its own. */
final class PrecisionTrialTest {
  @TempDir private Path folder;

  @Test
  void aProcessorThatComputesInBfloat16MayDoSo() throws IOException {
    HalfWidth.assumeBfloat16();
    assertThatCode(() -> PrecisionTrial.HERE.require(Precision.BFLOAT16))
        .doesNotThrowAnyException();
  }

  @Test
  void aPrecisionThatTheProcessorLacksIsRefusedForItsSlowness() throws IOException {
    HalfWidth.assumeNoFloat16();
    assertThatThrownBy(() -> PrecisionTrial.HERE.require(Precision.FLOAT16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "study\\.precision is float16; it must be float32 here, since PyTorch takes \\d+ times as long with float16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kill -9 $$ | a process that tried bfloat16 with PyTorch ended with code 137
          echo probe 0.004 0.5; exit 134 | a process that tried bfloat16 with PyTorch ended with code 134
          echo nothing to say | a process that tried bfloat16 gave no figures
          echo probe 0.004 11.2 | PyTorch takes 11 times as long with bfloat16
          echo probe 0.7 0.5 | answers in bfloat16 differ by 0.70 of their size from those in float32
          echo probe NaN 0.5 | answers in bfloat16 differ by NaN of their size from those in float32
          """)
  void whatFailsInItsProcessIsRefused(String script, String reason) {
    PrecisionTrial trial = new PrecisionTrial(precision -> List.of("sh", "-c", script));
    assertThatThrownBy(() -> trial.require(Precision.BFLOAT16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "study.precision is bfloat16; it must be float32 here, since %s".formatted(reason));
  }

  @Test
  void everyKindOfLayerIsTried() {
    assertThat(
            PrecisionProbe.TRIED.stream()
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
  void aProcessThatCannotBeStartedRefuses() {
    PrecisionTrial trial =
        new PrecisionTrial(precision -> List.of(folder.resolve("missing").toString()));
    assertThatThrownBy(() -> trial.require(Precision.BFLOAT16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("since bfloat16 could not be tried (");
  }

  @Test
  void eachPrecisionIsTriedOnce_andFloat32Never() throws IOException {
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
