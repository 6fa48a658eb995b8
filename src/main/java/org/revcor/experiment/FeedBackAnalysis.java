package org.revcor.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Workers;
import org.revcor.analysis.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverSource;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/** {@code feedback}: what an observer says to its own maps (the paper's Fig 2A, last row). */
final class FeedBackAnalysis implements Analysis {
  private static final String STUDY = "study";
  private static final int COLUMNS = 10;

  @Override
  public String name() {
    return "feedback";
  }

  @Override
  public String question() {
    return "What an observer says when it is shown the maps of a study of it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required(
            STUDY, Parameter.Kind.STUDY, "DIR", "A study of classes that has ended."));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext laboratory) {
    EndedStudy study = laboratory.study(STUDY, arguments.text(STUDY));
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverSource source = laboratory.observerOf(study);
    if (!maps.names().equals(source.description().classes())) {
      throw new InvalidInputException(
          STUDY,
          arguments.text(STUDY) + ", whose maps are not those of classes",
          "a study with readout label, probability or logit");
    }
    float[][] images = Scaling.MIN_MAX.of(maps.maps());
    int[] defined =
        IntStream.range(0, images.length).filter(c -> Float.isFinite(images[c][0])).toArray();
    double[][] responses = responses(source, images, defined, laboratory.workers());
    List<List<Object>> rows = new ArrayList<>();
    List<Figure.Image> shown = new ArrayList<>();
    int right = 0;
    for (int c = 0; c < images.length; c++) {
      double[] response = responses[c];
      int label = largest(response);
      String said = label < 0 ? "none" : maps.names().get(label);
      right += label == c ? 1 : 0;
      rows.add(
          List.of(
              maps.names().get(c),
              maps.counts()[c],
              said,
              label < 0 ? Double.NaN : response[label]));
      shown.add(
          new Figure.Image(
              "%s: %s".formatted(maps.names().get(c), said),
              maps.planes(),
              maps.height(),
              maps.width(),
              images[c],
              false,
              Optional.empty()));
    }
    LinkedHashMap<String, Object> conventions = new LinkedHashMap<>(study.view().conventions());
    conventions.put("trials", maps.trials());
    conventions.put("scaling", "min-max");
    return new AnalysisResult(
        name(),
        "%s, shown its own maps".formatted(source.description().name()),
        statements(right, defined, maps.names()),
        conventions,
        List.of(
            new Figure.Table(
                "answers",
                "Answers to maps, scaled from their least value to their largest",
                List.of("map", "sum of responses", "answer", "probability"),
                rows),
            new Figure.Gallery("maps", "Maps and answers", COLUMNS, shown)));
  }

  private static List<String> statements(int right, int[] defined, List<String> names) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "%d of %d maps are answered with their own class".formatted(right, defined.length));
    List<String> missing = new ArrayList<>(names);
    IntStream.of(defined).forEach(c -> missing.remove(names.get(c)));
    if (!missing.isEmpty()) {
      statements.add("there is no map of " + String.join(", ", missing));
    }
    return statements;
  }

  /** Probabilities of the classes by map; none for a map that is not defined. */
  private static double[][] responses(
      ObserverSource source, float[][] images, int[] defined, Workers workers) {
    double[][] responses = new double[images.length][0];
    workers.progress().expects(defined.length);
    try (InferenceSession showing = InferenceSession.of(source, workers)) {
      float[][] outputs = showing.outputs(Stimuli.some(Stimuli.of(images), defined));
      for (int i = 0; i < defined.length; i++) {
        responses[defined[i]] = ObserverOutputs.probabilities(outputs[i], source.description());
      }
    }
    return responses;
  }

  /** The class of the largest probability, the lowest on a tie; -1 of none. */
  private static int largest(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .reduce((best, c) -> probabilities[c] > probabilities[best] ? c : best)
        .orElse(-1);
  }
}
