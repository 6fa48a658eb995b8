package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.MapEvaluation.Verdict;
import org.revcor.estimate.SignalToNoise;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.specification.StudyFile;

final class StudyVerdictTest {
  private static final String LABELS = "readout.kind = label";
  private static final String UNITS =
      "readout { kind = activation, layer = conv1.pool, units = \"0-3\", at = centre }";

  @TempDir private Path folder;

  /** R is a channel that has reached its target; the others are short, waiting and rare. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RRRRRRRRRR | MAX_TRIALS  | Ten classes have a reliable map.",
        "RRRRRRRRRR |             | Ten classes have a reliable map.",
        "RRRSSSSWWW |             | 3 of 10 classes have a reliable map so far.",
        "SSSSSSSSWW |             | No class has a reliable map so far.",
        "SSSSSSSSSS | FAILURE     | No class has a reliable map so far.",
        "RSSSSSSSWW | MAX_TRIALS  | 1 of 10 classes has a reliable map; 2 had too few responses;"
            + " 7 fell short of reliability 0.95.",
        "RRRUUUUUUU | RELIABILITY | 3 of 10 classes have a reliable map; gradients of 7 are"
            + " unchecked."
      })
  void aSentenceCountsReliableMaps(String statuses, @Nullable EndReason end, String sentence) {
    assertThat(verdict(LABELS, statuses, end, 20.0).sentence()).isEqualTo(sentence);
  }

  @Test
  void rareClassesAreProjectedToStructuredNoise() {
    String found = "4 of 10 classes have a reliable map; 6 hardly ever occurred under this noise.";
    String rule = LABELS + ", name = digits, seed = 7, stop { max-trials = 100000, reliability = ";
    StudyVerdict verdict = verdict(rule + "0.5 }", "RRRRXXXXXX", EndReason.RELIABILITY, 2_000.0);
    assertThat(verdict.sentence())
        .isEqualTo(
            found + " Structured noise would show all 10 classes in about 3,000 trials (2 s).");
    assertThat(verdict.followUp().map(StudyFile::of).map(StudyFile::toHocon))
        .hasValueSatisfying(
            file ->
                assertThat(file)
                    .contains(
                        "digits, structured noise", "mnist-cnn", "mnist", "30", "regression"));
    assertThat(verdict(rule + "0.95 }", "RRRRXXXXXX", null, null).sentence())
        .isEqualTo(
            "4 of 10 classes have a reliable map so far; 6 hardly ever occurred under this noise."
                + " Structured noise would show all 10 classes in about 20,000 trials.");
    assertThat(verdict(rule + "0.5 }", "RRRRXXXXXX", null, 20.0).sentence())
        .endsWith(" in about 3,000 trials (3 min).");
    String structured = "stimulus { kind = pca-noise, data = mnist }, estimator = regression";
    assertThat(verdict(structured, "RRRRXXXXXX", EndReason.TIME, 1.0).sentence()).isEqualTo(found);
  }

  @Test
  void flawedUnitsAreNotReliable() {
    assertThat(verdict(UNITS, "RRRR", null, 1.0).sentence())
        .isEqualTo("Four units have a reliable map.");
    assertThat(verdict(UNITS, "RRXS", EndReason.TIME, 1.0).sentence())
        .isEqualTo(
            "2 of 4 units have a reliable map; 1 hardly ever responded under this noise;"
                + " 1 fell short of reliability 0.95.");
    StudyVerdict flawed = verdict(UNITS, "RcRi", EndReason.TIME, 1.0);
    assertThat(flawed.sentence())
        .isEqualTo("2 of 4 units have a reliable map; 1 is constant; 1 is rounded away.");
  }

  private StudyVerdict verdict(
      String keys, String statuses, @Nullable EndReason end, @Nullable Double rate) {
    Materials materials =
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
    PreparedStudy study =
        PreparedStudy.of(
            StudyFile.of(StudyFile.keys("study", "observer.model = mnist-cnn, " + keys)),
            materials,
            Platform.ofThisMachine(),
            Capacity.UNLIMITED);
    List<ChannelStatistics> channels =
        statuses.chars().mapToObj(StudyVerdictTest::channel).toList();
    List<Verdict> verdicts =
        Stream.of(statuses.split(""))
            .map(StudyVerdictTest::status)
            .map(status -> new Verdict(status, false, Double.NaN, Double.NaN))
            .toList();
    return new StudyVerdict(study, new MapEvaluation(100_000, channels, verdicts), end, rate);
  }

  private static StoppingStatus status(String letter) {
    return switch (letter) {
      case "S" -> StoppingStatus.SHORT;
      case "W" -> StoppingStatus.WAITING;
      case "X" -> StoppingStatus.RARE;
      case "U" -> StoppingStatus.UNCHECKED;
      case "c", "i" -> StoppingStatus.CONSTANT;
      default -> StoppingStatus.REACHED;
    };
  }

  private static ChannelStatistics channel(int letter) {
    double spread = letter == 'c' ? 0 : letter == 'i' ? 1e-9 : 1;
    return new ChannelStatistics(
        1_000, 100, new SignalToNoise(9, .9, 30, 20), .1, 100, spread, 100, Optional.empty());
  }
}
