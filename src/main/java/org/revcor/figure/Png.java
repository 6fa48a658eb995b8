package org.revcor.figure;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.io.function.Uncheck;

public final class Png {
  private Png() {}

  public static byte[] of(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Uncheck.run(() -> ImageIO.write(image, "png", out));
    return out.toByteArray();
  }
}
