package org.revcor.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Answers;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Workers;
import org.revcor.analysis.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverSource;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/** {@code feedback}: what an observer says to its own maps (the paper's Fig 2A, last row). */
final class FeedBackExperiment implements Experiment {
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
  public Findings run(Arguments arguments, Laboratory laboratory) {
    EndedStudy study = laboratory.study(STUDY, arguments.text(STUDY));
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverSource source = laboratory.observerOf(study);
    if (!maps.names().equals(source.description().classes())) {
      throw new InvalidInputException(
          STUDY,
          arguments.text(STUDY) + ", whose maps are not those of classes",
          "a study with readout label, probability or logit");
    }
    float[][] pictures = Scaling.MIN_MAX.of(maps.maps());
    int[] defined =
        IntStream.range(0, pictures.length).filter(c -> Float.isFinite(pictures[c][0])).toArray();
    double[][] answers = answers(source, pictures, defined, laboratory.workers());
    List<List<Object>> rows = new ArrayList<>();
    List<Figure.Picture> shown = new ArrayList<>();
    int right = 0;
    for (int c = 0; c < pictures.length; c++) {
      double[] answer = answers[c];
      int label = largest(answer);
      String said = label < 0 ? "none" : maps.names().get(label);
      right += label == c ? 1 : 0;
      rows.add(
          List.of(
              maps.names().get(c), maps.counts()[c], said, label < 0 ? Double.NaN : answer[label]));
      shown.add(
          new Figure.Picture(
              "%s: %s".formatted(maps.names().get(c), said),
              maps.planes(),
              maps.height(),
              maps.width(),
              pictures[c],
              false,
              Optional.empty()));
    }
    LinkedHashMap<String, Object> conventions = new LinkedHashMap<>(study.view().conventions());
    conventions.put("trials", maps.trials());
    conventions.put("scaling", "min-max");
    return new Findings(
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
  private static double[][] answers(
      ObserverSource source, float[][] pictures, int[] defined, Workers workers) {
    double[][] answers = new double[pictures.length][0];
    workers.progress().expects(defined.length);
    try (Showing showing = Showing.of(source, workers)) {
      float[][] outputs = showing.outputs(Stimuli.some(Stimuli.of(pictures), defined));
      for (int i = 0; i < defined.length; i++) {
        answers[defined[i]] = Answers.probabilities(outputs[i], source.description());
      }
    }
    return answers;
  }

  /** The class of the largest probability, the lowest on a tie; -1 of none. */
  private static int largest(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .reduce((best, c) -> probabilities[c] > probabilities[best] ? c : best)
        .orElse(-1);
  }
}
