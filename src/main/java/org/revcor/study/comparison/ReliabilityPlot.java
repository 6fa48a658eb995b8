package org.revcor.study.comparison;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.revcor.figure.Png;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws reliability against trials: the median channel on the left, the worst channel on the right.
 * Each member has a curve, each study a colour.
 *
 * <p>The odds of reliability grow in proportion to the trials. On logarithmic scales of odds and
 * trials, curves are therefore straight lines of one slope. The horizontal distance between two
 * curves is the ratio of their costs.
 */
final class ReliabilityPlot {
  private static final Logger LOG = LoggerFactory.getLogger(ReliabilityPlot.class);
  private static final int[] HUES = {
    0x3f83dc, 0xd06a10, 0x27966b, 0xc8508f, 0x8c70d6, 0xa37a00, 0x1d94aa, 0xd6504c, 0x73852c,
    0x7c8798
  };
  private static final float[][] DASHES = {{}, {8, 5}, {2, 4}};
  private static final double[] TICKS = {0.1, 0.25, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};
  private static final double MIN_RELIABILITY = 0.05;
  private static final double MIN_UPPER_LIMIT = 0.995;
  private static final double MAX_RELIABILITY = 0.99995;
  private static final int WIDTH = 460;
  private static final int HEIGHT = 340;
  private static final int LEFT = 56;
  private static final int TOP = 34;
  private static final int BELOW = 48;
  private static final int LEGEND_ROW = 18;
  private static final Color FOREGROUND = new Color(0x1f2933);
  private static final Color GRID = new Color(0xdde2e7);

  private final ComparisonResults results;
  private final Graphics2D graphics;
  private final double firstTrials;
  private final double lastTrials;
  private final double upperLimit;

  private ReliabilityPlot(ComparisonResults results, Graphics2D graphics) {
    this.results = results;
    this.graphics = graphics;
    long[] trials =
        results.outcomes().stream()
            .flatMapToLong(outcome -> Arrays.stream(outcome.convergence().trials()))
            .toArray();
    firstTrials = (double) Math.max(1, Arrays.stream(trials).min().orElse(1));
    lastTrials = Math.max(firstTrials * 10, (double) Arrays.stream(trials).max().orElse(1));
    upperLimit =
        results.outcomes().stream()
            .flatMapToDouble(outcome -> Arrays.stream(outcome.medianCurve()))
            .filter(Double::isFinite)
            .map(value -> Math.min(MAX_RELIABILITY, value))
            .reduce(MIN_UPPER_LIMIT, Math::max);
  }

  static byte[] png(ComparisonResults results) {
    int legend = LEGEND_ROW * results.byTitle().size();
    BufferedImage image =
        new BufferedImage(
            2 * (LEFT + WIDTH) + LEFT / 2,
            TOP + HEIGHT + BELOW + legend,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    ReliabilityPlot plot = new ReliabilityPlot(results, graphics);
    plot.panel(LEFT, "reliability of the median channel", MemberOutcome::medianCurve);
    plot.panel(2 * LEFT + WIDTH, "reliability of the worst channel", MemberOutcome::worstCurve);
    plot.legend();
    graphics.dispose();
    return Png.of(image);
  }

  private void panel(int left, String title, Function<MemberOutcome, double[]> curve) {
    grid(left);
    text(title, left, TOP - 12);
    text("trials", left + WIDTH - 30, TOP + HEIGHT + 34);
    graphics.setClip(left, TOP, WIDTH + 1, HEIGHT + 1);
    List<String> titles = new ArrayList<>(results.byTitle().keySet());
    for (MemberOutcome outcome : results.outcomes()) {
      style(titles.indexOf(outcome.title()));
      graphics.draw(line(left, outcome.convergence().trials(), curve.apply(outcome)));
    }
    graphics.setClip(null);
  }

  /** Returns a curve with gaps where the reliability is undefined or below the scale. */
  private Path2D line(int left, long[] trials, double[] reliability) {
    Path2D line = new Path2D.Double();
    boolean drawn = false;
    for (int look = 0; look < trials.length; look++) {
      boolean shown = reliability[look] >= MIN_RELIABILITY;
      if (shown) {
        double x = left + x((double) trials[look]);
        double y = y(reliability[look]);
        if (drawn) {
          line.lineTo(x, y);
        } else {
          line.moveTo(x, y);
        }
      }
      drawn = shown;
    }
    return line;
  }

  private void grid(int left) {
    graphics.setStroke(new BasicStroke(1));
    for (double tick : TICKS) {
      if (tick <= upperLimit) {
        int y = (int) Math.round(y(tick));
        graphics.setColor(GRID);
        graphics.drawLine(left, y, left + WIDTH, y);
        String label = String.valueOf(tick);
        text(label, left - 8 - 7 * label.length(), y + 4);
      }
    }
    for (double decade = 1; decade <= lastTrials; decade *= 10) {
      for (int leading : new int[] {1, 2, 5}) {
        double trials = decade * leading;
        if (trials >= firstTrials && trials <= lastTrials) {
          int x = left + (int) Math.round(x(trials));
          graphics.setColor(GRID);
          graphics.drawLine(x, TOP, x, TOP + HEIGHT);
          if (leading == 1 || lastTrials / firstTrials < 1_000) {
            text(abbreviated(trials), x - 8, TOP + HEIGHT + 16);
          }
        }
      }
    }
    graphics.setColor(FOREGROUND);
    graphics.drawRect(left, TOP, WIDTH, HEIGHT);
  }

  private void legend() {
    int row = TOP + HEIGHT + BELOW;
    int index = 0;
    for (String title : results.byTitle().keySet()) {
      style(index);
      graphics.drawLine(LEFT, row + 4, LEFT + 28, row + 4);
      text(title, LEFT + 38, row + 8);
      row += LEGEND_ROW;
      index++;
    }
  }

  private void style(int study) {
    float[] dash = DASHES[study / HUES.length % DASHES.length];
    graphics.setColor(new Color(HUES[study % HUES.length]));
    graphics.setStroke(
        dash.length == 0
            ? new BasicStroke(1.8f)
            : new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
  }

  private double x(double trials) {
    return WIDTH * Math.log(trials / firstTrials) / Math.log(lastTrials / firstTrials);
  }

  private double y(double reliability) {
    double share =
        (odds(Math.min(MAX_RELIABILITY, reliability)) - odds(MIN_RELIABILITY))
            / (odds(upperLimit) - odds(MIN_RELIABILITY));
    return TOP + HEIGHT * (1 - share);
  }

  private static double odds(double reliability) {
    return Math.log(reliability / (1 - reliability));
  }

  private static String abbreviated(double trials) {
    if (trials >= 1e6) {
      return "%.0fM".formatted(trials / 1e6);
    }
    return trials >= 1e3 ? "%.0fk".formatted(trials / 1e3) : "%.0f".formatted(trials);
  }

  /** Draws text; does nothing on a machine without fonts. */
  private void text(String text, int x, int y) {
    graphics.setColor(FOREGROUND);
    try {
      graphics.drawString(text, x, y);
    } catch (RuntimeException | InternalError | LinkageError e) {
      LOG.debug("no font for labels of curves", e);
    }
  }
}
