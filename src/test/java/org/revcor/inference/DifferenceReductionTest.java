package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.HalfTally.GradientSums;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/** Compares the differences of a linear observer without gradients with direct computation. */
final class DifferenceReductionTest {
  private static final int HEIGHT = 3;
  private static final int WIDTH = 4;
  private static final int D = HEIGHT * WIDTH;
  private static final int CLASSES = 3;
  private static final int SEED = 5;
  private static final BernoulliLaw LAW = new BernoulliLaw(0.3);
  private static final WhiteNoise NOISE = new WhiteNoise(LAW, D);

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final float[] weights = weights();

  private static float[] weights() {
    Random random = new Random(1);
    float[] weights = new float[CLASSES * D];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  /**
   * Blocks of 20 process all values at once, blocks of 60 eight and then four, blocks of 400 one by
   * one. Differences are below 1, except of logits, and exact to 1e-6.
   */
  @ParameterizedTest
  @CsvSource({
    "PROBABILITY, 20, true",
    "PROBABILITY, 60, false",
    "PROBABILITY, 400, true",
    "LOGIT, 60, true",
    "LABEL, 60, false"
  })
  void sumsDifferencesOfAllValuesAndChannels(ClassReadout readout, int blockSize, boolean alone) {
    Tally tally = reduce(observer(), readout, blockSize, alone);
    HalfTally half = tally.b();
    GradientSums sums = half.gradients().orElseThrow();
    double[][] expected = new double[CLASSES][D];
    double[][] squares = new double[CLASSES][D];
    double[] norms = new double[CLASSES];
    double[] fourths = new double[CLASSES];
    new StimulusSequence(NOISE, false)
        .draw(
            SEED,
            2,
            blockSize,
            (trial, x) -> {
              if (trial >= blockSize / 2) {
                addSteps(readout, x, expected, squares, norms, fourths);
              }
            });
    for (int c = 0; c < CLASSES; c++) {
      assertThat(sums.weighted()[c]).containsExactly(expected[c], within(1e-6 * blockSize));
      assertThat(sums.norms()[c]).isCloseTo(norms[c], within(1e-5 * blockSize));
      assertThat(sums.fourths()[c]).isCloseTo(fourths[c], within(1e-5 * blockSize));
      assertThat(sums.trials()[c]).isEqualTo(blockSize / 2.0);
      if (alone) {
        assertThat(sums.squares()).isEmpty();
        assertThat(half.weighted()).isEmpty();
      } else {
        assertThat(sums.squares()[c]).containsExactly(squares[c], within(1e-6 * blockSize));
        assertThat(half.weighted()).hasDimensions(CLASSES, D);
      }
    }
  }

  private void addSteps(
      ClassReadout readout,
      float[] x,
      double[][] sums,
      double[][] squares,
      double[] norms,
      double[] fourths) {
    double[] norm = new double[CLASSES];
    for (int i = 0; i < D; i++) {
      float[] one = x.clone();
      one[i] = 1;
      float[] zero = x.clone();
      zero[i] = 0;
      double[] with = responses(readout, one);
      double[] without = responses(readout, zero);
      for (int c = 0; c < CLASSES; c++) {
        double step = LAW.variance() * (with[c] - without[c]);
        sums[c][i] += step;
        squares[c][i] += step * step;
        norm[c] += step * step;
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      norms[c] += norm[c];
      fourths[c] += norm[c] * norm[c];
    }
  }

  private double[] responses(ClassReadout readout, float[] x) {
    double[] logits = new double[CLASSES];
    for (int i = 0; i < weights.length; i++) {
      logits[i / D] += (double) weights[i] * x[i % D];
    }
    double largest = Arrays.stream(logits).max().orElseThrow();
    double total = Arrays.stream(logits).map(Math::exp).sum();
    return switch (readout) {
      case LOGIT -> logits;
      case CENTRED_LOGIT, CENTRED_PROBABILITY -> {
        double mean = Arrays.stream(logits).average().orElseThrow();
        yield Arrays.stream(logits).map(logit -> logit - mean).toArray();
      }
      case PROBABILITY -> Arrays.stream(logits).map(logit -> Math.exp(logit) / total).toArray();
      case LABEL -> {
        double[] label = new double[CLASSES];
        label[Arrays.stream(logits).boxed().toList().indexOf(largest)] = 1;
        yield label;
      }
    };
  }

  @Test
  void reportsTheTrialOfAnOutputThatIsNotFinite() {
    SimulatedObserver undefined =
        observer().disturbed(output -> output.getShape().get(0) == 10 ? output : output.div(0));
    assertThatThrownBy(() -> reduce(undefined, ClassReadout.PROBABILITY, 20, true))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessageMatching(
            "observer linear returned (NaN|-?Infinity) at output 0 of trial 40; its outputs must be"
                + " finite numbers");
  }

  private SimulatedObserver observer() {
    return SimulatedObserver.linear("linear", HEIGHT, WIDTH, weights);
  }

  /** Reduces block 2. */
  private Tally reduce(
      SimulatedObserver network, ClassReadout readout, int blockSize, boolean alone) {
    NumericPlan plan =
        NumericPlan.of(D, Optional.empty(), Optional.of(blockSize), Platform.ofThisMachine());
    BlockDrawer drawer = new BlockDrawer(new StimulusSequence(NOISE, false), SEED, plan);
    SteinKernel.Step step = new SteinKernel.Step(LAW.variance(), 1);
    try (Observer observer = network.load(Device.cpu())) {
      return new BlockReduction(
              observer,
              Optional.empty(),
              new Protocol(
                  network,
                  new Rendering.AsDrawn(),
                  readout,
                  false,
                  List.of(),
                  Optional.of(new GradientProtocol.Differences(step, alone))))
          .reduce(drawer.draw(2), manager);
    }
  }
}
