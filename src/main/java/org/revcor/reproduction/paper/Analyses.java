package org.revcor.reproduction.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisRegistry;
import org.revcor.figure.Figure;
import org.revcor.figure.AnalysisResult;
import org.revcor.reproduction.Measure;
import org.revcor.reproduction.ReproductionContext;
import org.revcor.study.EndedStudy;

/** Runs named analyses for items, and reads numbers from what they found. */
final class Analyses {
  private Analyses() {}

  /**
   * Runs an analysis.
   *
   * @param as name of its findings within the item
   */
  static AnalysisResult run(ReproductionContext workroom, String name, String as, Map<String, String> arguments) {
    Analysis experiment = AnalysisRegistry.named("analysis", name);
    workroom.part("analysis " + as);
    return experiment.run(Arguments.of(experiment, arguments), workroom.laboratory()).called(as);
  }

  /** The folder of a study, as an argument. */
  static String folder(EndedStudy study) {
    return study.folder().toString();
  }

  /** Rows of a table of findings. */
  static List<List<Object>> rows(AnalysisResult findings, String table) {
    return ((Figure.Table) findings.figure(table)).rows();
  }

  /** A number of a row. */
  static double number(List<Object> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }

  /** Share of images that {@code templates} found to be classified correctly. */
  static Measure accuracy(AnalysisResult templates, String convention) {
    List<Object> all = rows(templates, "classes").getLast();
    return Measure.share(
        number(all, 3),
        number(all, 1),
        String.format(Locale.ROOT, "%s; %,.0f images", convention, number(all, 1)));
  }

  /** Share of a data set's test images that an observer classifies correctly. */
  static Measure testAccuracy(ReproductionContext workroom, String observer, String data) {
    Images test = workroom.laboratory().test("data", data);
    workroom.part("accuracy of " + observer);
    workroom.laboratory().workers().progress().expects(test.size());
    int right = 0;
    try (InferenceSession showing =
        InferenceSession.of(
            workroom.laboratory().observer("observer", observer),
            workroom.laboratory().workers())) {
      int[] labels = showing.labels(Stimuli.of(test));
      for (int i = 0; i < labels.length; i++) {
        right += labels[i] == test.labels()[i] ? 1 : 0;
      }
    }
    return Measure.share(
        (double) right / test.size(),
        test.size(),
        String.format(Locale.ROOT, "%s, %,d test images", observer, test.size()));
  }

  /** Share of noise that falls into each class, as {@code frequencies} found. */
  static Map<String, Measure> frequencies(AnalysisResult frequencies, String name, String convention) {
    List<List<Object>> rows = rows(frequencies, "frequencies");
    double all = rows.stream().mapToDouble(row -> number(row, 1)).sum();
    Map<String, Measure> shares = new LinkedHashMap<>();
    for (List<Object> row : rows) {
      shares.put(
          "%s/%s".formatted(name, row.getFirst()),
          Measure.share(number(row, 1) / all, all, convention));
    }
    return shares;
  }

  /** Names of the measures of ten digits. */
  static List<String> digits(String name) {
    return IntStream.range(0, 10).mapToObj(digit -> "%s/%d".formatted(name, digit)).toList();
  }

  /**
   * A rate of a curve.
   *
   * @param figure the curves
   * @param curve number of the curve
   * @param x where
   * @param trials that the rate is of
   */
  static Measure rate(
      AnalysisResult found, String figure, int curve, double x, int trials, String convention) {
    Figure.Curve rates = ((Figure.Curves) found.figure(figure)).curves().get(curve);
    int nearest = 0;
    for (int i = 1; i < rates.x().length; i++) {
      nearest = Math.abs(rates.x()[i] - x) < Math.abs(rates.x()[nearest] - x) ? i : nearest;
    }
    double rate = rates.y()[nearest];
    return Double.isNaN(rate)
        ? Measure.missing("no noise is classified as the class", convention)
        : Measure.share(rate, trials, convention);
  }
}
