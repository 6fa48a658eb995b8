package org.revcor.stimulus;

import java.util.List;
import org.revcor.dataset.Images;

/** Images of one class. */
public final class Unlabelled {
  private Unlabelled() {}

  /**
   * Creates images.
   *
   * @param pixels n x planes x height x width, unsigned bytes
   */
  public static Images of(String name, int planes, int height, int width, byte[] pixels) {
    int n = pixels.length / (planes * height * width);
    return new Images(name, planes, height, width, List.of("any"), pixels, new int[n]);
  }
}
