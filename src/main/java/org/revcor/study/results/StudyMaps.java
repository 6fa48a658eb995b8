package org.revcor.study.results;

import java.util.List;
import org.revcor.ImageShape;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.file.Npy;
import org.revcor.stimulus.ScoreBasis;

/**
 * One view of all channels of a study.
 *
 * @param shape C, H, W of a map; H and W are less than the image's for cropped maps
 * @param signals signals that channels are split by, in the order of the channels; empty if they
 *     are not split, or if a trial counts for more than one channel
 * @param counts Σr of each channel
 * @param maps a row per channel, C·H·W values, NaN where undefined; must not be modified
 */
public record StudyMaps(
    MapView view,
    Estimand estimand,
    long trials,
    List<Integer> shape,
    List<String> names,
    List<String> signals,
    double[] counts,
    float[][] maps)
    implements ImageShape {
  @Override
  public int planes() {
    return shape.get(0);
  }

  @Override
  public int height() {
    return shape.get(1);
  }

  @Override
  public int width() {
    return shape.get(2);
  }

  /** Returns the number of values d of one map, C·H·W. */
  public int values() {
    return planes() * height() * width();
  }

  /** Returns the maps as a NumPy file of float32, channels x C x H x W. */
  public byte[] npy() {
    return Npy.floats(maps, maps.length, planes(), height(), width());
  }

  /** Returns the map of a channel as a NumPy file of float32, C x H x W. */
  public byte[] npy(int channel) {
    return Npy.floats(maps[channel], planes(), height(), width());
  }

  /**
   * Returns a map for drawing, centred on 0. The mean over pixels is subtracted from maps that are
   * not centred by definition.
   *
   * @return d values; must not be modified
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

  /**
   * Returns class maps of kernels: sums of the images of a basis with the same coefficients. A
   * kernel predicts responses; its class map is the stimulus of a given probability that raises the
   * response most.
   */
  public StudyMaps spreadOver(ScoreBasis basis) {
    float[] images = basis.images();
    float[][] classMaps = new float[maps.length][values()];
    for (int channel = 0; channel < maps.length; channel++) {
      for (int k = 0; k < basis.components(); k++) {
        float coefficient = 0;
        for (int i = 0; i < values(); i++) {
          coefficient += images[k * values() + i] * maps[channel][i];
        }
        for (int i = 0; i < values(); i++) {
          classMaps[channel][i] += coefficient * images[k * values() + i];
        }
      }
    }
    return with(classMaps);
  }

  StudyMaps with(float[][] classMaps) {
    return new StudyMaps(
        view, Estimand.CLASS_MAP, trials, shape, names, signals, counts, classMaps);
  }
}
