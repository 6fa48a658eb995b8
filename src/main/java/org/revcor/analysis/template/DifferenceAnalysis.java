package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.estimate.MapView;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.PixelTests.StudentScore;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.schema.Spelling;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.Significance;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;

/** {@code difference}: pixels at which the maps of two studies differ significantly. */
public final class DifferenceAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final String LESS = "less";
  private static final int COLUMNS = 10;

  /**
   * Minimum number of effective trials. With fewer, standard errors are inaccurate and z is too
   * often too large.
   */
  private static final double MIN_TRIALS = 50;

  /** Maximum number of channels with images. */
  private static final int MAX_SHOWN = 30;

  public DifferenceAnalysis() {
    super(
        "difference",
        "Where the maps of two studies differ, with the standard error of the difference.",
        List.of(
            Parameter.study(STUDY, "A finished study."),
            Parameter.study(
                LESS,
                "The study whose maps are subtracted, with the same channels, shape and"
                    + " estimand.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    EndedStudy first = context.study(STUDY, arguments.text(STUDY));
    EndedStudy second = context.study(LESS, arguments.text(LESS));
    StudyMaps a = first.maps(MapView.MAP);
    StudyMaps b = second.maps(MapView.MAP);
    requireComparable(arguments.text(LESS), a, b);
    StudyMaps errorsOfA = first.maps(MapView.ERROR);
    StudyMaps errorsOfB = second.maps(MapView.ERROR);
    List<StudentScore> scoresOfA = Significance.errorScores(first.view(), first.specification());
    List<StudentScore> scoresOfB = Significance.errorScores(second.view(), second.specification());
    List<List<Object>> rows = new ArrayList<>();
    List<Figure.Image> differences = new ArrayList<>();
    List<Figure.Image> scores = new ArrayList<>();
    List<String> undefined = new ArrayList<>();
    List<String> fewTrials = new ArrayList<>();
    int different = 0;
    int tested = 0;
    for (int c = 0; c < a.maps().length; c++) {
      MapDifference difference =
          MapDifference.of(
              a.maps()[c],
              errorsOfA.maps()[c],
              scoresOfA.get(c),
              b.maps()[c],
              errorsOfB.maps()[c],
              scoresOfB.get(c));
      double trials =
          Math.min(first.view().channels().get(c).nEff(), second.view().channels().get(c).nEff());
      if (difference.values() == 0) {
        undefined.add(a.names().get(c));
      } else if (trials < MIN_TRIALS) {
        fewTrials.add(a.names().get(c));
      } else {
        tested++;
        different += difference.probability() < MapDifference.LEVEL ? 1 : 0;
      }
      rows.add(
          List.of(
              a.names().get(c),
              trials,
              difference.rootMeanSquare(),
              difference.meanSquareOfScores(),
              difference.largestScore(),
              difference.probability()));
      if (c < MAX_SHOWN) {
        differences.add(image(a, c, difference.difference()));
        scores.add(image(a, c, difference.scores()));
      }
    }
    List<String> statements = new ArrayList<>();
    statements.add(
        "%d of %d maps differ at the level %s, by their most improbable z (Student's t, Šidák)"
            .formatted(different, tested, MapDifference.LEVEL));
    if (!fewTrials.isEmpty()) {
      statements.add(
          "no verdict, since one of the studies has fewer than 50 effective trials: "
              + String.join(", ", fewTrials));
    }
    if (!undefined.isEmpty()) {
      statements.add(
          "left out, since a map or its error is undefined: " + String.join(", ", undefined));
    }
    if (first.specification().sharesStimuliWith(second.specification())) {
      statements.add(
          "both studies have the same stimuli, or draw them from the same random numbers; their"
              + " errors are not independent, and z is too small where the maps are similar");
    }
    return new AnalysisResult(
        name(),
        "Maps of %s minus those of %s".formatted(first.view().name(), second.view().name()),
        statements,
        conventions(first.view(), second.view()),
        List.of(
            new Figure.Table(
                "channels",
                "Differences of maps; without a difference the mean square of z is about 1, and"
                    + " above with few blocks",
                List.of("channel", "effective trials", "rms", "mean z²", "largest |z|", "p"),
                rows),
            new Figure.Gallery("differences", "Differences", COLUMNS, differences),
            new Figure.Gallery("z", "Differences over their standard errors", COLUMNS, scores)));
  }

  private static void requireComparable(String folder, StudyMaps a, StudyMaps b) {
    if (!a.names().equals(b.names())) {
      throw new InvalidInputException(
          LESS,
          "%s, with the channels %s".formatted(folder, shown(b.names())),
          "a study with the channels " + shown(a.names()));
    }
    if (!a.isShapedLike(b)) {
      throw new InvalidInputException(
          LESS,
          "%s, with maps of %s".formatted(folder, b.shapeText()),
          "a study with maps of %s".formatted(a.shapeText()));
    }
    if (a.estimand() != b.estimand()) {
      throw new InvalidInputException(
          LESS,
          "%s, whose estimand is %s".formatted(folder, Spelling.word(b.estimand())),
          "a study with the estimand %s".formatted(Spelling.word(a.estimand())));
    }
  }

  private static String shown(List<String> names) {
    return names.size() <= COLUMNS
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, COLUMNS)), names.size() - COLUMNS);
  }

  private static SequencedMap<String, Object> conventions(StudyView a, StudyView b) {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(a.setup().conventions());
    conventions.put("z", "difference over the root of the sum of squared standard errors");
    conventions.put("trials", "%d and %d".formatted(a.progress().trials(), b.progress().trials()));
    conventions.put(
        "observers", a.setup().observer().digest() + " and " + b.setup().observer().digest());
    return conventions;
  }

  private static Figure.Image image(StudyMaps maps, int channel, float[] values) {
    return new Figure.Image(maps.names().get(channel), maps, values, true);
  }

  /**
   * Difference of two maps estimated from separate trials: {@code z = (a - b)/√(SE_a² + SE_b²)}. If
   * both estimate the same, z has Student's t distribution in each pixel (Welch 1947).
   *
   * @param difference a - b, d values; do not change
   * @param scores z, d values; NaN where an error is 0 or undefined; do not change
   * @param values number of values with a defined z
   * @param rootMeanSquare root mean square of the difference; like all later values, NaN without a
   *     defined z
   * @param meanSquareOfScores mean of z²
   * @param largestScore largest |z|
   * @param probability probability of so improbable a z anywhere by chance, over all values (Šidák)
   */
  public record MapDifference(
      float[] difference,
      float[] scores,
      int values,
      double rootMeanSquare,
      double meanSquareOfScores,
      double largestScore,
      double probability) {
    /** Significance level: two maps differ below this probability. */
    public static final double LEVEL = 0.01;

    /**
     * Compares two maps.
     *
     * @param a d values
     * @param errorsOfA standard errors of a
     * @param scoreOfA distribution of values over these errors
     * @param b d values
     * @param errorsOfB standard errors of b
     * @param scoreOfB distribution of values over these errors
     */
    public static MapDifference of(
        float[] a,
        float[] errorsOfA,
        StudentScore scoreOfA,
        float[] b,
        float[] errorsOfB,
        StudentScore scoreOfB) {
      float[] difference = new float[a.length];
      float[] scores = new float[a.length];
      Arrays.fill(scores, Float.NaN);
      int values = 0;
      double squares = 0;
      double squaresOfScores = 0;
      double largest = 0;
      double largestDeviate = 0;
      for (int i = 0; i < a.length; i++) {
        double less = (double) a[i] - b[i];
        difference[i] = (float) less;
        double error = Math.hypot(errorsOfA[i], errorsOfB[i]);
        if (error > 0 && Double.isFinite(less)) {
          double z = less / error;
          scores[i] = (float) z;
          values++;
          squares += less * less;
          squaresOfScores += z * z;
          largest = Math.max(largest, Math.abs(z));
          StudentScore score = scoreOfA.plus(errorsOfA[i], scoreOfB, errorsOfB[i]);
          largestDeviate = Math.max(largestDeviate, Math.abs(score.deviate(z)));
        }
      }
      if (values == 0) {
        return new MapDifference(
            difference, scores, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
      }
      double alone = PixelTests.pValues(new float[] {(float) largestDeviate})[0];
      return new MapDifference(
          difference,
          scores,
          values,
          Math.sqrt(squares / values),
          squaresOfScores / values,
          largest,
          -Math.expm1(values * Math.log1p(-Math.min(1, alone))));
    }
  }
}
