package org.revcor.analysis.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.activity.LossGradientAnalysis.LossGradient;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.Stamp;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;

final class LossGradientTest {
  private static final Images DIGITS = DataSets.shippedTest("mnist").orElseThrow();

  private static AnalysisThreads threads(int threads) {
    return new AnalysisThreads(
        Collections.nCopies(threads, Device.cpu()), false, new AnalysisProgress());
  }

  @Test
  void averageIsTheSlopeOfTheMeanLoss() {
    ObserverSource network = new Catalogue(Path.of("none")).named("mnist-mlp");
    int label = 4;
    int[] fours = IntStream.range(0, 400).filter(i -> DIGITS.labels()[i] == label).toArray();
    int[] labels = new int[fours.length];
    Arrays.fill(labels, label);
    try (AnalysisThreads threads = threads(2);
        InferenceSession session = new InferenceSession(network, threads)) {
      LossGradient.Averages averages = LossGradient.of(session, Stimuli.of(DIGITS, fours), labels);
      float[] map = averages.maps()[label];
      double squares = 0;
      for (float value : map) {
        squares += (double) value * value;
      }
      // a step along the gradient changes the loss by its length times the gradient's norm
      double step = 0.01;
      double slope =
          (loss(session, fours, label, map, step / Math.sqrt(squares))
                  - loss(session, fours, label, map, -step / Math.sqrt(squares)))
              / (2 * step);
      assertThat(slope).isEqualTo(Math.sqrt(squares), within(0.02 * Math.sqrt(squares)));
      assertThat(averages.norms()[label]).isGreaterThan(Math.sqrt(squares));
      assertThat(averages.counts()[label]).isEqualTo(fours.length);
      assertThat(averages.maps()[0]).containsOnly(Float.NaN);
    }
  }

  private static double loss(
      InferenceSession session, int[] numbers, int label, float[] map, double step) {
    float[][] moved = new float[numbers.length][DIGITS.values()];
    for (int i = 0; i < moved.length; i++) {
      Stimuli.of(DIGITS, numbers).put(i, moved[i], 0);
      for (int j = 0; j < map.length; j++) {
        moved[i][j] += (float) (step * map[j]);
      }
    }
    double sum = 0;
    for (float[] outputs : session.outputs(Stimuli.of(moved))) {
      sum -= ObserverOutputs.logProbabilities(outputs, session.observer())[label];
    }
    return sum / numbers.length;
  }

  @Test
  void resultDoesNotDependOnTheNumberOfWorkers() {
    ObserverSource network = new Catalogue(Path.of("none")).named("mnist-logistic");
    int[] numbers = IntStream.range(0, 1_000).toArray();
    int[] labels = IntStream.of(numbers).map(i -> DIGITS.labels()[i]).toArray();
    float[][][] maps = new float[2][][];
    for (int i = 0; i < 2; i++) {
      try (AnalysisThreads threads = threads(1 + 2 * i);
          InferenceSession session = new InferenceSession(network, threads)) {
        maps[i] = LossGradient.of(session, Stimuli.of(DIGITS, numbers), labels).maps();
      }
    }
    assertThat(maps[1]).isDeepEqualTo(maps[0]);
  }

  @Test
  void energyInAStampIsItsShareOfSquares() {
    float[] map = new float[2 * 64];
    map[9] = 3; // row 1, column 1 of the first plane: the stamp's corner
    map[64 + 9] = 1;
    map[0] = 2;
    map[7] = 2;
    Stamp stamp = Stamp.of("x");
    assertThat(stamp.energy(map, 8, 8)).isEqualTo(10 / 18.0);
    assertThat(stamp.area(8, 8)).isEqualTo(36 / 64.0);
    assertThat(stamp.energy(new float[64], 8, 8)).isNaN();
  }
}
