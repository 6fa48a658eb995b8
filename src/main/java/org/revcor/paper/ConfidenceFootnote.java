package org.revcor.paper;

import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

/** {@code footnote5}: maps weighted and selected by confidence. */
final class ConfidenceFootnote {
  private static final double PIXEL_VARIANCE = 1 / 12.0;
  private static final int COUNT = 1;
  private static final int WEIGHT = 2;
  private static final int CONFIDENT = 3;
  private static final int SQUARES = 6;

  /** A weighting: its gallery, and its row of the templates. */
  private enum Way {
    WEIGHTED("weighted by confidence", "weighted", 1),
    CONFIDENT_ONLY("of responses above .3", "confident", 2);

    private final String words;
    private final String gallery;
    private final int row;

    Way(String words, String gallery, int row) {
      this.words = words;
      this.gallery = gallery;
      this.row = row;
    }
  }

  private ConfidenceFootnote() {}

  static void measure(ReproductionContext context) {
    int count = context.count(1_000_000, 20_000);
    AnalysisResult found =
        context.analyse(
            "confidence", "confidence", Map.of("observer", "mnist-cnn", "count", "" + count));
    String convention = "U[0,1], %,d trials, centred maps".formatted(count);
    List<List<Object>> templates = Measuring.rows(found, "templates");
    double images = context.analysisContext().test("data", "mnist").size();
    context.put(
        "template accuracy/maps of all responses",
        Measure.share(Measuring.number(templates.getFirst(), 1), images, convention));
    for (Way way : Way.values()) {
      context.put("least p/maps " + way.words, p(found, way, convention));
      context.put(
          "template accuracy/maps " + way.words,
          Measure.share(Measuring.number(templates.get(way.row), 1), images, convention));
    }
  }

  /** Returns the smallest p of a class, times the number of classes that can be tested. */
  private static Measure p(AnalysisResult found, Way way, String convention) {
    List<List<Object>> classes = Measuring.rows(found, "classes");
    double least = 1;
    int tested = 0;
    String which = "";
    for (int c = 0; c < classes.size(); c++) {
      List<Object> row = classes.get(c);
      double all = Measuring.number(row, COUNT);
      double some = Measuring.number(row, CONFIDENT);
      double excess =
          switch (way) {
            case WEIGHTED ->
                Measuring.number(row, SQUARES) / square(Measuring.number(row, WEIGHT)) - 1 / all;
            case CONFIDENT_ONLY -> 1 / some - 1 / all;
          };
      if (all > 1 && some > 0 && excess > 0) {
        tested++;
        double p = p(map(found, "counted", c), map(found, way.gallery, c), excess);
        if (p < least) {
          least = p;
          which = ", least in class " + row.getFirst();
        }
      }
    }
    return tested == 0
        ? Measure.missing("no class can be tested", convention)
        : Measure.exact(
            Math.min(1, least * tested),
            "%s; %d classes tested%s".formatted(convention, tested, which));
  }

  /**
   * Returns the p-value of the difference between a mean and a weighted mean of the same
   * independent pixels, whose variance is {@code σ² (Σw²/(Σw)² - 1/n)}.
   *
   * @param excess {@code Σw²/(Σw)² - 1/n}
   */
  static double p(float[] mean, float[] weighted, double excess) {
    double squares = 0;
    for (int i = 0; i < mean.length; i++) {
      squares += square(weighted[i] - mean[i]);
    }
    return ChiSquaredDistribution.of(mean.length)
        .survivalProbability(squares / (PIXEL_VARIANCE * excess));
  }

  private static double square(double value) {
    return value * value;
  }

  private static float[] map(AnalysisResult found, String gallery, int label) {
    return ((Figure.Gallery) found.figure(gallery)).images().get(label).values();
  }
}
