package org.revcor.study.plan;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.revcor.figure.PixelColour;
import org.revcor.figure.Png;

/** Draws stimuli side by side. */
final class ContactSheet {
  private static final int TILE = 112;
  private static final int GAP = 4;

  private ContactSheet() {}

  static byte[] png(StimulusPreview stimuli, int columns) {
    int scale = Math.max(1, TILE / Math.max(stimuli.height(), stimuli.width()));
    int across = Math.min(columns, stimuli.images().length);
    int down = Math.ceilDiv(stimuli.images().length, across);
    int cellWidth = stimuli.width() * scale + GAP;
    int cellHeight = stimuli.height() * scale + GAP;
    BufferedImage sheet =
        new BufferedImage(
            across * cellWidth + GAP, down * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.dispose();
    for (int i = 0; i < stimuli.images().length; i++) {
      int left = GAP + i % across * cellWidth;
      int top = GAP + i / across * cellHeight;
      for (int y = 0; y < stimuli.height() * scale; y++) {
        for (int x = 0; x < stimuli.width() * scale; x++) {
          int pixel = y / scale * stimuli.width() + x / scale;
          sheet.setRGB(
              left + x, top + y, PixelColour.ofImage(stimuli.images()[i], stimuli.planes(), pixel));
        }
      }
    }
    return Png.of(sheet);
  }
}
