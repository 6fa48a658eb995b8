package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

final class ConfidenceAnalysisTest {
  @TempDir static Path folder;

  @Test
  void highThresholdCountsFewer() {
    List<List<Object>> rows = ((Figure.Table) run("0.9", 2).figure("classes")).rows();
    assertThat(rows.stream().mapToDouble(row -> (double) row.get(3)).sum()).isBetween(1.0, 2_900.0);
  }

  /** Of 3,000 stimuli few classes other than 8 get a confident response. */
  @Test
  void classesWithFewConfidentTrialsAreNotTheSmallestCorrelation() {
    AnalysisResult found = run("0.6", 2);
    List<List<Object>> rows = ((Figure.Table) found.figure("classes")).rows();
    assertThat(rows).anyMatch(row -> (double) row.get(3) > 0 && (double) row.get(3) < 50);
    double least =
        rows.stream()
            .filter(row -> (double) row.get(3) >= 50)
            .mapToDouble(row -> (double) row.get(5))
            .min()
            .orElseThrow();
    assertThat(found.statements())
        .anyMatch(
            each ->
                each.startsWith(
                    "maps of trials above 0.6 correlate at least %.4f".formatted(least)));
  }

  @Test
  void thresholdIsAProbability() {
    assertRefused(() -> run("1.5", 2), "threshold is 1.5; it must be a number from 0 to 1");
  }

  private static AnalysisResult run(String threshold, int threads) {
    return new AnalysisRunner(folder)
        .run(
            "confidence",
            Map.of("observer", "mnist-cnn", "count", "3000", "threshold", threshold),
            threads);
  }
}
