package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/** {@code feedback}: classification of an observer's own maps (the paper's Fig 2A, last row). */
public final class FeedBackAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final int COLUMNS = 10;

  public FeedBackAnalysis() {
    super(
        "feedback",
        "How an observer classifies the maps of a study of it.",
        List.of(Parameter.study(STUDY, "A finished study of classes.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverSource source = context.observerOf(study);
    ObserverDescription observer = source.description();
    if (!maps.names().equals(observer.classes())
        || study.specification().stimuli().kind().averagesLatents()) {
      throw new InvalidInputException(
          STUDY,
          arguments.text(STUDY) + ", whose maps are not images of classes",
          "a study with readout label, probability or logit that averages pixels");
    }
    float[][] images = Scaling.MIN_MAX.of(maps.maps());
    int[] defined = IntStream.range(0, images.length).filter(c -> isImage(images[c])).toArray();
    Stimuli resized = Stimuli.resized(images, maps.height(), maps.width(), observer);
    double[][] probabilities = probabilities(source, resized, defined, context.threads());
    List<List<Object>> rows = new ArrayList<>();
    List<Figure.Image> shown = new ArrayList<>();
    int correct = 0;
    for (int c = 0; c < images.length; c++) {
      double[] own = probabilities[c];
      int label = largest(own);
      String response = label < 0 ? "none" : maps.names().get(label);
      correct += label == c ? 1 : 0;
      rows.add(
          List.of(
              maps.names().get(c),
              maps.counts()[c],
              response,
              label < 0 ? Double.NaN : own[label]));
      shown.add(
          new Figure.Image(
              "%s: %s".formatted(maps.names().get(c), response), maps, images[c], false));
    }
    LinkedHashMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", maps.trials());
    conventions.put("scaling", "min-max");
    return new AnalysisResult(
        name(),
        "%s, shown its own maps".formatted(source.description().name()),
        statements(correct, defined, images, maps.names()),
        conventions,
        List.of(
            new Figure.Table(
                "responses",
                "Responses to maps, scaled from their minimum to their maximum",
                List.of("map", "sum of responses", "response", "probability"),
                rows),
            new Figure.Gallery("maps", "Maps and responses", COLUMNS, shown)));
  }

  private static List<String> statements(
      int correct, int[] defined, float[][] images, List<String> names) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "%d of %d maps are classified as their own class".formatted(correct, defined.length));
    addNames(statements, "no map exists of ", names, c -> Float.isNaN(images[c][0]));
    addNames(
        statements,
        "not shown, since all values of the map are equal: ",
        names,
        c -> !Float.isNaN(images[c][0]) && !isImage(images[c]));
    return statements;
  }

  private static void addNames(
      List<String> statements, String what, List<String> names, IntPredicate isNamed) {
    String named =
        IntStream.range(0, names.size())
            .filter(isNamed)
            .mapToObj(names::get)
            .collect(Collectors.joining(", "));
    if (!named.isEmpty()) {
      statements.add(what + named);
    }
  }

  /** Returns whether a min-max scaled map has a value of 1; that of equal values is black. */
  private static boolean isImage(float[] scaled) {
    return IntStream.range(0, scaled.length).anyMatch(i -> scaled[i] == 1);
  }

  /** Returns the class probabilities by map; empty for an undefined map. */
  private static double[][] probabilities(
      ObserverSource source, Stimuli maps, int[] defined, AnalysisThreads threads) {
    double[][] probabilities = new double[maps.size()][0];
    threads.progress().expects(defined.length);
    try (InferenceSession session = new InferenceSession(source, threads)) {
      float[][] outputs = session.outputs(Stimuli.some(maps, defined));
      for (int i = 0; i < defined.length; i++) {
        probabilities[defined[i]] = ObserverOutputs.probabilities(outputs[i], source.description());
      }
    }
    return probabilities;
  }

  /** Returns the class of the largest probability, the lowest on a tie; -1 if empty. */
  private static int largest(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .reduce((best, c) -> probabilities[c] > probabilities[best] ? c : best)
        .orElse(-1);
  }
}
