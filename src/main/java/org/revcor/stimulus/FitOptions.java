package org.revcor.stimulus;

import java.util.List;
import org.revcor.FileName;
import org.revcor.InvalidInputException;

/**
 * What of a fit is free.
 *
 * @param name what to call the basis: letters, digits, dots, dashes and underscores
 * @param components components kept in each plane, 1 to 10,000
 * @param scales sides of the wavelets' tiles in pixels: odd, at least 3, no two alike
 * @param enlargement what the components' rows and columns are multiplied by when they are fitted,
 *     1 to 16
 */
public record FitOptions(String name, int components, List<Integer> scales, int enlargement) {
  private static final int GREY_COMPONENTS = 250;
  private static final int COLOUR_COMPONENTS = 600;
  private static final int MOST = 10_000;
  private static final int LARGEST = 16;

  /** Not enlarged. */
  public FitOptions(String name, int components, List<Integer> scales) {
    this(name, components, scales, 1);
  }

  /**
   * As in the paper: named {@code gabor-} and the data set, with 250 components of a single plane,
   * 600 of each of several, and scales 3, 7, 15 for 28 pixels, 3, 5, 9, 17 for 32, in proportion
   * for others.
   */
  public static FitOptions standard(ImageSample images) {
    return new FitOptions(
        "gabor-" + images.dataset(),
        images.planes() == 1 ? GREY_COMPONENTS : COLOUR_COMPONENTS,
        GaborBank.standardScales(images.height(), images.width()));
  }

  /**
   * Checks name and number.
   *
   * @throws InvalidInputException if the name or the number of components will not do; scales are
   *     checked against the images
   */
  public FitOptions {
    FileName.require(name);
    scales = List.copyOf(scales);
    if (components < 1 || components > MOST) {
      throw new InvalidInputException("components", "" + components, "from 1 to 10,000");
    }
    if (enlargement < 1 || enlargement > LARGEST) {
      throw new InvalidInputException("enlargement", "" + enlargement, "from 1 to " + LARGEST);
    }
  }
}
