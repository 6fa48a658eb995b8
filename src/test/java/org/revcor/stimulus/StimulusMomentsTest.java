package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.stimulus.LatentLaw.LatentNoise;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.SignalInNoise.Gamma;
import org.revcor.stimulus.Stimulus.Moments;

/** Checks that the moments of a stimulus are those of its draws. */
final class StimulusMomentsTest {
  private static final int TRIALS = 20_000;

  /** Images of 2 x 3 pixels, seven of one class and four of the other. */
  private static final Signals IMAGES = images();

  static Stimulus[] stimuli() {
    return new Stimulus[] {
      new WhiteNoise(new UniformLaw(), 6),
      new SignalInNoise(IMAGES, new Gamma.InTurn(List.of(0.2, 0.7)), new UniformLaw()),
      new SignalInNoise(IMAGES, new Gamma.Uniform(0, 1), new GaussianLaw(0.3, 0.2)),
      new NoisyImages(IMAGES, Optional.empty()),
      new NoisyImages(IMAGES, Optional.of(new GaussianLaw(0, 0.1))),
      new Bubbles(new Bubbles.Carrier.OfImages(IMAGES), 1, 2, 3, 3, List.of(0.7, 1.5), 0),
      new Bubbles(new Bubbles.Carrier.OfNoise(new UniformLaw()), 1, 2, 3, 2, List.of(1.0), 0.5),
      new LatentNoise(new LatentLaw.Normal(6, 2)),
      new LatentNoise(
          new LatentLaw.Ranges(new float[] {-1, 0, 2, 3, 4, 5}, new float[] {1, 5, 3, 9, 6, 8}))
    };
  }

  /** Each value's mean and variance within 4.5 standard errors of those of 20,000 trials. */
  @ParameterizedTest
  @MethodSource("stimuli")
  void meanAndVarianceAreThoseOfTheDraws(Stimulus stimulus) {
    Moments moments = stimulus.averaged();
    float[][] rows = averaged(new StimulusSequence(stimulus, false));
    for (int i = 0; i < 6; i++) {
      double mean = 0;
      double second = 0;
      double fourth = 0;
      for (float[] row : rows) {
        double square = Math.pow(row[i] - moments.mean()[i], 2);
        mean += row[i];
        second += square;
        fourth += square * square;
      }
      mean /= TRIALS;
      second /= TRIALS;
      fourth /= TRIALS;
      double error = Math.sqrt(moments.variance()[i] / TRIALS);
      assertThat(mean).isCloseTo(moments.mean()[i], within(1e-6 + 4.5 * error));
      assertThat(second)
          .isCloseTo(
              moments.variance()[i],
              within(1e-6 + 4.5 * Math.sqrt(Math.max(0, fourth - second * second) / TRIALS)));
    }
  }

  @ParameterizedTest
  @MethodSource("stimuli")
  void reflectionMirrorsAveragedValuesAboutTheirMean(Stimulus stimulus) {
    if (!stimulus.isSymmetric()) {
      assertRefused(
          () -> new StimulusSequence(stimulus, true),
          "study.stimulus.antithetic is true; it must be false, since the law of these stimuli"
              + " is not symmetric about its mean");
      return;
    }
    Moments moments = stimulus.averaged();
    float[][] rows = averaged(new StimulusSequence(stimulus, true));
    for (int trial = 0; trial < 1_000; trial += 2) {
      for (int i = 0; i < 6; i++) {
        assertThat(rows[trial][i] + rows[trial + 1][i])
            .isCloseTo((float) (2 * moments.mean()[i]), within(1e-5f));
      }
    }
  }

  @Test
  void signalAndNoiseAreMixedByGamma() {
    SignalInNoise stimulus =
        new SignalInNoise(IMAGES, new Gamma.InTurn(List.of(0.25)), new UniformLaw());
    float[] drawn = new float[stimulus.drawnValues()];
    stimulus.draw(new Random(3), 0, drawn);
    FloatBuffer row = FloatBuffer.allocate(stimulus.rowValues());
    stimulus.layOut(drawn, row);
    int signal = (int) row.get(12);
    for (int i = 0; i < 6; i++) {
      float image = (row.get(i) - 0.75f * row.get(6 + i)) / 0.25f;
      assertThat(image).isBetween(signal == 0 ? -1e-5f : 0.5f, signal == 0 ? 0.5f : 1.00001f);
    }
  }

  /** Both trials of a pair have the same γ; the next pair has the next γ. */
  @Test
  void gammaCyclesByPairs() {
    Stimulus stimulus =
        new SignalInNoise(IMAGES, new Gamma.InTurn(List.of(0.25, 0.75)), new UniformLaw());
    float[] gammas = new float[8];
    new StimulusSequence(stimulus, true)
        .draw(1, 3, 8, (trial, drawn) -> gammas[trial] = drawn[drawn.length - 1]);
    assertThat(gammas).containsExactly(.25f, .25f, .75f, .75f, .25f, .25f, .75f, .75f);
  }

  @Test
  void rejectsPairsSplitByTheMiddleOfABlock() {
    StimulusSequence pairs = new StimulusSequence(new WhiteNoise(new UniformLaw(), 6), true);
    assertRefused(
        () -> pairs.requireWholePairs(10),
        "study.block-size is 10; it must be a multiple of 4 for antithetic pairs, since a block"
            + " has two halves");
  }

  @Test
  void rejectsGammaOutOfRange() {
    assertThatThrownBy(() -> new Gamma.Uniform(0.5, 0.4))
        .hasMessage("study.stimulus.gamma.to is 0.4; it must be at least from (0.5) and at most 1");
  }

  /**
   * Returns the averaged values of each trial: the part of its row after the shown values, if there
   * is one.
   */
  private static float[][] averaged(StimulusSequence sequence) {
    Stimulus stimulus = sequence.stimulus();
    int from = stimulus.rowValues() >= 12 ? 6 : 0;
    float[][] rows = new float[TRIALS][6];
    sequence.draw(
        5,
        0,
        TRIALS,
        (trial, drawn) -> {
          FloatBuffer row = FloatBuffer.allocate(stimulus.rowValues());
          stimulus.layOut(drawn, row);
          assertThat(row.hasRemaining()).isFalse();
          row.get(from, rows[trial]);
        });
    return rows;
  }

  /** The first class is dark, the second bright. */
  private static Signals images() {
    byte[] pixels = new byte[11 * 6];
    int[] labels = new int[11];
    Random random = new Random(1);
    for (int image = 0; image < 11; image++) {
      labels[image] = image < 7 ? 0 : 1;
      for (int i = 0; i < 6; i++) {
        pixels[image * 6 + i] = (byte) (random.nextInt(127) + 128 * labels[image]);
      }
    }
    return Signals.of(List.of("dark", "bright"), pixels, 6, labels, new int[] {0, 1});
  }
}
