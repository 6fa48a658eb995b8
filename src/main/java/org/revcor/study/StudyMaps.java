package org.revcor.study;

import java.util.List;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

/**
 * One view of all channels of a study.
 *
 * @param trials trials folded into it
 * @param planes C of a map
 * @param height H of a map, less than the image's where it covers a part of that
 * @param width W of a map
 * @param names channel names
 * @param signals the signals by which channels are split, those of the first coming first; empty if
 *     they are not, or if a trial is not of one channel alone
 * @param counts Σr a channel
 * @param maps a row a channel, C·H·W values, NaN where not defined; not to be changed
 */
public record StudyMaps(
    MapView view,
    Estimand estimand,
    long trials,
    int planes,
    int height,
    int width,
    List<String> names,
    List<String> signals,
    double[] counts,
    float[][] maps) {

  /** Values d of one map, C·H·W. */
  public int values() {
    return planes * height * width;
  }

  /**
   * A map as it is drawn, with 0 as its centre: a map that is not centred by its definition loses
   * its mean over pixels.
   *
   * @param channel index of the channel
   * @return d values; not to be changed
   */
  public float[] drawn(int channel) {
    float[] map = maps[channel];
    if (estimand.isCentred() || view == MapView.ERROR || view == MapView.Z) {
      return map;
    }
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    float mean = (float) (sum / map.length);
    float[] centred = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      centred[i] = map[i] - mean;
    }
    return centred;
  }
}
