package org.revcor.study.plan;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.figure.PixelColour;
import org.revcor.figure.Png;
import org.revcor.file.Npy;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.StimulusSampler;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.specification.StudySpecification;

/**
 * The first stimuli of a study, before it starts.
 *
 * @param images each of C x H x W values, as shown to the observer
 * @param names names of the signals; empty for stimuli without a signal
 * @param signals index into {@code names} per image; empty likewise
 */
public record StimulusPreview(
    int planes, int height, int width, float[][] images, List<String> names, int[] signals)
    implements ImageShape {
  public enum Format {
    /**
     * A contact sheet: values from 0, black, to 1, white; others are clipped. Three planes are red,
     * green and blue; for any other number the mean is drawn.
     */
    PNG,
    /** float32, stimuli x C x H x W. */
    NPY
  }

  private static final int MAX_VALUES = 1 << 24;
  private static final int TILE = 112;
  private static final int GAP = 4;

  /** Batch size and platform have no effect on stimuli. */
  private static final NumericPlan ANY_PLAN =
      NumericPlan.of(1, Optional.empty(), Optional.empty(), new Platform("cpu", "", ""));

  /** Returns the maximum number of stimuli of a preview. */
  public static int most(int values) {
    return MAX_VALUES / values;
  }

  /**
   * Draws stimuli on the calling thread.
   *
   * @throws InvalidInputException if the specification is invalid, or there are too many stimuli
   */
  public static StimulusPreview of(
      StudySpecification specification, Materials materials, int trials) {
    PreparedStudy study =
        PreparedStudy.ofEarlier(
            specification, ANY_PLAN, materials, ANY_PLAN.platform(), Capacity.UNLIMITED);
    ObserverDescription observer = study.protocol().shownShape();
    if (trials > most(observer.values())) {
      throw new InvalidInputException(
          "count",
          "" + trials,
          "at most %d, for stimuli of %s".formatted(most(observer.values()), observer.shapeText()));
    }
    try (StimulusSampler sampler =
        new StimulusSampler(study.stimulus().sequence(), study.stimulus().rendering(), observer)) {
      return new StimulusPreview(
          observer.planes(),
          observer.height(),
          observer.width(),
          sampler.shown(specification.seed(), study.plan().blockSize(), trials),
          study.stimulus().sequence().stimulus().signals(),
          sampler.signals(specification.seed(), study.plan().blockSize(), trials));
    }
  }

  /** Returns the stimuli as a file. */
  public byte[] file(Format format, int columns) {
    return switch (format) {
      case PNG -> png(columns);
      case NPY -> Npy.floats(images, images.length, planes, height, width);
    };
  }

  private byte[] png(int columns) {
    int scale = Math.max(1, TILE / Math.max(height, width));
    int across = Math.min(columns, images.length);
    int down = Math.ceilDiv(images.length, across);
    int cellWidth = width * scale + GAP;
    int cellHeight = height * scale + GAP;
    BufferedImage sheet =
        new BufferedImage(
            across * cellWidth + GAP, down * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < images.length; i++) {
      float[] image = images[i];
      graphics.drawImage(
          PixelColour.paint(this, scale, pixel -> PixelColour.ofImage(image, planes, pixel)),
          GAP + i % across * cellWidth,
          GAP + i / across * cellHeight,
          null);
    }
    graphics.dispose();
    return Png.of(sheet);
  }
}
