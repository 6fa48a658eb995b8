package org.revcor.inference.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.inference.Platform;
import org.revcor.inference.calibration.Calibration.Measured;
import org.revcor.inference.calibration.Calibrations.Lookup;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.file.NetworkFile;

final class CalibrationsTest {
  private static final Platform CPU = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
  private static final Hardware HERE = new Hardware("A (family 1, model 2)", 2, List.of(), CPU);

  private static final Hardware WITH_KERNELS =
      new Hardware(
          HERE.processor(),
          2,
          List.of(),
          new Platform(CPU.device(), CPU.instructions(), CPU.engine(), "vector kernels 3", ""));
  private static final CalibrationSearch.Found FOUND =
      new CalibrationSearch.Found(
          new Measured(125, 2, 21_000.5, 12.25), List.of(new Measured(125, 2, 21_000.5, 12.25)));

  @TempDir private Path folder;

  @Test
  void findsAStoredCalibration() throws IOException {
    Calibration calibration = calibration(HERE);
    Path file = here().keep(calibration);

    assertThat(here().of(observer())).isEqualTo(new Lookup.Found(calibration));
    assertThat(here().all())
        .containsExactly(new Calibrations.Stored(calibration, Optional.empty()));
    assertThat(file).hasParent(folder.resolve("calibrations"));
    assertThat(Files.size(file)).isLessThan(2_000);
  }

  @Test
  void replacesAnEarlierCalibration() throws IOException {
    here().keep(calibration(new Hardware("B", 64, List.of(), CPU)));
    here().keep(calibration(HERE));

    assertThat(here().all()).hasSize(1);
    assertThat(here().of(observer())).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void reportsAMissingCalibration() {
    assertThat(here().of(observer()))
        .isEqualTo(new Lookup.None("there is no calibration of mnist-cnn"));
    assertThat(Calibrations.NONE.of(observer()))
        .isEqualTo(new Lookup.None("there is no calibration of mnist-cnn"));
    assertThat(here().all()).isEmpty();
    assertThat(Calibrations.NONE.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "B, 2, cpu, avx2, 2.7.1, 'its processor was B and is A (family 1, model 2) now'",
    "'A (family 1, model 2)', 16, cpu, avx2, 2.7.1, its number of cores was 16 and is 2 now",
    "'A (family 1, model 2)', 2, gpu X, avx2, 2.7.1, its device was gpu X and is cpu now",
    "'A (family 1, model 2)', 2, cpu, avx512f, 2.7.1, its instruction level was avx512f and is"
        + " amd64 avx2 now",
    "'A (family 1, model 2)', 2, cpu, amd64 avx2, pytorch 2.6.0, its engine was pytorch 2.6.0 and"
        + " is pytorch 2.7.1 now"
  })
  void refusesACalibrationOfAnotherMachineOrEngine(
      String processor, int cores, String device, String level, String engine, String reason)
      throws IOException {
    here()
        .keep(
            calibration(
                new Hardware(processor, cores, List.of(), new Platform(device, level, engine))));

    assertThat(here().of(observer()))
        .isEqualTo(
            new Lookup.None(
                "the calibration of mnist-cnn is of another machine, engine or kernels ("
                    + reason
                    + ")"));
    assertThat(here().all().getFirst().unusable()).hasValue(reason);
  }

  @Test
  void refusesACalibrationOfOtherKernels() throws IOException {
    there().keep(Calibration.of(observer(), WITH_KERNELS, Instant.EPOCH, FOUND));

    assertThat(there().of(observer())).isInstanceOf(Lookup.Found.class);
    assertThat(here().of(observer()))
        .isEqualTo(
            new Lookup.None(
                "the calibration of mnist-cnn is of another machine, engine or kernels (its choice"
                    + " of kernels was vector kernels 3 and is libtorch now)"));
  }

  @Test
  void usesACalibrationOfANetworkFileWithAllKernels() throws IOException {
    Files.copy(
        Path.of("src/test/resources/org/revcor/observer/file/linear.onnx"),
        folder.resolve("linear.onnx"));
    ObserverSource file =
        NetworkFile.declared(
                folder.resolve("linear.onnx"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .open();
    there().keep(Calibration.of(file, WITH_KERNELS, Instant.EPOCH, FOUND));

    assertThat(here().of(file)).isInstanceOf(Lookup.Found.class);
    assertThat(here().all().getFirst().unusable()).isEmpty();
  }

  @Test
  void refusesACalibrationOfANetworkThatKernelsSupportNow() throws IOException {
    there().keep(calibration(WITH_KERNELS, observer(), true));

    assertThat(here().of(observer())).isInstanceOf(Lookup.None.class);
  }

  @Test
  void distinguishesGpusByNameAndMemory() throws IOException {
    here().keep(calibration(new Hardware(HERE.processor(), 2, List.of("L4", "L4"), CPU)));

    assertThat(here().all().getFirst().unusable())
        .hasValue("its list of GPUs was L4; L4 and is empty now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"batchSize\": 7}",
        "{\"observer\": \"mnist-cnn\", \"colour\": \"red\"}"
      })
  void reportsAnUnreadableFile(String content) throws IOException {
    Path file = here().keep(calibration(HERE));
    Files.writeString(file, content);

    assertThat(here().all()).isEmpty();
    assertThat(here().of(observer()))
        .isEqualTo(
            new Lookup.None("the calibration of mnist-cnn, %s, cannot be read".formatted(file)));
  }

  private Calibrations there() {
    return Calibrations.of(folder.resolve("calibrations"), () -> WITH_KERNELS);
  }

  private Calibrations here() {
    return Calibrations.of(folder.resolve("calibrations"), () -> HERE);
  }

  private Calibration calibration(Hardware hardware) {
    return calibration(hardware, observer(), false);
  }

  private static Calibration calibration(
      Hardware hardware, ObserverSource observer, boolean ignoresKernels) {
    return new Calibration(
        observer.description().name(),
        observer.description().digest(),
        hardware,
        "2026-11-25T10:15:00Z",
        125,
        2,
        21_000.5,
        List.of(new Measured(125, 2, 21_000.5, 12.25), new Measured(250, 2, 20_000, 30)),
        ignoresKernels);
  }

  private ObserverSource observer() {
    return new Catalogue(folder).named("mnist-cnn");
  }
}
