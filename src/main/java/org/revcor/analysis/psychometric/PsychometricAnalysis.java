package org.revcor.analysis.psychometric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.psychometric.PsychometricEstimate.PsychometricColumns;
import org.revcor.analysis.psychometric.PsychometricFit.PsychometricFunction;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;

/**
 * {@code psychometric}: the signal strength at which an observer classifies images correctly (the
 * paper's Fig 9).
 */
public final class PsychometricAnalysis extends Analysis {
  private static final int POINTS = 201;

  public PsychometricAnalysis() {
    super(
        "psychometric",
        "How much of an image in noise an observer needs to classify it as its class.",
        DetectionTask.parameters());
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    DetectionTask task = DetectionTask.of(arguments, context);
    List<String> names = task.subjects().names();
    context.threads().progress().expects(task.size());
    List<PsychometricTrials> trials = new ArrayList<>();
    try (InferenceSession session =
        new InferenceSession(task.subjects().source(), context.threads())) {
      for (int place = 0; place < names.size(); place++) {
        trials.add(task.stimuli(place).trials(session, task.subjects().classes()[place]));
      }
    }
    List<PsychometricEstimate> estimates =
        context
            .threads()
            .each(
                names.size(),
                place ->
                    PsychometricEstimate.of(
                        trials.get(place), task.shape(), task.replicates(), task.seed()));

    List<Figure.Curve> curves = new ArrayList<>();
    for (int place = 0; place < names.size(); place++) {
      double[] rates = trials.get(place).counts().rates();
      curves.add(Figure.Curve.dots(names.get(place), task.levels(), rates));
      curves.add(fitted(names.get(place), task.levels(), estimates.get(place).fit()));
    }
    return new AnalysisResult(
        name(),
        "%s, shown images in noise".formatted(task.subjects().source().description().name()),
        statements(names, estimates),
        task.conventions(),
        List.of(
            Columns.table(
                "thresholds",
                "Psychometric functions",
                names.size(),
                new Columns<Integer>()
                    .with("class", names::get)
                    .with("images", place -> trials.get(place).responded().length)
                    .with(PsychometricColumns.ALL, estimates::get)),
            new Figure.Curves(
                "curves",
                "Rate of responses with the image's class: measured, and fitted",
                "share γ of the image",
                "rate",
                curves)));
  }

  private static Figure.Curve fitted(String name, double[] levels, PsychometricFit fit) {
    double least = levels[0];
    double range = levels[levels.length - 1] - least;
    double[] x =
        IntStream.range(0, POINTS).mapToDouble(i -> least + range * i / (POINTS - 1)).toArray();
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      y[i] =
          fit instanceof PsychometricFit.Found(PsychometricFunction function, double deviance)
              ? function.at(x[i])
              : Double.NaN;
    }
    return Figure.Curve.line(name, x, y);
  }

  private static List<String> statements(List<String> names, List<PsychometricEstimate> estimates) {
    List<String> statements = new ArrayList<>();
    int least = -1;
    int most = -1;
    int found = 0;
    for (int i = 0; i < names.size(); i++) {
      switch (estimates.get(i).fit()) {
        case PsychometricFit.Found(PsychometricFunction function, double deviance) -> {
          found++;
          least = least < 0 || function.threshold() < threshold(estimates.get(least)) ? i : least;
          most = most < 0 || function.threshold() > threshold(estimates.get(most)) ? i : most;
        }
        case PsychometricFit.NoThreshold(PsychometricFit.Reason reason, double rate) ->
            statements.add(
                "Class %s: no threshold, %s (rate %.3f over all levels)"
                    .formatted(names.get(i), reason.words(), rate));
      }
    }
    if (found > 0) {
      statements.addFirst(
          "%d of %d curves have a threshold, from γ = %.3f (%s) to %.3f (%s)"
              .formatted(
                  found,
                  names.size(),
                  threshold(estimates.get(least)),
                  names.get(least),
                  threshold(estimates.get(most)),
                  names.get(most)));
    }
    return statements;
  }

  private static double threshold(PsychometricEstimate estimate) {
    return estimate.fit()
            instanceof PsychometricFit.Found(PsychometricFunction function, double deviance)
        ? function.threshold()
        : Double.NaN;
  }
}
