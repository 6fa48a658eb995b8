package org.revcor.stimulus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.file.Digest;
import org.revcor.stimulus.FitListener.FitStoppedException;
import org.revcor.stimulus.PixelSums.Chunks;
import org.revcor.stimulus.WeightComponents.GaborRidge;

/**
 * Fits a {@link GaborBasis} to images (Greene et al.): ridge regression of each plane of each image
 * on {@link GaborBank wavelets}, then principal components of the weights.
 *
 * <p>Weights are linear in the pixels, so their covariance follows from that of the pixels, and
 * weights of single images are not stored. The same images and options give the same bytes for any
 * number of threads.
 */
public final class GaborFit {
  /** Penalty of the ridge regression. */
  static final double ALPHA = .1;

  /**
   * Maximum number of pixels per plane; for more, eigenvectors would take minutes and gigabytes.
   */
  private static final int MAX_PIXELS = 64 * 64;

  private final Images images;
  private final FitOptions options;
  private final GaborBank bank;
  private final ExecutorService threads;
  private final FitListener listener;
  private final long begun = System.nanoTime();

  private GaborFit(
      Images images,
      FitOptions options,
      GaborBank bank,
      ExecutorService threads,
      FitListener listener) {
    this.images = images;
    this.options = options;
    this.bank = bank;
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * Fits a basis; does not write it.
   *
   * @param threads number of threads, at least 1
   * @return the basis; empty if the listener stopped the fit
   * @throws InvalidInputException if the scales are not valid for the images, or the images are too
   *     large or have fewer components
   */
  public static Optional<GaborBasis> run(
      Images images, FitOptions options, int threads, FitListener listener) {
    if (images.plane() > MAX_PIXELS) {
      throw new InvalidInputException(
          "images",
          "%d x %d".formatted(images.height(), images.width()),
          "at most %,d pixels per plane".formatted(MAX_PIXELS));
    }
    GaborBank bank = new GaborBank(images.height(), images.width(), options.scales());
    requireComponents(images, options);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      return Optional.of(new GaborFit(images, options, bank, pool, listener).basis());
    } catch (FitStoppedException stopped) {
      return Optional.empty();
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Rejects too many components. Centring over pixels and over images removes one dimension each.
   */
  private static void requireComponents(Images images, FitOptions options) {
    int max = Math.min(images.plane(), images.size()) - 1;
    if (options.components() > max) {
      throw new InvalidInputException(
          "components",
          "" + options.components(),
          "at most %d for %d images of %d x %d"
              .formatted(max, images.size(), images.height(), images.width()));
    }
  }

  private GaborBasis basis() {
    begin("wavelets", 0);
    GaborRidge ridge = GaborRidge.of(bank, ALPHA);
    listener.requireNotStopped();
    int planes = images.planes();
    int k = options.components();
    int d = images.plane();
    float[] vectors = new float[planes * k * d];
    float[] mean = new float[planes * d];
    float[] low = new float[planes * k];
    float[] high = new float[planes * k];
    List<Double> explained = new ArrayList<>();
    for (int plane = 0; plane < planes; plane++) {
      WeightComponents components =
          components(ridge, PixelSums.of(images, plane, threads, listener), plane);
      ScoreRanges ranges = ranges(components, plane);
      round(components.vectors().data, vectors, plane * k * d);
      round(components.mean(), mean, plane * d);
      round(ranges.low(), low, plane * k);
      round(ranges.high(), high, plane * k);
      explained.add(components.explained());
      listener.planeFitted(plane + 1, planes, components.explained());
    }
    GaborBasis basis =
        new GaborBasis(options.name(), card(explained, ""), vectors, mean, low, high);
    BasisCard card = card(explained, Digest.of(basis.bytes()));
    return new GaborBasis(basis.name(), card, basis.vectors(), basis.mean(), low, high);
  }

  private void begin(String step, int plane) {
    listener.begin(step, plane + 1, images.planes());
  }

  private WeightComponents components(GaborRidge ridge, PixelSums sums, int plane) {
    begin("components", plane);
    int n = images.size();
    WeightComponents components =
        WeightComponents.of(ridge, sums.covariance(n), sums.mean(n), options.components());
    listener.requireNotStopped();
    return components;
  }

  private ScoreRanges ranges(WeightComponents components, int plane) {
    begin("scores", plane);
    List<ScoreRanges> ranges =
        Chunks.each(
            threads,
            chunks(),
            () -> new ScoreRanges(components),
            (own, chunk) -> own.add(images, plane, first(chunk), first(chunk + 1)),
            listener::requireNotStopped);
    ScoreRanges all = ranges.removeFirst();
    ranges.forEach(all::add);
    return all;
  }

  private int chunks() {
    return (images.size() + PixelSums.CHUNK - 1) / PixelSums.CHUNK;
  }

  private int first(int chunk) {
    return Math.min(images.size(), chunk * PixelSums.CHUNK);
  }

  private static void round(double[] from, float[] to, int at) {
    for (int i = 0; i < from.length; i++) {
      to[at + i] = (float) from[i];
    }
  }

  private BasisCard card(List<Double> explained, String digest) {
    return new BasisCard(
        options.name(),
        BasisCard.GABOR_PCA,
        images.name(),
        DataSets.digest(images),
        images.size(),
        images.planes(),
        images.height(),
        images.width(),
        options.scales(),
        bank.size(),
        options.components(),
        ALPHA,
        explained,
        BasisCard.secondsSince(begun),
        BasisCard.version(),
        digest);
  }

  /** Minimum and maximum score of each component over images. */
  static final class ScoreRanges {
    private static final int BLOCK = 32;
    private static final double WHITE = 255;

    private final WeightComponents components;

    /** d x k, for pixels up to 255. */
    private final double[] filters;

    private final double[][] scores;
    private final double[] low;
    private final double[] high;

    ScoreRanges(WeightComponents components) {
      this.components = components;
      DMatrixRMaj transposed = CommonOps_DDRM.transpose(components.filters(), null);
      CommonOps_DDRM.divide(transposed, WHITE);
      filters = transposed.data;
      int k = components.offsets().length;
      scores = new double[BLOCK][k];
      low = new double[k];
      high = new double[k];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    void add(Images sample, int plane, int first, int last) {
      for (int from = first; from < last; from += BLOCK) {
        addBlock(sample, plane, from, Math.min(last, from + BLOCK));
      }
    }

    private void addBlock(Images sample, int plane, int from, int to) {
      int k = low.length;
      for (double[] score : scores) {
        Arrays.fill(score, 0);
      }
      for (int i = 0; i < sample.plane(); i++) {
        for (int t = from; t < to; t++) {
          int pixel = sample.pixel(t, plane, i);
          if (pixel != 0) {
            addProduct(scores[t - from], pixel, i * k);
          }
        }
      }
      for (int t = from; t < to; t++) {
        for (int c = 0; c < k; c++) {
          double score = scores[t - from][c] - components.offsets()[c];
          low[c] = Math.min(low[c], score);
          high[c] = Math.max(high[c], score);
        }
      }
    }

    private void addProduct(double[] score, double pixel, int filter) {
      for (int c = 0; c < score.length; c++) {
        score[c] += pixel * filters[filter + c];
      }
    }

    void add(ScoreRanges other) {
      for (int c = 0; c < low.length; c++) {
        low[c] = Math.min(low[c], other.low[c]);
        high[c] = Math.max(high[c], other.high[c]);
      }
    }

    double[] low() {
      return low;
    }

    double[] high() {
      return high;
    }
  }
}
