package org.revcor.paper.item;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** {@code footnote5}: maps weighted and selected by confidence. */
final class ConfidentResponses extends Item {
  private static final double PIXEL_VARIANCE = 1 / 12.0;
  private static final double LEVEL = 0.05;

  /** Largest difference of template accuracies that counts as equal, half of chance. */
  private static final double MARGIN = 0.05;

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

    String accuracy() {
      return "template accuracy/maps " + words;
    }

    String p() {
      return "least p/maps " + words;
    }
  }

  private static final String ALL = "template accuracy/maps of all responses";

  ConfidentResponses() {
    super("footnote5", "Class maps weighted by confidence, and of confident responses alone");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        same(Way.WEIGHTED),
        same(Way.CONFIDENT_ONLY),
        accuracy(Way.WEIGHTED),
        accuracy(Way.CONFIDENT_ONLY));
  }

  private static Claim same(Way way) {
    return new Claim(
        "maps %s beside those of all: least p of ten classes, times their number"
            .formatted(way.words),
        "not significantly different",
        new Criterion.NotSignificant(
            way.p(), LEVEL, "the level; χ² of the difference, nested samples accounted for"));
  }

  private static Claim accuracy(Way way) {
    return new Claim(
        "maps %s beside those of all: share of test images classified".formatted(way.words),
        "not significantly different",
        new ComparisonCriterion.Alike(way.accuracy(), ALL, MARGIN));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    int count = context.count(1_000_000, 20_000);
    AnalysisResult found =
        context.analyse(
            "confidence", "confidence", Map.of("observer", "mnist-cnn", "count", "" + count));
    String convention = "U[0,1], %,d trials, centred maps".formatted(count);
    List<List<Object>> templates = NamedAnalyses.rows(found, "templates");
    double images = context.analysisContext().test("data", "mnist").size();
    context.put(
        ALL, Measure.share(NamedAnalyses.number(templates.getFirst(), 1), images, convention));
    for (Way way : Way.values()) {
      context.put(way.p(), p(found, way, convention));
      context.put(
          way.accuracy(),
          Measure.share(NamedAnalyses.number(templates.get(way.row), 1), images, convention));
    }
  }

  /** Returns the smallest p of a class, times the number of classes that can be tested. */
  private static Measure p(AnalysisResult found, Way way, String convention) {
    List<List<Object>> classes = NamedAnalyses.rows(found, "classes");
    double least = 1;
    int tested = 0;
    String which = "";
    for (int c = 0; c < classes.size(); c++) {
      List<Object> row = classes.get(c);
      double all = NamedAnalyses.number(row, COUNT);
      double some = NamedAnalyses.number(row, CONFIDENT);
      double excess =
          switch (way) {
            case WEIGHTED ->
                NamedAnalyses.number(row, SQUARES) / square(NamedAnalyses.number(row, WEIGHT))
                    - 1 / all;
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
