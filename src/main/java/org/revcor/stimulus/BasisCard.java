package org.revcor.stimulus;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import org.revcor.Cards;
import org.revcor.InvalidInputException;

/**
 * What is written beside a basis, as {@code NAME.json}.
 *
 * @param name the basis's name
 * @param kind {@code gabor-pca}
 * @param dataset the data set that it was fitted to
 * @param datasetDigest {@code sha256:...} of its training images
 * @param images their number
 * @param planes colour planes, each fitted on its own
 * @param height rows
 * @param width columns
 * @param scales sides of the wavelets' tiles in pixels of the data set's images, of which those of
 *     an enlarged basis are several times as many
 * @param wavelets number of wavelets of a plane
 * @param components components kept of each plane
 * @param alpha penalty of the ridge regression
 * @param explainedVariance of each plane: share of the variance of the wavelets' weights that its
 *     components explain, in [0,1]
 * @param seconds time of the fit
 * @param revcor version of Revcor
 * @param digest {@code sha256:...} of the file
 */
public record BasisCard(
    String name,
    String kind,
    String dataset,
    String datasetDigest,
    @JsonAlias("pictures") int images,
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
    String digest) {
  static final String GABOR_PCA = "gabor-pca";

  public BasisCard {
    scales = List.copyOf(scales);
    explainedVariance = List.copyOf(explainedVariance);
  }

  /**
   * Reads a card.
   *
   * @param file its name, for messages
   * @throws InvalidInputException if it is no such card, lacks a member, or does not agree with
   *     itself
   */
  static BasisCard read(String file, byte[] json) {
    BasisCard card = Cards.read(file, json, BasisCard.class);
    if (!card.kind.equals(GABOR_PCA)) {
      throw new InvalidInputException(file, "a card of kind " + card.kind, "one of " + GABOR_PCA);
    }
    boolean sized = card.planes > 0 && card.height > 0 && card.width > 0 && card.components > 0;
    if (!sized || card.explainedVariance.size() != card.planes) {
      throw new InvalidInputException(
          file,
          "a card of %d x %d x %d pixels with %d components and %d explained variances"
              .formatted(
                  card.planes,
                  card.height,
                  card.width,
                  card.components,
                  card.explainedVariance.size()),
          "one of at least 1 of each, with an explained variance a plane");
    }
    return card;
  }

  /** Whether a fit to these images with these options would give the same basis. */
  public boolean isOf(ImageSample sample, FitOptions options) {
    return dataset.equals(sample.dataset())
        && datasetDigest.equals(sample.digest())
        && planes == sample.planes()
        && height == sample.height() * options.enlargement()
        && width == sample.width() * options.enlargement()
        && scales.equals(options.scales())
        && components == options.components()
        && alpha == GaborFit.ALPHA;
  }
}
