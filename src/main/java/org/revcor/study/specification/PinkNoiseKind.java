package org.revcor.study.specification;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * A kind of stimulus that is Gaussian noise whose power falls with spatial frequency as {@code
 * 1/f^exponent}. Planes are independent; the mean of each plane is constant.
 *
 * @param exponent 0 for white noise, 1 for pink noise, about 2 for natural images (Field, 1987)
 * @param sd standard deviation of every pixel
 */
record PinkNoiseKind(double exponent, double mean, double sd) implements StimulusKind {
  private static final Key<Double> EXPONENT =
      Key.withDefault(
          "exponent", Type.number(0, 4), 1.0, "How fast power falls with frequency, 1/f^exponent.");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "pink-noise",
          PinkNoiseKind.class,
          Keys.all(
              PinkNoiseKind::read,
              EXPONENT.of(PinkNoiseKind::exponent),
              LawKeys.MEAN.of(PinkNoiseKind::mean),
              LawKeys.SD.of(PinkNoiseKind::sd)),
          "Pink noise",
          "Gaussian, with power that falls with frequency");

  @Override
  public String words() {
    return "pink noise";
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.because("neighbouring pixels of pink noise are correlated");
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    if (observer.height() * observer.width() == 1) {
      throw new InvalidInputException(
          "study.stimulus.kind",
          "pink-noise, with stimuli of " + observer.shapeText(),
          "another kind; pink noise needs at least 2 pixels, since its power at frequency 0 is 0");
    }
    return PreparedStimulus.drawn(
        study,
        new Waves(
            observer.planes(),
            observer.height(),
            observer.width(),
            Waves.basis(observer.height()),
            Waves.basis(observer.width()),
            amplitudes(observer.height(), observer.width()),
            this));
  }

  private static PinkNoiseKind read(Section section) {
    GaussianLaw law = LawKeys.gaussian(section);
    return new PinkNoiseKind(EXPONENT.read(section), law.mean(), law.sd());
  }

  /**
   * Returns the amplitude of each wave with k cycles along a column and l along a row, for a field
   * of variance 1.
   */
  private float[] amplitudes(int height, int width) {
    double[] power = new double[height * width];
    for (int i = 0; i < power.length; i++) {
      double rows = (double) Waves.cycles(i / width) / height;
      double columns = (double) Waves.cycles(i % width) / width;
      double frequency = Math.hypot(rows, columns);
      power[i] = frequency == 0 ? 0 : Math.pow(frequency, -exponent);
    }
    double variance = Arrays.stream(power).sum() / power.length;
    float[] amplitudes = new float[power.length];
    for (int i = 0; i < power.length; i++) {
      amplitudes[i] = variance == 0 ? 0 : (float) Math.sqrt(power[i] / variance);
    }
    return amplitudes;
  }

  /**
   * Sums of products of waves along rows and columns with independent normal weights. Sines and
   * cosines of one frequency have the same variance, so the field is stationary.
   *
   * @param rows the orthonormal waves along a column, {@code rows[k·height + y]}
   */
  private record Waves(
      int planes,
      int height,
      int width,
      float[] rows,
      float[] columns,
      float[] amplitudes,
      PinkNoiseKind noise)
      implements Stimulus {
    private static final GaussianLaw NORMAL = new GaussianLaw(0, 1);

    /** Returns the number of cycles of a wave: 0, 1, 1, 2, 2, ... */
    static int cycles(int wave) {
      return (wave + 1) / 2;
    }

    /** Returns the orthonormal waves: constant, sine and cosine of 1 cycle, of 2 cycles, ... */
    static float[] basis(int length) {
      float[] basis = new float[length * length];
      for (int wave = 0; wave < length; wave++) {
        boolean alternating = 2 * cycles(wave) == length;
        double norm = Math.sqrt((wave == 0 || alternating ? 1.0 : 2.0) / length);
        for (int x = 0; x < length; x++) {
          double phase = 2 * Math.PI * cycles(wave) * x / length;
          boolean sine = wave % 2 == 1 && !alternating;
          basis[wave * length + x] = (float) (norm * (sine ? Math.sin(phase) : Math.cos(phase)));
        }
      }
      return basis;
    }

    @Override
    public int drawnValues() {
      return planes * amplitudes.length;
    }

    @Override
    public void draw(RandomGenerator random, long trial, float[] drawn) {
      NORMAL.fill(random, drawn, drawnValues());
    }

    @Override
    public boolean isSymmetric() {
      return true;
    }

    @Override
    public void reflect(float[] drawn) {
      NORMAL.reflect(drawn, drawnValues());
    }

    @Override
    public void layOut(float[] drawn, FloatBuffer row) {
      float[] alongRows = new float[width];
      float[] field = new float[amplitudes.length];
      for (int plane = 0; plane < planes; plane++) {
        Arrays.fill(field, 0);
        for (int k = 0; k < height; k++) {
          Arrays.fill(alongRows, 0);
          for (int l = 0; l < width; l++) {
            int wave = k * width + l;
            float weight = amplitudes[wave] * drawn[plane * amplitudes.length + wave];
            for (int x = 0; x < width; x++) {
              alongRows[x] += weight * columns[l * width + x];
            }
          }
          for (int y = 0; y < height; y++) {
            float weight = rows[k * height + y];
            for (int x = 0; x < width; x++) {
              field[y * width + x] += weight * alongRows[x];
            }
          }
        }
        for (float value : field) {
          row.put((float) (noise.mean + noise.sd * value));
        }
      }
    }

    @Override
    public Moments averaged() {
      return Moments.constant(drawnValues(), noise.mean, noise.sd * noise.sd);
    }

    @Override
    public SteinKernel steinKernel() {
      throw new InvalidInputException(
          "study.estimator",
          "one that takes gradients",
          "average with pink noise, whose values are not independent");
    }
  }
}
