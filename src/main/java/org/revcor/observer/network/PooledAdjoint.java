package org.revcor.observer.network;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The way back from {@link FieldMaxima} through the convolution, without padding, that they are of.
 *
 * <p>Of a field's four gradients at most one is not zero: that of the maximum, if it is positive.
 * The engine would convolve all of them. Here each adds its filter, times itself, to the square of
 * inputs that the field sees, (k+1) x (k+1) for filters of k x k, in which a filter has one of four
 * places ({@code GradientBenchmark} among the tests). Filters are arrays of their own, added four
 * at a time from their first value on, since that is what the Java virtual machine makes vector
 * instructions of.
 *
 * <p>Values lie as rows, columns and planes, planes changing fastest.
 */
final class PooledAdjoint {
  private static final int AT_ONCE = 4;

  /** Squares of fewer values are short. */
  private static final int LONG = 64;

  private final Size before;

  /** Size of the maxima. */
  private final Size after;

  /** Rows and columns that a field sees. */
  private final int side;

  /** By plane and place, columns x rows x planes of the square that a field sees; last, zeros. */
  private final float[][] filters;

  /** Where a value of a strip belongs in an image, from the strip's first row on. */
  private final int[] inImage;

  /**
   * @param weight outputs x (rows · columns · planes)
   * @param kernel rows and columns of a filter
   * @param before size of what is convolved
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
    float[][] filters = new float[FieldMaxima.PLACES * outputs + 1][side * side * planes];
    int from = 0;
    for (int output = 0; output < outputs; output++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          for (int place = 0; place < FieldMaxima.PLACES; place++) {
            int to =
                ((column + place % FieldMaxima.SIDE) * side + row + place / FieldMaxima.SIDE)
                    * planes;
            float[] filter = filters[FieldMaxima.PLACES * output + place];
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
    int[] places = new int[size.width() * rows * planes];
    for (int i = 0; i < places.length; i++) {
      int column = i / planes / rows;
      int row = i / planes % rows;
      places[i] = (row * size.width() + column) * planes + i % planes;
    }
    return places;
  }

  /**
   * How many values the filters take.
   *
   * @param kernel rows and columns of a filter
   * @param planes that it sees
   */
  static long size(int kernel, int planes, int outputs) {
    return (long) FieldMaxima.PLACES * outputs * (kernel + 1) * (kernel + 1) * planes;
  }

  /**
   * Goes back.
   *
   * @param n stimuli
   * @param found places of their maxima
   * @param gradient with respect to the maxima
   * @param to takes the gradients with respect to what is convolved
   */
  void back(int n, ByteBuffer found, FloatBuffer gradient, FloatBuffer to) {
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

  /** The inputs that a row of fields sees. */
  private final class Strip {
    private final ByteBuffer found;
    private final FloatBuffer gradient;

    /** Columns x rows x planes, so that what a field sees is in one piece. */
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
     * @param row of all rows of fields of all stimuli
     */
    void fill(int row) {
      Arrays.fill(values, 0);
      for (int column = 0; column < after.width(); column++) {
        int live = select((row * after.width() + column) * after.planes());
        int at = FieldMaxima.SIDE * column * side * before.planes();
        System.arraycopy(values, at, square, 0, square.length);
        for (int i = 0; i < live; i += AT_ONCE) {
          addFour(i);
        }
        System.arraycopy(square, 0, values, at, square.length);
      }
    }

    /**
     * Selects the filters of the gradients that a field lets through.
     *
     * @param field its first gradient
     * @return how many, to the next multiple of four
     */
    private int select(int field) {
      int live = 0;
      for (int plane = 0; plane < after.planes(); plane++) {
        int maximum = found.get(field + plane);
        selected[live] = FieldMaxima.PLACES * plane + maximum % FieldMaxima.PLACES;
        factors[live] = gradient.get(field + plane);
        live += maximum / FieldMaxima.LIVE;
      }
      while (live % AT_ONCE != 0) {
        selected[live] = filters.length - 1;
        factors[live] = 0;
        live++;
      }
      return live;
    }

    /**
     * Adds four filters. The Java virtual machine unrolls a loop by how far it mostly goes, so that
     * short squares, which are half as fast in a loop for long ones, have one of their own.
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
      if (to.length < LONG) {
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
