package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.estimate.covariance.TriggeredMoments;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

class RetainedBlockTest {
  private static final int SIDE = 6;
  private static final int D = SIDE * SIDE;
  private static final int TRIALS = 600;
  private static final int CHANNELS = 3;
  private static final double[] MEAN = mean();

  /** Maximum float32 error of sums of 300 products below 1/4: 300 · 6e-8 · 75. */
  private static final double ROUNDING = 1.4e-3;

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @ParameterizedTest
  @EnumSource(
      value = ClassReadout.class,
      names = {"LABEL", "PROBABILITY"})
  void productsEqualDirectSums(ClassReadout readout) {
    StimulusBlock block = block();
    SimulatedObserver observer = SimulatedObserver.linear("linear", SIDE, SIDE, weights());

    Tally tally = reduce(block, observer, readout, List.of(0, 2), 0);

    for (int half = 0; half < 2; half++) {
      float[][] rows = rows(half == 0 ? tally.a() : tally.b());
      assertThat(rows.length).isEqualTo(2);
      double[][] expected = direct(block, half, readout);
      for (int place = 0; place < 2; place++) {
        assertClose(rows[place], expected[2 * place], 0);
      }
    }
  }

  @Test
  void shufflingEqualResponsesChangesNothing() {
    SimulatedObserver constant =
        SimulatedObserver.linear("constant", SIDE, SIDE, new float[CHANNELS * D]);

    Tally tally = reduce(block(), constant, ClassReadout.PROBABILITY, List.of(1), 4);

    float[] row = rows(tally.b())[0];
    int width = D + UpperTriangle.length(D);
    assertThat(row.length).isEqualTo(5 * width);
    for (int shuffle = 1; shuffle < 5; shuffle++) {
      float[] shuffled = Arrays.copyOfRange(row, shuffle * width, (shuffle + 1) * width);
      assertClose(shuffled, doubles(Arrays.copyOf(row, width)), 0);
    }
  }

  @Test
  void shufflesAreReproducible() {
    SimulatedObserver observer = SimulatedObserver.linear("linear", SIDE, SIDE, weights());

    float[] first = shuffled(observer);
    int width = first.length / 3;

    assertThat(Arrays.copyOfRange(first, width, 2 * width))
        .isNotEqualTo(Arrays.copyOfRange(first, 2 * width, 3 * width));
    assertThat(shuffled(observer)).isEqualTo(first);
  }

  private float[] shuffled(SimulatedObserver observer) {
    return rows(reduce(block(), observer, ClassReadout.LABEL, List.of(0), 2).a())[0];
  }

  private static float[][] rows(HalfTally half) {
    return half.products(TriggeredMoments.PRODUCTS);
  }

  @Test
  void negativeResponsesHaveNoSecondMoments() {
    SimulatedObserver observer = SimulatedObserver.linear("linear", SIDE, SIDE, weights());

    Tally tally = reduce(block(), observer, new UnitReadout("logits", Units.ALL), List.of(0), 0);

    assertThat(rows(tally.a())[0]).containsExactly(Float.NaN);
  }

  @Test
  void aChannelWithoutAResponseHasNoSums() {
    float[] weights = new float[CHANNELS * D];
    Arrays.fill(weights, D, 2 * D, 1);
    SimulatedObserver second = SimulatedObserver.linear("second", SIDE, SIDE, weights);

    Tally tally = reduce(block(), second, ClassReadout.LABEL, List.of(0, 1), 0);

    assertThat(rows(tally.a())[0]).isEmpty();
    assertThat(rows(tally.a())[1]).hasSize(D + UpperTriangle.length(D));
  }

  private Tally reduce(
      StimulusBlock block,
      ObserverSource source,
      Readout readout,
      List<Integer> channels,
      int shuffles) {
    return reduce(block, source, readout, new AxisProtocol.SecondMoments(channels, MEAN, shuffles));
  }

  private Tally reduce(
      StimulusBlock block, ObserverSource source, Readout readout, AxisProtocol wanted) {
    Protocol protocol =
        new Protocol(source, new Rendering.AsDrawn(), readout, false, List.of(), AverageSums.ALONE)
            .withAxes(Optional.of(wanted));
    try (Observer observer = source.load(Device.cpu())) {
      return new BlockReduction(observer, Optional.empty(), protocol).reduce(block, manager);
    }
  }

  private static StimulusBlock block() {
    NumericPlan plan =
        NumericPlan.of(D, Optional.of(100_000L), Optional.of(TRIALS), Platform.ofThisMachine());
    return new BlockDrawer(
            new StimulusSequence(new WhiteNoise(new UniformLaw(), D), false), 7, plan)
        .draw(1);
  }

  private static double[][] direct(StimulusBlock block, int half, ClassReadout readout) {
    float[] weights = weights();
    double[][] sums = new double[CHANNELS][D + UpperTriangle.length(D)];
    for (int batch = 0; batch < block.batches().size(); batch++) {
      if (block.batches().get(batch).half() != half) {
        continue;
      }
      FloatBuffer rows = block.rows(batch).asFloatBuffer();
      float[] x = new float[D];
      while (rows.hasRemaining()) {
        rows.get(x);
        double[] responses = responses(x, weights, readout);
        for (int c = 0; c < CHANNELS; c++) {
          int at = D;
          for (int i = 0; i < D; i++) {
            sums[c][i] += responses[c] * (x[i] - MEAN[i]);
            for (int j = i; j < D; j++) {
              sums[c][at++] += responses[c] * (x[i] - MEAN[i]) * (x[j] - MEAN[j]);
            }
          }
        }
      }
    }
    return sums;
  }

  private static double[] responses(float[] x, float[] weights, ClassReadout readout) {
    double[] responses = new double[CHANNELS];
    int best = 0;
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      double logit = 0;
      for (int i = 0; i < D; i++) {
        logit += weights[c * D + i] * x[i];
      }
      responses[c] = Math.exp(logit);
      sum += responses[c];
      best = responses[c] > responses[best] ? c : best;
    }
    for (int c = 0; c < CHANNELS; c++) {
      double label = c == best ? 1 : 0;
      responses[c] = readout == ClassReadout.LABEL ? label : responses[c] / sum;
    }
    return responses;
  }

  private static void assertClose(float[] actual, double[] expected, int from) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[from + i], within(ROUNDING));
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] weights() {
    float[] weights = new float[CHANNELS * D];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i * 1.7 + 0.3);
    }
    return weights;
  }

  private static double[] mean() {
    double[] mean = new double[D];
    Arrays.fill(mean, new UniformLaw().mean());
    return mean;
  }
}
