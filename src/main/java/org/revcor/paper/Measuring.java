package org.revcor.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.study.results.EndedStudy;

/** Studies of labels under noise with the paper's settings, and numbers of analysis results. */
final class Measuring {
  /** Independent pixels, uniform on [0,1]. */
  static final String UNIFORM = "kind = white-noise, law = uniform";

  private static final int TRIALS = 1_000_000;

  private Measuring() {}

  /** Returns a study of white noise, uniform on [0,1], which items share. */
  static EndedStudy white(ReproductionContext context, String observer) {
    boolean coloured = observer.startsWith("cifar");
    int trials =
        context.count(
            Integer.parseInt(context.setting("trials", "" + TRIALS)), coloured ? 2_000 : 50_000);
    String name = observer + "-white";
    return labels(
        context,
        trials == TRIALS || context.isQuick() ? name : "%s-%d".formatted(name, trials),
        observer,
        UNIFORM,
        trials);
  }

  /** Returns a study with each of several seeds; one unless a procedure repeats it. */
  static List<EndedStudy> repeated(ReproductionContext context, IntFunction<EndedStudy> ofSeed) {
    return IntStream.rangeClosed(1, Integer.parseInt(context.setting("repetitions", "1")))
        .mapToObj(ofSeed)
        .toList();
  }

  /** Returns a study of labels with the default conventions, see {@link #labels}. */
  static EndedStudy labels(
      ReproductionContext context, String name, String observer, String stimulus, int trials) {
    return labels(context, name, observer, stimulus, "default", trials, 1);
  }

  static EndedStudy labels(
      ReproductionContext context,
      String name,
      String observer,
      String stimulus,
      String conventions,
      int trials,
      int seed) {
    return context.study(
        seed == 1 ? name : "%s-seed-%d".formatted(name, seed),
        """
        study {
          name = "%s"
          observer.model = "%s"
          stimulus { %s }
          readout.kind = label
          conventions = %s
          seed = %d
          stop.max-trials = %d
        }
        """
            .formatted(name, observer, stimulus, conventions, seed, trials));
  }

  static String convention(String noise, EndedStudy study) {
    return "%s, %,d trials, label".formatted(noise, study.view().progress().trials());
  }

  static Map<String, String> argument(EndedStudy study) {
    return Map.of("study", study.folder().toString());
  }

  static List<List<Object>> rows(AnalysisResult result, String table) {
    return ((Figure.Table) result.figure(table)).rows();
  }

  static double number(List<Object> row, int column) {
    return ((Number) row.get(column)).doubleValue();
  }

  static Measure accuracy(AnalysisResult templates, String convention) {
    List<Object> all = rows(templates, "classes").getLast();
    return Measure.share(
        number(all, 3), number(all, 1), "%s; %,.0f images".formatted(convention, number(all, 1)));
  }

  /** Returns the share of a data set's test images that an observer classifies correctly. */
  static Measure testAccuracy(ReproductionContext context, String observer, String data) {
    Images test = context.analysisContext().test("data", data);
    context.part("accuracy of " + observer);
    context.analysisContext().threads().progress().expects(test.size());
    int correct = 0;
    try (InferenceSession session =
        new InferenceSession(
            context.analysisContext().observer("observer", observer),
            context.analysisContext().threads())) {
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

  /** Returns the share of noise in each class, by the analysis {@code frequencies}. */
  static Map<String, Measure> frequencies(
      ReproductionContext context,
      String resultName,
      EndedStudy study,
      String name,
      String convention) {
    List<List<Object>> rows =
        rows(context.analyse("frequencies", resultName, argument(study)), "frequencies");
    double all = rows.stream().mapToDouble(row -> number(row, 1)).sum();
    Map<String, Measure> shares = new LinkedHashMap<>();
    for (List<Object> row : rows) {
      shares.put(
          "%s/%s".formatted(name, row.getFirst()),
          Measure.share(number(row, 1) / all, all, convention));
    }
    return shares;
  }

  /** Returns a rate of a curve. */
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
