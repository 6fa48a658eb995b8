package org.revcor.stimulus;

import java.util.List;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;

/**
 * Gabor wavelets that tile an image, after Greene et al.
 *
 * <p>For a scale k, tiles of k x k pixels cover the image from its upper left corner without
 * overlap; tiles at the right and lower border are cropped. Each tile has eight wavelets:
 * orientations θ of 0, 45, 90 and 135 degrees, each with phases φ of 0 and 90 degrees:
 *
 * <pre>
 *   exp(-(x'² + y'²/4) / (2σ²)) cos(2π x'/λ + φ),  σ = k/7,  λ = k/2,
 *   x' = x cos θ + y sin θ,  y' = -x sin θ + y cos θ,
 * </pre>
 *
 * Here x and y are pixel offsets from the centre of the tile. The values of a whole tile are then
 * min-max scaled to [0,1]; outside its tile a wavelet is 0.
 *
 * @param scales sides k of the tiles in pixels: odd, from 3 to the longer side, distinct
 */
record GaborBank(int height, int width, List<Integer> scales) {
  private static final int ORIENTATIONS = 4;
  private static final int PHASES = 2;
  private static final int MIN_SCALE = 3;
  private static final double ASPECT = .5;

  /** Image sides for which the paper gives scales. */
  private static final int DIGITS_SIDE = 28;

  private static final List<Integer> SCALES_OF_DIGITS = List.of(3, 7, 15);
  private static final int COLOUR_SIDE = 32;
  private static final List<Integer> SCALES_OF_COLOUR = List.of(3, 5, 9, 17);

  /**
   * Checks the scales.
   *
   * @throws InvalidInputException if a scale is even, out of range or repeated, or there are none
   */
  GaborBank {
    scales = List.copyOf(scales);
    int max = Math.max(height, width);
    boolean valid =
        !scales.isEmpty()
            && scales.stream().allMatch(k -> k >= MIN_SCALE && k <= max && k % 2 == 1)
            && scales.stream().distinct().count() == scales.size();
    if (!valid) {
      throw new InvalidInputException(
          "scales",
          scales.toString(),
          "one or more different odd numbers from 3 to %d, for example %s"
              .formatted(max, standardScales(height, width)));
    }
  }

  /**
   * Returns the scales for an image size: 3, 7, 15 for 28 pixels and 3, 5, 9, 17 for 32, as in the
   * paper. For another shorter side p: the distinct odd numbers nearest to 3p/28, 7p/28 and 15p/28,
   * at least 3.
   */
  static List<Integer> standardScales(int height, int width) {
    int side = Math.min(height, width);
    if (side == COLOUR_SIDE) {
      return SCALES_OF_COLOUR;
    }
    return SCALES_OF_DIGITS.stream()
        .map(k -> Math.max(MIN_SCALE, 2 * (k * side / (2 * DIGITS_SIDE)) + 1))
        .distinct()
        .toList();
  }

  int size() {
    return scales.stream().mapToInt(k -> tiles(height, k) * tiles(width, k)).sum()
        * ORIENTATIONS
        * PHASES;
  }

  /**
   * Returns all wavelets in the order of scales, orientations, phases, rows and columns of tiles.
   */
  Stream<double[]> wavelets() {
    return scales.stream().flatMap(this::wavelets);
  }

  private Stream<double[]> wavelets(int k) {
    return Stream.iterate(0, i -> i < ORIENTATIONS * PHASES, i -> i + 1)
        .map(i -> kernel(k, i / PHASES, i % PHASES))
        .flatMap(
            kernel ->
                Stream.iterate(0, i -> i < tiles(height, k) * tiles(width, k), i -> i + 1)
                    .map(
                        tile -> placed(kernel, k, tile / tiles(width, k), tile % tiles(width, k))));
  }

  private static int tiles(int side, int k) {
    return (side + k - 1) / k;
  }

  private double[] placed(double[] kernel, int k, int tileRow, int tileColumn) {
    double[] wavelet = new double[height * width];
    for (int i = 0; i < k && tileRow * k + i < height; i++) {
      int columns = Math.min(k, width - tileColumn * k);
      int to = (tileRow * k + i) * width + tileColumn * k;
      System.arraycopy(kernel, i * k, wavelet, to, columns);
    }
    return wavelet;
  }

  /**
   * Returns a wavelet in its tile, k x k, in [0,1]. StrictMath gives the same bits on every
   * machine.
   */
  static double[] kernel(int k, int orientation, int phase) {
    double theta = orientation * Math.PI / ORIENTATIONS;
    double cos = StrictMath.cos(theta);
    double sin = StrictMath.sin(theta);
    double sigma = k / 7.0;
    double wavelength = k / 2.0;
    double[] kernel = new double[k * k];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < kernel.length; i++) {
      int y = i / k - k / 2;
      int x = i % k - k / 2;
      double across = x * cos + y * sin;
      double along = ASPECT * (-x * sin + y * cos);
      kernel[i] =
          StrictMath.exp(-(across * across + along * along) / (2 * sigma * sigma))
              * StrictMath.cos(2 * Math.PI * across / wavelength + phase * Math.PI / PHASES);
      low = Math.min(low, kernel[i]);
      high = Math.max(high, kernel[i]);
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (kernel[i] - low) / (high - low);
    }
    return kernel;
  }
}
