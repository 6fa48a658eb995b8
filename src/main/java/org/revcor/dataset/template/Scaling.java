package org.revcor.dataset.template;

import java.util.Arrays;

/** Scaling of a map before it serves as a template or image. */
public enum Scaling {
  RAW {
    @Override
    float[] scale(float[] map) {
      return map.clone();
    }
  },
  /** Subtracts the mean over pixels. */
  CENTRED {
    @Override
    float[] scale(float[] map) {
      return shifted(map, mean(map), 1);
    }
  },
  /** Maps the minimum to 0 and the maximum to 1. */
  MIN_MAX {
    @Override
    float[] scale(float[] map) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (float value : map) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      float[] image = new float[map.length];
      if (most > least) {
        for (int i = 0; i < map.length; i++) {
          image[i] = (map[i] - least) / (most - least);
        }
      }
      return image;
    }
  },
  /** Centres and divides by the standard deviation over pixels. */
  Z {
    @Override
    float[] scale(float[] map) {
      double mean = mean(map);
      double squares = 0;
      for (float value : map) {
        squares += (value - mean) * (value - mean);
      }
      return shifted(map, mean, squares > 0 ? Math.sqrt(squares / map.length) : 1);
    }
  };

  /**
   * Scales a map.
   *
   * @return d values; all NaN if a value is not finite; all 0 for a constant map, except for {@link
   *     #RAW}
   */
  public float[] of(float[] map) {
    for (float value : map) {
      if (!Float.isFinite(value)) {
        float[] undefined = new float[map.length];
        Arrays.fill(undefined, Float.NaN);
        return undefined;
      }
    }
    return scale(map);
  }

  public float[][] of(float[][] maps) {
    float[][] scaled = new float[maps.length][];
    for (int c = 0; c < maps.length; c++) {
      scaled[c] = of(maps[c]);
    }
    return scaled;
  }

  abstract float[] scale(float[] map);

  private static double mean(float[] map) {
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    return sum / map.length;
  }

  private static float[] shifted(float[] map, double mean, double unit) {
    float[] scaled = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      scaled[i] = (float) ((map[i] - mean) / unit);
    }
    return scaled;
  }
}
