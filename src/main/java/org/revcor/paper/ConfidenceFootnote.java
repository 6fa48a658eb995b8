package org.revcor.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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
    Map<String, Measure> ps = new LinkedHashMap<>();
    ps.put(
        "weighted by confidence",
        p(
            found,
            "weighted",
            row -> Measuring.number(row, SQUARES) / square(Measuring.number(row, WEIGHT)),
            convention));
    ps.put(
        "of responses above .3",
        p(found, "confident", row -> 1 / Measuring.number(row, CONFIDENT), convention));
    int way = 1;
    for (Map.Entry<String, Measure> p : ps.entrySet()) {
      context.put("least p/maps " + p.getKey(), p.getValue());
      context.put(
          "template accuracy/maps " + p.getKey(),
          Measure.share(Measuring.number(templates.get(way++), 1), images, convention));
    }
  }

  /**
   * Returns the smallest p of a class, times the number of classes that can be tested.
   *
   * @param squares {@code Σw²/(Σw)²} of a class
   */
  private static Measure p(
      AnalysisResult found,
      String gallery,
      ToDoubleFunction<List<Object>> squares,
      String convention) {
    List<List<Object>> classes = Measuring.rows(found, "classes");
    double least = 1;
    int tested = 0;
    String which = "";
    for (int c = 0; c < classes.size(); c++) {
      List<Object> row = classes.get(c);
      double all = Measuring.number(row, COUNT);
      double excess = squares.applyAsDouble(row) - 1 / all;
      if (all > 1 && Measuring.number(row, CONFIDENT) > 0 && excess > 0) {
        tested++;
        double p = p(map(found, "counted", c), map(found, gallery, c), excess);
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
