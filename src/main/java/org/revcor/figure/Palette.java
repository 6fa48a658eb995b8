package org.revcor.figure;

/**
 * Colours of signed values: blue below zero, near-white at zero, orange above; as on the dashboard.
 *
 * <p>Blue and orange remain distinct with the common kinds of colour blindness; lightness falls
 * equally on both sides.
 */
public final class Palette {
  private static final int[][] BELOW = {
    {247, 247, 245}, {165, 201, 231}, {60, 125, 196}, {13, 46, 110}
  };
  private static final int[][] ABOVE = {
    {247, 247, 245}, {248, 190, 128}, {214, 98, 14}, {96, 34, 4}
  };
  private static final double[] STOPS = {0, 0.28, 0.62, 1};
  private static final int UNDEFINED = 0xd9d9d9;

  private Palette() {}

  /** Returns the largest absolute value of a map; NaN if all values are undefined. */
  public static float limit(float[] map) {
    float limit = Float.NaN;
    for (float value : map) {
      float size = Math.abs(value);
      limit = limit >= size || Float.isNaN(size) ? limit : size;
    }
    return limit;
  }

  /**
   * Returns the colour of a value.
   *
   * @param limit value of the strongest colour, positive; larger values are clipped
   * @return 0xRRGGBB; grey if the value is NaN
   */
  public static int colour(float value, float limit) {
    if (Float.isNaN(value)) {
      return UNDEFINED;
    }
    int[][] colours = value < 0 ? BELOW : ABOVE;
    double position = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
    int upper = 1;
    while (upper < STOPS.length - 1 && position > STOPS[upper]) {
      upper++;
    }
    double share = (position - STOPS[upper - 1]) / (STOPS[upper] - STOPS[upper - 1]);
    int colour = 0;
    for (int plane = 0; plane < 3; plane++) {
      double level = colours[upper - 1][plane] * (1 - share) + colours[upper][plane] * share;
      colour = colour << 8 | (int) Math.round(level);
    }
    return colour;
  }
}
