package org.revcor.observer.network;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The backward pass of {@link FieldMaxima} after a convolution without padding.
 *
 * <p>At most one of a field's four gradients is not zero: the gradient of a positive maximum. The
 * engine would convolve all four. Here, each gradient times its filter is added to the square of
 * inputs of the field. The square is (k+1) x (k+1) for filters of k x k, so a filter has one of
 * four positions ({@code GradientBenchmark} in the tests). Filters are separate arrays, added four
 * at a time from their first value on, since the Java virtual machine vectorises such loops.
 *
 * <p>Values are in H,W,C order.
 */
final class PooledAdjoint {
  private static final int AT_ONCE = 4;

  /** Squares with fewer values use a separate loop. */
  private static final int MIN_LONG = 64;

  private final Size before;

  /** Size of the maxima. */
  private final Size after;

  /** Rows and columns of the square of inputs of a field. */
  private final int side;

  /**
   * The filters by plane and position: columns x rows x planes of a field's square; the last is
   * zero.
   */
  private final float[][] filters;

  /** Offset of each value of a strip in an image, from the strip's first row. */
  private final int[] inImage;

  /**
   * @param weight outputs x (rows · columns · planes)
   * @param kernel rows and columns of a filter
   * @param before size of the convolution's input
   */
  PooledAdjoint(float[] weight, int kernel, Size before, FieldMaxima maxima) {
    this.before = before;
    this.after = maxima.after();
    side = kernel + 1;
    filters = filters(weight, kernel, before.planes(), after.planes());
    inImage = inImage(before, side);
  }

  private static float[][] filters(float[] weight, int kernel, int planes, int outputs) {
    int side = kernel + 1;
    float[][] filters = new float[FieldMaxima.POSITIONS * outputs + 1][side * side * planes];
    int from = 0;
    for (int output = 0; output < outputs; output++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          for (int position = 0; position < FieldMaxima.POSITIONS; position++) {
            int to =
                ((column + position % FieldMaxima.SIDE) * side + row + position / FieldMaxima.SIDE)
                    * planes;
            float[] filter = filters[FieldMaxima.POSITIONS * output + position];
            System.arraycopy(weight, from, filter, to, planes);
          }
          from += planes;
        }
      }
    }
    return filters;
  }

  private static int[] inImage(Size size, int rows) {
    int planes = size.planes();
    int[] offsets = new int[size.width() * rows * planes];
    for (int i = 0; i < offsets.length; i++) {
      int column = i / planes / rows;
      int row = i / planes % rows;
      offsets[i] = (row * size.width() + column) * planes + i % planes;
    }
    return offsets;
  }

  /**
   * Returns the number of values in all filters.
   *
   * @param kernel rows and columns of a filter
   * @param planes input planes
   */
  static long size(int kernel, int planes, int outputs) {
    return (long) FieldMaxima.POSITIONS * outputs * (kernel + 1) * (kernel + 1) * planes;
  }

  /**
   * Computes the gradient with respect to the convolution's input.
   *
   * @param n number of stimuli
   * @param found positions of the maxima
   * @param gradient gradient with respect to the maxima
   * @param to receives the gradient with respect to the convolution's input
   */
  void backward(int n, ByteBuffer found, FloatBuffer gradient, FloatBuffer to) {
    Strip strip = new Strip(found, gradient);
    float[] inputs = new float[before.values()];
    for (int i = 0; i < n; i++) {
      Arrays.fill(inputs, 0);
      for (int row = 0; row < after.height(); row++) {
        strip.fill(i * after.height() + row);
        strip.add(inputs, FieldMaxima.SIDE * row * before.width() * before.planes());
      }
      to.put(i * inputs.length, inputs);
    }
  }

  /** The inputs of a row of fields. */
  private final class Strip {
    private final ByteBuffer found;
    private final FloatBuffer gradient;

    /** Columns x rows x planes, so that the square of a field is contiguous. */
    private final float[] values = new float[inImage.length];

    private final float[] square = new float[side * side * before.planes()];
    private final int[] selected = new int[after.planes() + AT_ONCE - 1];
    private final float[] factors = new float[selected.length];

    Strip(ByteBuffer found, FloatBuffer gradient) {
      this.found = found;
      this.gradient = gradient;
    }

    void add(float[] inputs, int from) {
      for (int i = 0; i < values.length; i++) {
        inputs[from + inImage[i]] += values[i];
      }
    }

    /**
     * Computes the gradients of the strip.
     *
     * @param row index among the rows of fields of all stimuli
     */
    void fill(int row) {
      Arrays.fill(values, 0);
      for (int column = 0; column < after.width(); column++) {
        int count = select((row * after.width() + column) * after.planes());
        int at = FieldMaxima.SIDE * column * side * before.planes();
        System.arraycopy(values, at, square, 0, square.length);
        for (int i = 0; i < count; i += AT_ONCE) {
          addFour(i);
        }
        System.arraycopy(square, 0, values, at, square.length);
      }
    }

    /**
     * Selects the filters of a field's positive maxima.
     *
     * @param field index of the field's first gradient
     * @return the number of filters, padded to a multiple of four
     */
    private int select(int field) {
      int count = 0;
      for (int plane = 0; plane < after.planes(); plane++) {
        int maximum = found.get(field + plane);
        selected[count] = FieldMaxima.POSITIONS * plane + maximum % FieldMaxima.POSITIONS;
        factors[count] = gradient.get(field + plane);
        count += maximum / FieldMaxima.POSITIVE;
      }
      while (count % AT_ONCE != 0) {
        selected[count] = filters.length - 1;
        factors[count] = 0;
        count++;
      }
      return count;
    }

    /**
     * Adds four filters. The Java virtual machine unrolls a loop for its usual length. Short
     * squares would take twice as long in the loop of the long ones, so they have their own.
     */
    @SuppressWarnings("DuplicateBranches")
    private void addFour(int first) {
      float[] a = filters[selected[first]];
      float[] b = filters[selected[first + 1]];
      float[] c = filters[selected[first + 2]];
      float[] d = filters[selected[first + 3]];
      float ofA = factors[first];
      float ofB = factors[first + 1];
      float ofC = factors[first + 2];
      float ofD = factors[first + 3];
      float[] to = square;
      if (to.length < MIN_LONG) {
        for (int i = 0; i < to.length; i++) {
          to[i] += ofA * a[i] + ofB * b[i] + (ofC * c[i] + ofD * d[i]);
        }
      } else {
        for (int i = 0; i < to.length; i++) {
          to[i] += ofA * a[i] + ofB * b[i] + (ofC * c[i] + ofD * d[i]);
        }
      }
    }
  }
}
