package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverSource;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.results.ClassificationImages;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.specification.StudyFile;

/**
 * {@code classification}: classification images, from the mean noise of each signal and response
 * (the paper's Fig 1, Eq 1 and Eq 2).
 */
public final class ClassificationAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final String SHOWN = "shown";
  private static final int MAX_SHOWN = 20_000;
  private static final int COLUMNS = 6;

  public ClassificationAnalysis() {
    super(
        "classification",
        "Which noise changes the response from one signal to another: classification images by"
            + " Eq 1 and Eq 2.",
        List.of(
            Parameter.study(
                STUDY,
                "A finished study of signal in noise with readout label and by-signal = true."),
            Parameter.number(
                SHOWN,
                "10000",
                "Number of the study's first trials to repeat for the means of signal plus noise, 0"
                    + " to 20000; fewer if the study has fewer, or stimuli are large.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    int requested = arguments.whole(SHOWN, 0, MAX_SHOWN);
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    StudyMaps cells = study.maps(MapView.MAP);
    int available =
        (int) Math.min(study.view().progress().trials(), StimulusPreview.most(cells.values()));
    int shown = Math.min(requested, available);
    StudyMaps errors = study.maps(MapView.ERROR);
    double deviation = deviation(study);
    StudyMaps first = required(study, ClassificationImages.of(cells));
    StudyMaps errorsOfFirst = required(study, ClassificationImages.of(errors));
    StudyMaps second = required(study, ClassificationImages.correlations(cells, deviation));
    StudyMaps errorsOfSecond =
        required(study, ClassificationImages.correlations(errors, deviation));
    List<String> statements = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < first.maps().length; i++) {
      double agreement = Reliability.correlation(first.maps()[i], second.maps()[i]);
      rows.add(
          List.of(
              first.names().get(i),
              first.counts()[i],
              agreement,
              largest(first.maps()[i], errorsOfFirst.maps()[i]),
              largest(second.maps()[i], errorsOfSecond.maps()[i])));
      statements.add(
          Double.isNaN(agreement)
              ? "%s: a cell is empty, so Eq 1 is undefined".formatted(first.names().get(i))
              : "%s: the images by Eq 1 and Eq 2 correlate %.3f"
                  .formatted(first.names().get(i), agreement));
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure.Table(
            "images",
            "Classification images; z is a pixel over its standard error",
            List.of("signals", "trials", "correlation", "largest |z|, Eq 1", "largest |z|, Eq 2"),
            rows));
    figures.add(table(cells));
    figures.add(
        gallery("eq1", "Eq 1: noise with the second response minus that with the first", first));
    figures.add(gallery("eq2", "Eq 2: correlation of noise and response", second));
    figures.add(gallery("noise", "Mean noise of each signal and response", cells));
    if (shown > 0) {
      figures.addAll(means(study, cells, shown, context));
    }
    SequencedMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", study.view().progress().trials());
    conventions.put("deviation", deviation);
    conventions.put("shown", shown);
    return new AnalysisResult(
        name(),
        "Classification images of " + study.view().setup().observer().name(),
        statements,
        conventions,
        figures);
  }

  private static StudyMaps required(EndedStudy study, Optional<StudyMaps> images) {
    return images.orElseThrow(
        () ->
            new InvalidInputException(
                STUDY,
                study.folder() + ", which has no maps by signal and response",
                "a study of signal-in-noise with readout label, by-signal = true, and two signals"
                    + " that are classes"));
  }

  private static double deviation(EndedStudy study) {
    return study.view().setup().conventions().get("law") instanceof Map<?, ?> law
            && law.get("variance") instanceof Number variance
        ? Math.sqrt(variance.doubleValue())
        : Double.NaN;
  }

  private static double largest(float[] values, float[] errors) {
    double most = Double.NaN;
    for (int i = 0; i < values.length; i++) {
      double z = Math.abs(values[i] / errors[i]);
      most = Double.isFinite(z) && !(z <= most) ? z : most;
    }
    return most;
  }

  private static Figure table(StudyMaps cells) {
    return Columns.table(
        "cells",
        "Trials of each signal and response",
        cells.names().size(),
        new Columns<Integer>()
            .with("cell", cells.names()::get)
            .with("trials", c -> cells.counts()[c])
            .with("share", c -> cells.counts()[c] / cells.trials()));
  }

  private static Figure.Gallery gallery(String name, String title, StudyMaps maps) {
    return Figure.Gallery.of(
        name, title, Math.min(COLUMNS, maps.maps().length), maps.names(), maps, maps.maps(), true);
  }

  /** Returns mean stimuli of each cell, and of each response over all signals. */
  private static List<Figure> means(
      EndedStudy study, StudyMaps cells, int shown, AnalysisContext context) {
    StimulusPreview stimuli =
        StimulusPreview.of(
            StudyFile.of(study.view().setup().specification()), context.materials(), shown);
    ObserverSource source = context.observerOf(study);
    context.threads().progress().expects(shown);
    int[] responses;
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      responses =
          session.labels(
              Stimuli.resized(
                  stimuli.images(), cells.height(), cells.width(), source.description()));
    }
    List<String> classes = source.description().classes();
    double[][] sums = new double[cells.names().size()][cells.values()];
    double[] counts = new double[sums.length];
    double[][] sumsOfResponses = new double[classes.size()][cells.values()];
    double[] countsOfResponses = new double[classes.size()];
    for (int i = 0; i < responses.length; i++) {
      int cell = stimuli.signals()[i] * classes.size() + responses[i];
      counts[cell]++;
      countsOfResponses[responses[i]]++;
      for (int j = 0; j < cells.values(); j++) {
        sums[cell][j] += stimuli.images()[i][j];
        sumsOfResponses[responses[i]][j] += stimuli.images()[i][j];
      }
    }
    float[][] means =
        IntStream.range(0, sums.length)
            .mapToObj(c -> mean(sums[c], counts[c]))
            .toArray(float[][]::new);
    List<Figure.Image> differences = new ArrayList<>();
    for (int a = 0; a < cells.signals().size(); a++) {
      for (int b = a + 1; b < cells.signals().size(); b++) {
        int asA = classes.indexOf(cells.signals().get(a));
        int asB = classes.indexOf(cells.signals().get(b));
        if (asA >= 0 && asB >= 0) {
          float[] ofA = mean(sumsOfResponses[asA], countsOfResponses[asA]);
          float[] difference = mean(sumsOfResponses[asB], countsOfResponses[asB]);
          for (int j = 0; j < difference.length; j++) {
            difference[j] -= ofA[j];
          }
          differences.add(
              new Figure.Image(
                  "%s to %s".formatted(cells.signals().get(a), cells.signals().get(b)),
                  cells,
                  difference,
                  true));
        }
      }
    }
    return List.of(
        Figure.Gallery.of(
            "stimuli",
            "Mean signal plus noise of each signal and response, over the first %,d trials"
                .formatted(shown),
            Math.min(COLUMNS, means.length),
            cells.names(),
            cells,
            means,
            false),
        new Figure.Gallery(
            "stimulus-difference",
            "Mean stimulus with the second response minus that with the first",
            Math.min(COLUMNS, differences.size()),
            differences));
  }

  private static float[] mean(double[] sums, double count) {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / count);
    }
    return mean;
  }
}
