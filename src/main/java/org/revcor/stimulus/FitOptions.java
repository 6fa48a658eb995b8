package org.revcor.stimulus;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;
import org.revcor.file.FileName;

/**
 * Options of a fit.
 *
 * @param name name of the basis: letters, digits, dots, dashes and underscores
 * @param components components per plane, 1 to 10,000
 * @param scales sides of the wavelets' tiles in pixels: odd, at least 3, distinct
 */
public record FitOptions(String name, int components, List<Integer> scales) {
  private static final int GREY_COMPONENTS = 250;
  private static final int COLOUR_COMPONENTS = 600;
  private static final int MAX_COMPONENTS = 10_000;

  /**
   * Returns the paper's options: the name {@code gabor-} and the data set; 250 components for one
   * plane, 600 each for several; scales 3, 7, 15 for 28 pixels and 3, 5, 9, 17 for 32, in
   * proportion for other sizes.
   */
  public static FitOptions defaults(Images images) {
    return new FitOptions(
        "gabor-" + images.name(),
        images.planes() == 1 ? GREY_COMPONENTS : COLOUR_COMPONENTS,
        GaborBank.standardScales(images.height(), images.width()));
  }

  /**
   * Checks name and numbers; the fit checks the scales.
   *
   * @throws InvalidInputException if the name or the number of components is not valid
   */
  public FitOptions {
    FileName.require(name);
    scales = List.copyOf(scales);
    if (components < 1 || components > MAX_COMPONENTS) {
      throw new InvalidInputException("components", "" + components, "from 1 to 10,000");
    }
  }
}
