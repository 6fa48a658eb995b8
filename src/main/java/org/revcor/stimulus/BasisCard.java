package org.revcor.stimulus;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.schema.Cards;

/**
 * Description of a basis, stored beside it as {@code NAME.json}.
 *
 * @param kind {@code gabor-pca}, or {@code pca} for components of pixels
 * @param datasetDigest {@code sha256:...} of its training images
 * @param planes colour planes, each fitted separately by {@code gabor-pca}
 * @param scales sides of the wavelets' tiles in pixels of the data set's images, before any
 *     enlargement; empty for {@code pca}
 * @param wavelets wavelets per plane; 0 for {@code pca}
 * @param components components per plane; of all planes together for {@code pca}
 * @param alpha penalty of the ridge regression; 0 for {@code pca}
 * @param explainedVariance per plane, share of the variance of the wavelets' weights that the
 *     components explain, in [0,1]; for {@code pca} one share, of the variance of the pixels
 * @param revcor version of Revcor
 * @param digest {@code sha256:...} of the file
 */
public record BasisCard(
    String name,
    String kind,
    String dataset,
    String datasetDigest,
    int images,
    int planes,
    int height,
    int width,
    List<Integer> scales,
    int wavelets,
    int components,
    double alpha,
    List<Double> explainedVariance,
    double seconds,
    String revcor,
    String digest)
    implements ImageShape {
  static final String GABOR_PCA = "gabor-pca";
  static final String PCA = "pca";

  public BasisCard {
    scales = List.copyOf(scales);
    explainedVariance = List.copyOf(explainedVariance);
  }

  static String version() {
    return Objects.requireNonNullElse(
        BasisCard.class.getPackage().getImplementationVersion(), "development");
  }

  /**
   * Returns the duration of a fit for its card.
   *
   * @param begun its begin, of {@link System#nanoTime}
   */
  static double secondsSince(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1e3;
  }

  static BasisCard read(String file, byte[] json) {
    BasisCard card = Cards.read(file, json, BasisCard.class);
    if (!card.kind.equals(GABOR_PCA) && !card.kind.equals(PCA)) {
      throw new InvalidInputException(
          file, "a card of kind " + card.kind, "a card of kind %s or %s".formatted(GABOR_PCA, PCA));
    }
    boolean sized = card.planes > 0 && card.height > 0 && card.width > 0 && card.components > 0;
    int fits = card.kind.equals(PCA) ? 1 : card.planes;
    if (!sized || card.explainedVariance.size() != fits) {
      throw new InvalidInputException(
          file,
          "a card of %d x %d x %d pixels with %d components and %d explained variances"
              .formatted(
                  card.planes,
                  card.height,
                  card.width,
                  card.components,
                  card.explainedVariance.size()),
          "a card with at least 1 of each and one explained variance per plane");
    }
    return card;
  }

  public boolean isOf(Images sample, FitOptions options) {
    return kind.equals(GABOR_PCA)
        && dataset.equals(sample.name())
        && datasetDigest.equals(DataSets.digest(sample))
        && planes == sample.planes()
        && height == sample.height()
        && width == sample.width()
        && scales.equals(options.scales())
        && components == options.components()
        && alpha == GaborFit.ALPHA;
  }
}
