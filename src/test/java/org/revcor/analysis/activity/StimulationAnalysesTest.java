package org.revcor.analysis.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

/**
 * Tests analyses of images in noise, stimulated layers, injected activity, lesions and activity.
 */
@Tag("full")
final class StimulationAnalysesTest {
  @TempDir Path folder;

  private AnalysisResult run(String name, String... arguments) {
    return run(2, name, arguments);
  }

  private AnalysisResult run(int threads, String name, String... arguments) {
    Map<String, String> all = new HashMap<>(Map.of("observer", "mnist-cnn", "most", "60"));
    for (int i = 0; i < arguments.length; i += 2) {
      all.put(arguments[i], arguments[i + 1]);
    }
    return new AnalysisRunner(folder).run(name, all, threads);
  }

  private static List<List<Object>> rows(AnalysisResult result, String table) {
    return ((Figure.Table) result.figure(table)).rows();
  }

  @Test
  void missingThresholdIsReported() {
    AnalysisResult found =
        run("psychometric", "classes", "8", "levels", "0,0.02,0.04", "replicates", "20");
    assertThat(rows(found, "thresholds").getFirst().getLast())
        .asString()
        .startsWith("no threshold: ");
    assertThat(found.statements().getFirst()).startsWith("Class 8: no threshold");
  }

  /** In the paper, raised fc1 biases shift curves to the left, lowered ones to the right. */
  @Test
  void stimulatedUnitsShiftCurves() {
    AnalysisResult found =
        run(
            "stimulate",
            "layer",
            "fc1",
            "lambda",
            "0.01",
            "k",
            "-10,10",
            "classes",
            "3,6",
            "levels",
            "0:0.1:1",
            "replicates",
            "0");
    Figure.Matrix shifts = (Figure.Matrix) found.figure("shifts");
    assertThat(shifts.rows()).containsExactly("-10", "0", "10");
    assertThat(Arrays.stream(shifts.values()[0])).allMatch(shift -> shift > 0.02);
    assertThat(shifts.values()[1]).containsOnly(0);
    assertThat(Arrays.stream(shifts.values()[2])).allMatch(shift -> shift < -0.02);
    assertThat(found.statements())
        .containsExactly(
            "k = 10 shifts 2 of 2 curves to the left (3, 6) and 0 to the right, by more than three"
                + " standard errors",
            "k = -10 shifts 0 of 2 curves to the left and 2 to the right (3, 6), by more than three"
                + " standard errors");
    assertThat(found.conventions()).containsEntry("activity", "fc1.relu");
  }

  /** A convolution is linear, so mixing before or after it is the same. */
  @Test
  void injectionIntoTheFirstConvolutionEqualsInjectionIntoTheImage() {
    AnalysisResult found =
        run(
            "injection",
            "layers",
            "input,conv1",
            "targets",
            "2,8",
            "levels",
            "0,0.2,1",
            "noise",
            "2000",
            "most",
            "20");
    for (int t = 0; t < 2; t++) {
      double[] input = ((Figure.Curves) found.figure("input")).curves().get(t).y();
      double[] conv1 = ((Figure.Curves) found.figure("conv1")).curves().get(t).y();
      assertThat(conv1).containsExactly(input, within(0.006));
      assertThat(input[2]).isLessThan(0.01);
    }
    assertThat(((Figure.Curves) found.figure("input")).curves().get(1).y()[0]).isEqualTo(1);
    assertThat(((Figure.Gallery) found.figure("examples")).images()).hasSize(6);
  }

  @Test
  void classWithoutNoiseIsReported() {
    AnalysisResult found =
        run(
            "injection",
            "layers",
            "fc1",
            "targets",
            "1,8",
            "levels",
            "0,1",
            "noise",
            "300",
            "most",
            "5");
    assertThat(((Figure.Curves) found.figure("fc1")).curves().getFirst().y()[0]).isNaN();
    assertThat(found.statements().getLast()).isEqualTo("No noise is classified as 1");
  }

  /** The maximum number of noise stimuli, plus images; stopped at once. */
  @Test
  void expectedStimuliMayExceedTheIntegerRange() {
    AnalysisProgress progress = new AnalysisProgress();
    progress.stop();
    Map<String, String> arguments =
        Map.of("observer", "mnist-cnn", "layers", "fc1", "noise", "2147483647", "most", "1");
    assertThatThrownBy(() -> new AnalysisRunner(folder).run("injection", arguments, 1, progress))
        .isInstanceOf(AnalysisStoppedException.class);
    assertThat(progress.expected()).isEqualTo(2_147_483_657L);
  }

  @Test
  void filtersOfLabelsAndOfDeeperLayersAreRejected() throws Exception {
    AnalysisRunner runner = new AnalysisRunner(folder);
    runner.study(
        """
        {"study": {"observer": {"model": "mnist-cnn"}, "stop": {"max-trials": 400}}}
        """,
        "labels");
    assertRefused(
        () -> runner.run("filters", Map.of("study", "labels"), 1),
        "study is labels, whose maps are not those of a layer's units; it must be a study with"
            + " readout activation");
    runner.study(
        """
        {"study": {"observer": {"model": "mnist-cnn"},
          "readout": {"kind": "activation", "layer": "conv2", "units": 0, "at": "centre"},
          "stop": {"max-trials": 400}}}
        """,
        "deeper");
    assertThatThrownBy(() -> runner.run("filters", Map.of("study", "deeper"), 1))
        .hasMessage(
            "study is deeper, a study of units of conv2; it must be a study of units of the first"
                + " layer of a network of a recipe, whose weights apply to pixels");
    runner.study(
        """
        {"study": {"observer": {"model": "mnist-cnn"},
          "readout": {"kind": "activation", "layer": "conv1.pool", "units": 0, "at": "centre"},
          "stop": {"max-trials": 400}}}
        """,
        "pooled");
    assertThatThrownBy(() -> runner.run("filters", Map.of("study", "pooled"), 1))
        .hasMessageStartingWith(
            "study is pooled, with maps of 1 x 6 x 6; it must be a study with maps of 1 x 5 x 5,"
                + " the size of the kernels of conv1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "psychometric | classes | 11 | classes is 11; it must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8,"
            + " 9; did you mean 1?",
        "psychometric | levels | 0.5,0.2 | levels is 0.5,0.2; it must be at least two numbers,"
            + " ascending",
        "psychometric | levels | 0,1.5 | levels is 1.5; it must be a number from 0 to 1",
        "psychometric | levels | 0.3 | levels is 0.3; it must be at least two numbers, ascending",
        "stimulate | layer | conv9 | layer is conv9; it must be one of input, conv1, conv1.relu,"
            + " conv1.pool, conv2, conv2.relu, conv2.pool, fc1, fc1.relu, logits; did you mean"
            + " conv1? (the layers of mnist-cnn)",
        "stimulate | layer | conv1.relu | layer is conv1.relu, which has no bias; it must be one"
            + " of conv1, conv2, fc1, logits",
        "injection | layers | conv7 | layers is conv7; it must be one of input, conv1, conv1.relu,"
            + " conv1.pool, conv2, conv2.relu, conv2.pool, fc1, fc1.relu, logits; did you mean"
            + " conv1? (the layers of mnist-cnn)",
      })
  void invalidArgumentsAreRejected(String name, String parameter, String value, String message) {
    assertRefused(() -> run(name, parameter, value), message);
  }
}
