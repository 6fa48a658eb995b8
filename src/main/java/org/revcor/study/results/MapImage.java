package org.revcor.study.results;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.revcor.figure.Palette;
import org.revcor.figure.PixelColour;
import org.revcor.figure.Png;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws maps as PNG images. The colour scale of each map ends at its largest absolute value. */
public final class MapImage {
  private static final Logger LOG = LoggerFactory.getLogger(MapImage.class);
  private static final int SHEET_COLUMNS = 10;
  private static final int MAX_SHEET_MAPS = 1_000;
  private static final int MAX_SHEET_PIXELS = 1 << 25;
  private static final int SHEET_TILE = 112;
  private static final int LABEL_HEIGHT = 30;
  private static final int GAP = 8;
  private static final int PALE = 4;

  private MapImage() {}

  /**
   * Draws one map.
   *
   * @param scale screen pixels per map pixel, at least 1
   */
  public static byte[] png(StudyMaps maps, int channel, int scale) {
    return Png.of(paint(maps, channel, scale, false));
  }

  /**
   * Draws the first maps in rows of ten, with names and counts: a thousand, or as many as {@value
   * #MAX_SHEET_PIXELS} pixels hold.
   */
  public static byte[] sheet(StudyMaps maps) {
    return sheet(
        maps,
        IntStream.range(0, maps.maps().length).toArray(),
        channel -> count(maps.counts()[channel]));
  }

  /** Returns a count with six digits, without zeros behind the decimal point. */
  static String count(double count) {
    String text = String.format(Locale.ROOT, "%.6g", count);
    return text.matches("-?\\d+\\.\\d+") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /**
   * Draws maps like {@link #sheet(StudyMaps)}.
   *
   * @param caption returns what stands below the name of a channel
   */
  static byte[] sheet(StudyMaps maps, int[] order, IntFunction<String> caption) {
    return Png.of(drawing(maps, order, caption, channel -> false));
  }

  /**
   * Draws maps like {@link #sheet(StudyMaps)}.
   *
   * @param isPale whether a map has at most a quarter of the contrast of others
   */
  static BufferedImage drawing(
      StudyMaps maps, int[] order, IntFunction<String> caption, IntPredicate isPale) {
    int scale = Math.max(1, SHEET_TILE / Math.max(maps.height(), maps.width()));
    int cellWidth = maps.width() * scale + GAP;
    int cellHeight = maps.height() * scale + LABEL_HEIGHT + GAP;
    int columns = Math.min(SHEET_COLUMNS, order.length);
    int fitting = Math.max(1, MAX_SHEET_PIXELS / (columns * cellWidth + GAP) / cellHeight);
    int rows = Math.min(fitting, Math.ceilDiv(Math.min(MAX_SHEET_MAPS, order.length), columns));
    int channels = Math.min(Math.min(MAX_SHEET_MAPS, rows * columns), order.length);
    BufferedImage sheet =
        new BufferedImage(
            columns * cellWidth + GAP, rows * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.BLACK);
    for (int i = 0; i < channels; i++) {
      int x = GAP + i % columns * cellWidth;
      int y = GAP + i / columns * cellHeight;
      graphics.drawImage(
          paint(maps, order[i], scale, isPale.test(order[i])), x, y + LABEL_HEIGHT, null);
      graphics.setClip(x, y, cellWidth - GAP / 2, LABEL_HEIGHT);
      label(graphics, maps.names().get(order[i]), caption.apply(order[i]), x, y);
      graphics.setClip(null);
    }
    graphics.dispose();
    return sheet;
  }

  /** Draws name and caption; does nothing on a machine without fonts. */
  private static void label(Graphics2D graphics, String name, String caption, int x, int y) {
    try {
      graphics.drawString(name, x, y + 12);
      graphics.drawString(caption, x, y + 25);
    } catch (RuntimeException | InternalError | LinkageError e) {
      LOG.debug("no font for labels of maps", e);
    }
  }

  private static BufferedImage paint(StudyMaps maps, int channel, int scale, boolean isPale) {
    float[] map = maps.drawn(channel);
    float limit = (isPale ? PALE : 1) * Palette.limit(map);
    return PixelColour.paint(
        maps, scale, pixel -> PixelColour.ofMap(map, maps.planes(), pixel, limit));
  }
}
