package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.RegressionMoments;
import org.revcor.estimate.ScoreProducts;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/** The sums of a regression against plain arithmetic. */
final class ScoreSumsTest {
  private static final int D = 12;
  private static final int K = 3;
  private static final int CHANNELS = 2;
  private static final int TRIALS = 40;
  private static final long BLOCK = 5;

  private final float[] weights = random(CHANNELS * D, 1);
  private final float[] filters = random(K * D, 2);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sumsAreThoseOfDifferencesOfPairsOrOfCentredTrials(boolean paired) {
    SimulatedObserver source = SimulatedObserver.linear("linear", 3, 4, weights);
    Protocol protocol =
        new Protocol(
            source,
            new Rendering.AsDrawn(),
            ClassReadout.LOGIT,
            false,
            List.of(),
            new ScoreSums(K, filters, paired));
    NumericPlan plan =
        NumericPlan.of(D, Optional.empty(), Optional.of(TRIALS), 7, Platform.ofThisMachine());
    StimulusSequence sequence = new StimulusSequence(new WhiteNoise(new UniformLaw(), D), paired);
    Tally tally;
    try (Observer observer = source.load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      tally =
          new BlockReduction(observer, Optional.empty(), protocol)
              .reduce(new BlockDrawer(sequence, 9, plan).draw(BLOCK), manager);
    }
    float[][] stimuli = new float[TRIALS][];
    sequence.draw(9, BLOCK, TRIALS, (trial, drawn) -> stimuli[trial] = drawn.clone());
    assertHalf(tally.a(), Arrays.copyOf(stimuli, TRIALS / 2), paired);
    assertHalf(tally.b(), Arrays.copyOfRange(stimuli, TRIALS / 2, TRIALS), paired);
    for (int channel = 0; channel < CHANNELS; channel++) {
      // another order of the same responses
      float[] shuffled = tally.a().products(RegressionMoments.SHUFFLED)[channel];
      assertThat(shuffled).hasSize(K);
      assertThat(shuffled[0])
          .isNotCloseTo(
              (float) tally.a().sums(RegressionMoments.SCORES)[channel][0], within(1e-3f));
    }
  }

  private void assertHalf(HalfTally half, float[][] stimuli, boolean paired) {
    double[][] u = observations(stimuli, filters, K, paired);
    double[][] y = observations(stimuli, weights, CHANNELS, paired);
    assertThat(half.trials()).isEqualTo(TRIALS / 2);
    assertThat(half.stimuli()).isEmpty();
    for (int channel = 0; channel < CHANNELS; channel++) {
      double responses = 0;
      for (float[] x : stimuli) {
        responses += product(x, weights, channel);
      }
      assertThat(half.responses()[channel]).isCloseTo(responses, within(1e-4));
      for (int k = 0; k < K; k++) {
        assertThat(half.sums(RegressionMoments.SCORES)[channel][k])
            .isCloseTo(sum(y, channel, u, k), within(1e-4));
      }
    }
    for (int k = 0; k < K; k++) {
      for (int l = k; l < K; l++) {
        assertThat((double) half.products(ScoreProducts.NAME)[0][UpperTriangle.place(K, k, l)])
            .isCloseTo(sum(u, k, u, l), within(1e-4));
      }
    }
  }

  private static double[][] observations(
      float[][] stimuli, float[] rows, int count, boolean paired) {
    double[][] values = new double[stimuli.length][count];
    double[] means = new double[count];
    for (int t = 0; t < stimuli.length; t++) {
      for (int row = 0; row < count; row++) {
        values[t][row] = product(stimuli[t], rows, row);
        means[row] += values[t][row] / stimuli.length;
      }
    }
    double[][] observed = new double[paired ? stimuli.length / 2 : stimuli.length][count];
    for (int t = 0; t < observed.length; t++) {
      for (int row = 0; row < count; row++) {
        observed[t][row] =
            paired
                ? (values[2 * t][row] - values[2 * t + 1][row]) / 2
                : values[t][row] - means[row];
      }
    }
    return observed;
  }

  private static double product(float[] x, float[] rows, int row) {
    double sum = 0;
    for (int i = 0; i < D; i++) {
      sum += (double) x[i] * rows[row * D + i];
    }
    return sum;
  }

  private static double sum(double[][] one, int first, double[][] other, int second) {
    double sum = 0;
    for (int t = 0; t < one.length; t++) {
      sum += one[t][first] * other[t][second];
    }
    return sum;
  }

  private static float[] random(int length, long seed) {
    FloatBuffer values = FloatBuffer.allocate(length);
    new Random(seed).doubles(length, -1, 1).forEach(value -> values.put((float) value));
    return values.array();
  }
}
