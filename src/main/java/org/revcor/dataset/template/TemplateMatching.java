package org.revcor.dataset.template;

import java.util.Arrays;
import org.revcor.dataset.Images;

/**
 * Classifies images with maps: the map with the largest product wins, the lowest class on a tie
 * (the paper's Fig 2C).
 *
 * <p>Images are in [0,1]; maps are unscaled, or at unit norm. Maps with an undefined value, and
 * blank maps, whose values are all 0, are ignored.
 */
public record TemplateMatching(Images images, float[] centre) {
  /** Creates the classification of images that are not centred. */
  public TemplateMatching(Images images) {
    this(images, new float[images.values()]);
  }

  /** Returns the share of images whose label is the winning map's, by both metrics. */
  public TemplateAccuracy accuracy(float[][] maps) {
    Prepared prepared = prepared(maps);
    return new TemplateAccuracy(
        images.name(),
        images.size(),
        prepared.channels(),
        confusion(prepared, Metric.DOT).accuracy(),
        confusion(prepared, Metric.COSINE).accuracy());
  }

  public Confusion confusion(float[][] maps, Metric metric) {
    return confusion(prepared(maps), metric);
  }

  private Confusion confusion(Prepared prepared, Metric metric) {
    int[] winners = prepared.winners(metric);
    int[][] counts = new int[images.classes().size()][prepared.maps()];
    for (int i = 0; i < winners.length; i++) {
      if (winners[i] >= 0) {
        counts[images.labels()[i]][winners[i]]++;
      }
    }
    return new Confusion(counts, images.size());
  }

  /** Winners are indices of maps by image; -1 if all maps are ignored. */
  private record Prepared(int maps, int channels, int[] byProduct, int[] byCosine) {
    int[] winners(Metric metric) {
      return switch (metric) {
        case DOT -> byProduct;
        case COSINE -> byCosine;
      };
    }
  }

  private Prepared prepared(float[][] maps) {
    boolean[] defined = new boolean[maps.length];
    double[] norms = new double[maps.length];
    double[] ofCentre = new double[maps.length];
    float[][] byPixel = new float[images.values()][maps.length];
    int channels = 0;
    for (int c = 0; c < maps.length; c++) {
      double squares = 0;
      for (int j = 0; j < maps[c].length; j++) {
        byPixel[j][c] = maps[c][j];
        squares += (double) maps[c][j] * maps[c][j];
        ofCentre[c] += (double) maps[c][j] * centre[j];
      }
      defined[c] = squares > 0; // not if NaN
      norms[c] = defined[c] ? Math.sqrt(squares) : 1;
      channels += defined[c] ? 1 : 0;
    }
    int[] byProduct = new int[images.size()];
    int[] byCosine = new int[images.size()];
    double[] products = new double[maps.length];
    for (int i = 0; i < images.size(); i++) {
      multiply(i, byPixel, products);
      for (int c = 0; c < products.length; c++) {
        products[c] -= ofCentre[c];
      }
      byProduct[i] = largest(products, defined);
      for (int c = 0; c < products.length; c++) {
        products[c] /= norms[c];
      }
      byCosine[i] = largest(products, defined);
    }
    return new Prepared(maps.length, channels, byProduct, byCosine);
  }

  /** Skips black pixels, most of those of digits. */
  private void multiply(int image, float[][] byPixel, double[] products) {
    Arrays.fill(products, 0);
    int offset = image * images.values();
    for (int j = 0; j < byPixel.length; j++) {
      if (images.pixels()[offset + j] != 0) {
        double light = images.light(offset + j);
        float[] row = byPixel[j];
        for (int c = 0; c < products.length; c++) {
          products[c] += light * row[c];
        }
      }
    }
  }

  private static int largest(double[] products, boolean[] defined) {
    int best = -1;
    for (int c = 0; c < products.length; c++) {
      if (defined[c] && (best < 0 || products[c] > products[best])) {
        best = c;
      }
    }
    return best;
  }

  /** Criterion for the best template of an image. */
  public enum Metric {
    /** The raw product of image and template. */
    DOT,
    /** The product with the template at unit norm; it ranks templates like the cosine. */
    COSINE
  }

  /**
   * Accuracy of maps as templates of images.
   *
   * @param channels number of maps that are neither undefined nor blank
   * @param dot share of images classified correctly by the raw product, in [0,1]
   * @param cosine the same with maps at unit norm
   */
  public record TemplateAccuracy(
      String dataset, int images, int channels, double dot, double cosine) {}

  /**
   * Confusion matrix of a classification.
   *
   * @param counts images by true and predicted class; do not change
   */
  public record Confusion(int[][] counts, int images) {
    /** Returns the share of images that were classified correctly, in [0,1]. */
    public double accuracy() {
      double right = 0;
      for (int c = 0; c < counts.length; c++) {
        right += c < counts[c].length ? counts[c][c] : 0;
      }
      return right / images;
    }

    /**
     * Returns the share of each class' images predicted as each class; NaN for a class without any.
     */
    public double[][] shares() {
      double[][] shares = new double[counts.length][];
      for (int c = 0; c < counts.length; c++) {
        double all = 0;
        for (int count : counts[c]) {
          all += count;
        }
        shares[c] = new double[counts[c].length];
        for (int k = 0; k < counts[c].length; k++) {
          shares[c][k] = counts[c][k] / all;
        }
      }
      return shares;
    }
  }
}
