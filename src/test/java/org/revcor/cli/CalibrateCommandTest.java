package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.CalibrationSearch;

final class CalibrateCommandTest {
  @Test
  void explainsABestSettingThatIsNotTheFastest() {
    Calibration.Measured small = new Calibration.Measured(84, 2, 59_181, 400);
    Calibration.Measured large = new Calibration.Measured(125, 2, 60_311, 200);

    assertThat(CalibrateCommand.explain(new CalibrationSearch.Found(large, List.of(small, large))))
        .isEmpty();
    assertThat(CalibrateCommand.explain(new CalibrationSearch.Found(small, List.of(small, large))))
        .contains(
            "note: batches of 125 with 2 lanes were 1.9 % faster, but differences within 2 % or the"
                + " spread are noise; of equally fast settings the smallest is best, since it takes"
                + " the least memory");
  }

  private static final String STUDY =
      """
      study {
        observer.model = mnist-logistic
        stop.max-trials = 1000
        block-size = 20
        batch-size = calibrated
      }
      """;

  @TempDir private Path folder;

  @Test
  void aCalibrationIsStoredAndUsedByTheStudy() throws IOException {
    Path study = Files.writeString(folder.resolve("study.conf"), STUDY);
    assertThat(run(study, "--lanes", "calibrated").exited(2).err())
        .isEqualTo(
            "revcor run: --lanes is calibrated, but there is no calibration of mnist-logistic; it"
                + " must be a number or omitted until revcor calibrate has run\n");

    CommandRun calibrated =
        CommandRun.of("calibrate", study.toString(), "--seconds", "1", "--data-dir", data());

    assertThat(calibrated.err()).isEmpty();
    assertThat(calibrated.exited(0).out())
        .startsWith("mnist-logistic on ")
        .containsPattern("batch +lanes +trials/s +spread")
        .contains("best: batches of ", "stored in ");
    JsonNode kept = new ObjectMapper().readTree(kept().toFile());
    assertThat(kept.path("batchSize").intValue()).isBetween(1, 10);
    assertThat(kept.path("tried")).hasSizeGreaterThan(6);

    CommandRun taken = run(study, "--lanes", "calibrated");
    assertThat(taken.err()).isEmpty();
    taken.exited(0);
    JsonNode plan =
        new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile()).path("plan");
    int batches = Math.ceilDiv(10, kept.path("batchSize").intValue());
    assertThat(plan.path("batchSize").intValue()).isEqualTo(Math.ceilDiv(10, batches));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--observer mnist-cn | mnist-cn; it must be",
        "--observer mnist-cnn --seconds 0 | --seconds is 0; it must be a whole number from 1 to"
            + " 3600",
        "no.conf | no.conf",
        "no.conf --observer mnist-cnn | mutually exclusive",
        "--seconds 3 | Missing required argument"
      })
  void invalidInputIsRejectedAndNothingIsStored(String options, String said) {
    assertThat(
            CommandRun.of(("calibrate --data-dir " + data() + " " + options).split(" "))
                .exited(2)
                .err())
        .contains(said);
    assertThat(folder.resolve("data/calibrations")).doesNotExist();
  }

  @Test
  void otherCommandsRejectCalibratedLanes() {
    assertThat(
            CommandRun.of("compare", "no.conf", "--out", data(), "--lanes", "calibrated")
                .exited(2)
                .err())
        .isEqualTo(
            "revcor compare: --lanes is calibrated; it must be a whole number from 1 to 1024\n");
  }

  private CommandRun run(Path study, String... options) {
    Path out = folder.resolve("out");
    return CommandRun.of(
        List.of("run", "" + study, "--out", "" + out, "--data-dir", data(), "--quiet"), options);
  }

  private Path kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/calibrations"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
