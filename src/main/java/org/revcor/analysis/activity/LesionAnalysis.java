package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.ClassImages;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.activity.MeanActivations.Activity;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Units;

/** {@code lesion}: accuracy of an observer without parts of a layer. */
public final class LesionAnalysis extends Analysis {
  private static final String LAYER = "layer";
  private static final String STEPS = "steps";
  private static final String SEED = "seed";

  public LesionAnalysis() {
    super(
        "lesion",
        "How accurate an observer is with feature maps or units of a layer silenced: one at a"
            + " time, and cumulatively.",
        ClassImages.parameters(),
        List.of(
            Parameter.required(
                LAYER,
                Parameter.Kind.TEXT,
                "NAME",
                "A layer; whole feature maps or single fully connected units are silenced."),
            Parameter.number(STEPS, "20", "Maximum steps of the curves, 1 to 1000."),
            Parameter.number(SEED, "1", "Seed of the random order, 0 to 2147483647.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ClassImages subjects = ClassImages.of(arguments, context).editable();
    ObserverDescription observer = subjects.source().description();
    LayerDescription layer = observer.layer(LAYER, arguments.text(LAYER));
    int maps = layer.planes();
    int[] counts = counts(maps, arguments.whole(STEPS, 1, 1_000));
    int n = subjects.size();
    context.threads().progress().expects((long) n * (2 + maps + 3L * (counts.length - 1)));
    double[] activity;
    try (InferenceSession session = new InferenceSession(subjects.source(), context.threads())) {
      activity =
          MeanActivations.of(
                  session,
                  subjects.stimuli(),
                  List.of(Activity.of(layer, observer).name()),
                  Grouping.known(new int[n], 1))
              .getFirst()
              .means()[0];
    }
    int[] labels =
        IntStream.of(subjects.places()).map(place -> subjects.classes()[place]).toArray();
    Lesions lesions = new Lesions(subjects.source(), layer, subjects.stimuli(), labels);
    int[] intact = lesions.correct(context.threads(), List.of());
    int[][] alone = new int[maps][];
    for (int map = 0; map < maps; map++) {
      alone[map] = lesions.correct(context.threads(), List.of(map));
    }
    SequencedMap<String, List<Integer>> orders = new LinkedHashMap<>();
    orders.put(
        "most harmful alone first",
        order(maps, Comparator.comparingDouble(map -> Lesions.sum(alone[map]))));
    orders.put(
        "most active first",
        order(maps, Comparator.comparingDouble(map -> -mean(activity, map, maps))));
    List<Integer> drawn = order(maps, Comparator.naturalOrder());
    Collections.shuffle(drawn, new SplittableRandom(arguments.whole(SEED, 0, Integer.MAX_VALUE)));
    orders.put("drawn at random", drawn);
    List<Figure.Curve> curves = new ArrayList<>();
    double[] x = Arrays.stream(counts).asDoubleStream().toArray();
    orders.forEach(
        (words, order) -> {
          double[] accuracy =
              Arrays.stream(counts)
                  .mapToDouble(
                      count ->
                          Lesions.sum(
                                  count == 0
                                      ? intact
                                      : lesions.correct(context.threads(), order.subList(0, count)))
                              / (double) n)
                  .toArray();
          curves.add(Figure.Curve.line(words, x, accuracy));
        });
    return result(subjects, layer, activity, intact, alone, curves);
  }

  private static int[] counts(int maps, int steps) {
    int number = Math.min(steps, maps);
    return IntStream.rangeClosed(0, number)
        .map(i -> (int) Math.round((double) maps * i / number))
        .toArray();
  }

  /** Returns all maps in order; of equal ones the lower first. */
  private static List<Integer> order(int maps, Comparator<Integer> by) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, maps).boxed().toList());
    order.sort(by);
    return order;
  }

  private static double mean(double[] activity, int map, int maps) {
    int places = activity.length / maps;
    return Arrays.stream(activity, map * places, (map + 1) * places).average().orElse(0);
  }

  private AnalysisResult result(
      ClassImages subjects,
      LayerDescription layer,
      double[] activity,
      int[] intact,
      int[][] alone,
      List<Figure.Curve> curves) {
    int n = subjects.size();
    int maps = alone.length;
    double accuracy = Lesions.sum(intact) / (double) n;
    List<List<Object>> rows = new ArrayList<>();
    double[][] changes = new double[maps][subjects.classes().length];
    int worst = 0;
    for (int map = 0; map < maps; map++) {
      worst = Lesions.sum(alone[map]) < Lesions.sum(alone[worst]) ? map : worst;
      int hit = 0;
      for (int place = 0; place < changes[map].length; place++) {
        int c = subjects.classes()[place];
        changes[map][place] =
            (alone[map][c] - intact[c]) / (double) subjects.numbers()[place].length;
        hit = changes[map][place] < changes[map][hit] ? place : hit;
      }
      rows.add(
          List.of(
              "%s[%d]".formatted(layer.name(), map),
              mean(activity, map, maps),
              Lesions.sum(alone[map]) / (double) n,
              changes[map][hit] < 0 ? subjects.names().get(hit) : "none",
              changes[map][hit]));
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("images", subjects.words());
    conventions.put("lesion", "values of the layer become 0");
    return new AnalysisResult(
        name(),
        "%s with parts of %s silenced"
            .formatted(subjects.source().description().name(), layer.name()),
        List.of(
            "Intact, %.2f %% of %,d images are classified correctly".formatted(100 * accuracy, n),
            harm(layer, worst, Lesions.sum(intact), Lesions.sum(alone[worst]), n)),
        conventions,
        List.of(
            new Figure.Curves(
                "accuracy",
                "Accuracy with an increasing part of %s silenced".formatted(layer.name()),
                layer.isFlat() ? "units silenced" : "feature maps silenced",
                "accuracy",
                curves),
            new Figure.Table(
                "alone",
                "One silenced at a time",
                List.of("silenced", "mean activity", "accuracy", "class hit most", "its change"),
                rows),
            new Figure.Matrix(
                "changes",
                "Change of a class's accuracy, one silenced at a time",
                "class",
                "silenced",
                subjects.names(),
                IntStream.range(0, maps).mapToObj(Integer::toString).toList(),
                changes)));
  }

  private static String harm(LayerDescription layer, int worst, int intact, int correct, int n) {
    return correct < intact
        ? "%s[%d] reduces accuracy most when it is silenced alone: %.2f %%"
            .formatted(layer.name(), worst, 100.0 * correct / n)
        : "None reduces accuracy when it is silenced alone";
  }

  /**
   * Classifies images with an observer whose feature maps, or fully connected units, are set to 0.
   */
  public record Lesions(
      ObserverSource source, LayerDescription layer, Stimuli images, int[] labels) {
    /**
     * Counts correct classifications by class.
     *
     * @param maps silenced maps; empty for the intact observer
     * @return number of correctly classified images of each class
     */
    public int[] correct(AnalysisThreads threads, List<Integer> maps) {
      int[] correct = new int[source.description().classes().size()];
      ObserverSource lesioned =
          maps.isEmpty()
              ? source
              : source.edited(
                  List.of(
                      new Edit.Scale(
                          layer.name(),
                          new Units(Indices.of(maps), new Units.Position.Everywhere()),
                          0)));
      try (InferenceSession session = new InferenceSession(lesioned, threads)) {
        int[] responses = session.labels(images);
        for (int i = 0; i < responses.length; i++) {
          correct[labels[i]] += responses[i] == labels[i] ? 1 : 0;
        }
      }
      return correct;
    }

    public static int sum(int[] correct) {
      return Arrays.stream(correct).sum();
    }
  }
}
