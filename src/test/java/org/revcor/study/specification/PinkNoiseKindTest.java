package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.stimulus.Signals;
import org.revcor.stimulus.Stimulus;
import org.revcor.study.specification.DecodedKind.DecoderReport;

final class PinkNoiseKindTest {
  private static final int SIDE = 28;
  private static final int TRIALS = 4_000;

  @TempDir private Path folder;

  /** Nothing that stimuli are made of. */
  private static final class NoSources implements StimulusSources {
    @Override
    public ObserverSource observer(ObserverReference reference) {
      throw new AssertionError(reference);
    }

    @Override
    public Path file(String name) {
      throw new AssertionError(name);
    }

    @Override
    public Images images(ImageSelection selection) {
      throw new AssertionError(selection);
    }

    @Override
    public Signals signals(ImageSelection selection, ObserverDescription observer) {
      throw new AssertionError(selection);
    }

    @Override
    public DecoderReport report(
        DecodedKind kind, StudySpecification study, ObserverDescription observer) {
      throw new AssertionError(kind);
    }

    @Override
    public GaborBasis basis(String name) {
      throw new AssertionError(name);
    }

    @Override
    public PcaBasis pcaBasis(String field, String dataset) {
      throw new AssertionError(dataset);
    }

    @Override
    public PcaBasis pcaNamed(String field, String dataset) {
      throw new AssertionError(dataset);
    }

    @Override
    public ScoreBasis scoreBasis(String field, String name) {
      throw new AssertionError(name);
    }
  }

  private Stimulus stimulus(String keys) {
    StudySpecification study =
        StudyFile.parseJson(
            "{\"observer\": {\"model\": \"mnist-logistic\"}, \"stimulus\": {\"kind\": \"pink-noise\"%s}}"
                .formatted(keys));
    ObserverDescription observer = new Catalogue(folder).named("mnist-logistic").description();
    return study.stimuli().kind().prepare(study, observer, new NoSources()).sequence().stimulus();
  }

  private static float[][] drawn(Stimulus stimulus, long seed) {
    Random random = new Random(seed);
    float[][] trials = new float[TRIALS][];
    for (int t = 0; t < TRIALS; t++) {
      float[] drawn = new float[stimulus.drawnValues()];
      stimulus.draw(random, t, drawn);
      FloatBuffer row = FloatBuffer.allocate(stimulus.rowValues());
      stimulus.layOut(drawn, row);
      trials[t] = row.array();
    }
    return trials;
  }

  /** Covariance of pixels that are some columns apart, over all rows and trials. */
  private static double covariance(float[][] trials, double mean, int apart) {
    double sum = 0;
    for (float[] trial : trials) {
      for (int i = 0; i < trial.length; i++) {
        int other = i / SIDE * SIDE + (i + apart) % SIDE;
        sum += (trial[i] - mean) * (trial[other] - mean);
      }
    }
    return sum / trials.length / (SIDE * SIDE);
  }

  /** The exact covariance: the mean over waves of their power and the cosine of their shift. */
  private static double exact(double exponent, double sd, int apart) {
    double sum = 0;
    double power = 0;
    for (int k = 0; k < SIDE; k++) {
      for (int l = 0; l < SIDE; l++) {
        double f = Math.hypot(Math.min(k, SIDE - k), Math.min(l, SIDE - l));
        double p = f == 0 ? 0 : Math.pow(f, -exponent);
        power += p;
        sum += p * Math.cos(2 * Math.PI * l * apart / SIDE);
      }
    }
    return sd * sd * sum / power;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2.5})
  void covarianceIsThatOfTheSpectrum(double exponent) {
    float[][] trials =
        drawn(stimulus(", \"exponent\": %s, \"mean\": 0.4, \"sd\": 0.2".formatted(exponent)), 1);
    for (int apart : new int[] {0, 1, 5, 14}) {
      assertThat(covariance(trials, 0.4, apart))
          .isCloseTo(exact(exponent, 0.2, apart), within(0.04 * 0.04));
    }
  }

  @Test
  void everyPixelHasTheMeanAndVarianceThatEstimatorsTake() {
    Stimulus stimulus = stimulus("");
    float[][] trials = drawn(stimulus, 2);
    for (int pixel : new int[] {0, 27, 406, 783}) {
      double mean = 0;
      double square = 0;
      for (float[] trial : trials) {
        mean += trial[pixel];
        square += Math.pow(trial[pixel] - stimulus.averaged().mean()[pixel], 2);
      }
      double sd = Math.sqrt(stimulus.averaged().variance()[pixel]);
      assertThat(mean / TRIALS).isCloseTo(0.5, within(4.5 * sd / Math.sqrt(TRIALS)));
      assertThat(square / TRIALS)
          .isCloseTo(sd * sd, within(4.5 * sd * sd * Math.sqrt(2.0 / TRIALS)));
    }
  }

  @Test
  void theSameSeedDrawsTheSameNoise() {
    assertThat(drawn(stimulus(""), 7)[3]).isEqualTo(drawn(stimulus(""), 7)[3]);
    assertThat(drawn(stimulus(""), 7)[3]).isNotEqualTo(drawn(stimulus(""), 8)[3]);
  }

  @Test
  void theReflectionOfATrialIsAboutTheMean() {
    Stimulus stimulus = stimulus("");
    float[] drawn = new float[stimulus.drawnValues()];
    stimulus.draw(new Random(3), 0, drawn);
    FloatBuffer row = FloatBuffer.allocate(stimulus.rowValues());
    stimulus.layOut(drawn, row);
    stimulus.reflect(drawn);
    FloatBuffer reflected = FloatBuffer.allocate(stimulus.rowValues());
    stimulus.layOut(drawn, reflected);

    for (int i = 0; i < SIDE * SIDE; i++) {
      assertThat(row.get(i) + reflected.get(i)).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  void gradientsAreRefused() {
    Stimulus stimulus = stimulus("");
    assertRefused(stimulus::steinKernel)
        .hasMessageEndingWith("average with pink noise, whose values are not independent");
  }

  @Test
  void anExponentOutOfRangeIsRefused() {
    assertThatThrownBy(() -> stimulus(", \"exponent\": 5"))
        .hasMessage("study.stimulus.exponent is 5; it must be a number in [0, 4]");
  }
}
