package org.revcor.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

final class CmykJpeg {
  private CmykJpeg() {}

  static byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage fourBands = new BufferedImage(8, 8, BufferedImage.TYPE_4BYTE_ABGR);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(fourBands.getRaster(), null, null), null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
