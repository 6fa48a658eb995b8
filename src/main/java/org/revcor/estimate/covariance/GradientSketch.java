package org.revcor.estimate.covariance;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Vectors;

/**
 * Second moments {@code S = Σ ggᵀ} of the gradients of one channel, for each half separately.
 *
 * <p>Instead of S, d x d, each half has {@code Y = SΩ} with a random matrix Ω of few columns, from
 * which {@code Y(ΩᵀY)⁻¹Yᵀ} approximates S (Nyström; Tropp, Yurtsever, Udell and Cevher 2017). It
 * equals S if the gradients span fewer dimensions than Ω has columns. Each half has an Ω of its
 * own: with a common one, halves of unrelated gradients would seem to agree. Gradients of few
 * values are not sketched: Ω is the identity.
 */
public final class GradientSketch implements AxisMoments {
  /** Name of the sums in a tally, one row for each channel whose axes are searched for. */
  public static final String PRODUCTS = "gradientSketch";

  private static final int MAX_COLUMNS = 48;

  /** Number of gradients, and sums of the second and fourth powers of their norms, in the state. */
  private static final int HEAD = 3;

  private final int values;
  private final int columns;
  private final double[] a;
  private final double[] b;

  /** Creates an empty sketch. */
  public GradientSketch(int values) {
    this.values = values;
    columns = columns(values);
    a = new double[numbers(values)];
    b = new double[numbers(values)];
  }

  /** Returns the number of columns of Ω for gradients of d values. */
  public static int columns(int values) {
    return Math.min(values, MAX_COLUMNS);
  }

  public static int numbers(int values) {
    return HEAD + values * (columns(values) + 1);
  }

  /**
   * Returns Ω of a half: random signs, or the identity for at most {@value #MAX_COLUMNS} values.
   *
   * @param half 0 or 1
   * @return d x columns, row by row
   */
  public static float[] signs(int values, int half) {
    float[] signs = new float[values * columns(values)];
    if (values <= MAX_COLUMNS) {
      for (int i = 0; i < values; i++) {
        signs[i * values + i] = 1;
      }
      return signs;
    }
    SplittableRandom random = new SplittableRandom(half);
    for (int i = 0; i < signs.length; i++) {
      signs[i] = random.nextBoolean() ? 1 : -1;
    }
    return signs;
  }

  /**
   * Returns the sums of half a block: the number of gradients, {@code Σ‖g‖²}, {@code Σ‖g‖⁴/Σ‖g‖²},
   * and the products.
   *
   * @param norms squared norms of the gradients
   * @param products {@code Σ g(gᵀΩ, 1)}: d x (columns + 1), row by row
   */
  public static float[] row(float[] norms, float[] products) {
    float[] numbers = new float[HEAD + products.length];
    double sum = 0;
    double squares = 0;
    for (double norm : norms) {
      sum += norm;
      squares += norm * norm;
    }
    numbers[0] = norms.length;
    numbers[1] = (float) sum;
    // Σ‖g‖⁴ may be beyond the range of float32 where Σ‖g‖² is not
    numbers[2] = sum > 0 ? (float) (squares / sum) : 0;
    System.arraycopy(products, 0, numbers, HEAD, products.length);
    return numbers;
  }

  @Override
  public void add(Tally tally, int channel, int index) {
    add(a, tally.a().products(PRODUCTS)[index]);
    add(b, tally.b().products(PRODUCTS)[index]);
  }

  private static void add(double[] sums, float[] numbers) {
    if (numbers.length > 0) {
      double fourths = sums[2] + (double) numbers[1] * numbers[2];
      Vectors.add(sums, numbers);
      sums[2] = fourths;
    }
  }

  @Override
  public double[] state() {
    return DoubleBuffer.allocate(2 * a.length).put(a).put(b).array();
  }

  @Override
  public void restore(double[] state) {
    DoubleBuffer.wrap(state).get(a).get(b);
  }

  /** Returns the effective number of gradients, {@code (Σ‖g‖²)²/Σ‖g‖⁴}; 0 if all are zero. */
  public double effectiveTrials() {
    return TriggeredMoments.effective(a[1] + b[1], a[2] + b[2]);
  }

  int values() {
    return values;
  }

  Half halfA() {
    return new Half(a, signs(values, 0));
  }

  Half halfB() {
    return new Half(b, signs(values, 1));
  }

  /** One half, with Ω. */
  final class Half {
    private final double[] sums;
    private final float[] signs;

    private Half(double[] sums, float[] signs) {
      this.sums = sums;
      this.signs = signs;
    }

    double gradients() {
      return sums[0];
    }

    /** Returns {@code Σ‖g‖²}, the trace of S. */
    double trace() {
      return sums[1];
    }

    /** Returns {@code Σg}. */
    double[] sum() {
      return column(columns);
    }

    private double[] column(int column) {
      double[] result = new double[values];
      for (int i = 0; i < values; i++) {
        result[i] = sums[HEAD + i * (columns + 1) + column];
      }
      return result;
    }

    /**
     * Returns vectors f with {@code Σ ffᵀ = S} approximately.
     *
     * @param resolution smallest eigenvalue of {@code ΩᵀY} to use, relative to the largest
     */
    double[][] factor(double resolution) {
      double[][] sketch = new double[columns][];
      Arrays.setAll(sketch, this::column);
      Symmetric core = new Symmetric(columns);
      for (int j = 0; j < columns; j++) {
        for (int i = 0; i <= j; i++) {
          core.set(i, j, (project(sketch[j], i) + project(sketch[i], j)) / 2);
        }
      }
      Symmetric.Eigenvectors eigen = core.eigenvectors();
      return Arrays.stream(eigen.vectors())
          .limit(eigen.above(resolution * eigen.values()[0]))
          .map(weights -> factor(weights, core.along(weights), sketch))
          .toArray(double[][]::new);
    }

    private double[] factor(double[] weights, double eigenvalue, double[][] sketch) {
      double[] vector = new double[values];
      for (int j = 0; j < columns; j++) {
        Vectors.add(vector, weights[j] / Math.sqrt(eigenvalue), sketch[j]);
      }
      return vector;
    }

    private double project(double[] vector, int column) {
      double sum = 0;
      for (int i = 0; i < values; i++) {
        sum += signs[i * columns + column] * vector[i];
      }
      return sum;
    }
  }
}
