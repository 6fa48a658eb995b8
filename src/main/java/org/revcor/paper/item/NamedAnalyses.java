package org.revcor.paper.item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/** Arguments and numbers of named analyses. */
final class NamedAnalyses {
  private NamedAnalyses() {}

  /** Returns the folder of a study, as an argument. */
  static String folder(EndedStudy study) {
    return study.folder().toString();
  }

  /** Returns the rows of a table. */
  static List<List<Object>> rows(AnalysisResult result, String table) {
    return ((Figure.Table) result.figure(table)).rows();
  }

  /** Returns a number of a row. */
  static double number(List<Object> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }

  /** Returns the accuracy from a result of {@code templates}. */
  static Measure accuracy(AnalysisResult templates, String convention) {
    List<Object> all = rows(templates, "classes").getLast();
    return Measure.share(
        number(all, 3), number(all, 1), "%s; %,.0f images".formatted(convention, number(all, 1)));
  }

  /** Returns the share of a data set's test images that an observer classifies correctly. */
  static Measure testAccuracy(ReproductionContext context, String observer, String data) {
    Images test = context.analysisContext().test("data", data);
    context.part("accuracy of " + observer);
    context.analysisContext().workers().progress().expects(test.size());
    int correct = 0;
    try (InferenceSession session =
        new InferenceSession(
            context.analysisContext().observer("observer", observer),
            context.analysisContext().workers())) {
      int[] labels = session.labels(Stimuli.of(test));
      for (int i = 0; i < labels.length; i++) {
        correct += labels[i] == test.labels()[i] ? 1 : 0;
      }
    }
    return Measure.share(
        (double) correct / test.size(),
        test.size(),
        "%s, %,d test images".formatted(observer, test.size()));
  }

  /** Returns the share of noise in each class from a result of {@code frequencies}. */
  static Map<String, Measure> frequencies(
      AnalysisResult frequencies, String name, String convention) {
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

  /** Returns the names of the measures of ten digits. */
  static List<String> digits(String name) {
    return IntStream.range(0, 10).mapToObj(digit -> "%s/%d".formatted(name, digit)).toList();
  }

  /**
   * Returns a rate of a curve.
   *
   * @param figure name of the curves
   * @param curve index of the curve
   * @param x the nearest point is used
   * @param trials number of trials of the rate
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
