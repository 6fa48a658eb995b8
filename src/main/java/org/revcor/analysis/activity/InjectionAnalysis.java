package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.ClassImages;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.activity.MeanActivations.Activity;
import org.revcor.analysis.psychometric.DetectionTask;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.Edit;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/**
 * {@code injection}: effect of a class's noise activity within a network (the paper's Figs 7C and
 * 21).
 */
public final class InjectionAnalysis extends Analysis {
  private static final String LAYERS = "layers";
  private static final String TARGETS = "targets";

  public InjectionAnalysis() {
    super(
        "injection",
        "How often images are classified as a class whose noise activity is mixed into a layer.",
        ClassImages.parameters(),
        List.of(
            Parameter.required(
                LAYERS,
                Parameter.Kind.WORDS,
                "NAMES",
                "Layers to mix into, one at a time, such as input,conv2."),
            Parameter.words(TARGETS, "Classes whose noise activity is mixed in; all if left out."),
            Parameter.numbers(
                "levels",
                "0:0.1:1",
                "Shares γ of the image's own activity, ascending, in [0,1]; the noise activity has"
                    + " the remainder.")),
        NoiseActivity.parameters());
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ClassImages subjects = ClassImages.of(arguments, context).editable();
    ObserverSource source = subjects.source();
    ObserverDescription observer = source.description();
    List<LayerDescription> layers = Activity.named(arguments, LAYERS, observer);
    int[] targets = ClassImages.classes(arguments, TARGETS, source);
    double[] levels = DetectionTask.levels(arguments);
    NoiseActivity noise = NoiseActivity.of(arguments);
    int[] labels = labels(subjects);
    context.threads().progress().expects((long) noise.stimuli() + subjects.size());
    List<MeanActivations> means;
    int[] unchanged;
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      means = noise.means(session, layers);
      unchanged = session.labels(subjects.stimuli());
    }
    long mixtures = Arrays.stream(levels).filter(level -> level < 1).count();
    for (int target : targets) {
      if (means.getFirst().weights()[target] > 0) {
        context
            .threads()
            .progress()
            .expects(mixtures * layers.size() * others(labels, target).length);
      }
    }
    double[][][] rates = new double[layers.size()][targets.length][levels.length];
    for (int l = 0; l < layers.size(); l++) {
      for (int t = 0; t < targets.length; t++) {
        int[] others = others(labels, targets[t]);
        Stimuli images = Stimuli.some(subjects.stimuli(), others);
        for (int g = 0; g < levels.length; g++) {
          rates[l][t][g] =
              levels[g] == 1
                  ? rate(Arrays.stream(others).map(i -> unchanged[i]).toArray(), targets[t])
                  : rate(
                      context,
                      source,
                      layers.get(l),
                      means.get(l).means()[targets[t]],
                      1 - levels[g],
                      images,
                      targets[t]);
        }
      }
    }
    InjectionResult result = new InjectionResult(subjects, layers, targets, means, levels, rates);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("mixture", "(1-γ) mean noise activity of the class + γ activity");
    conventions.put("rate", "of images of other classes");
    conventions.put("images", subjects.words());
    noise.describe(conventions);
    return new AnalysisResult(
        name(),
        "%s, noise activity mixed in".formatted(observer.name()),
        result.statements(),
        conventions,
        result.figures());
  }

  /** Returns the classes of the images, as indices of the observer's classes. */
  static int[] labels(ClassImages subjects) {
    int[] labels = subjects.places();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = subjects.classes()[labels[i]];
    }
    return labels;
  }

  static int[] others(int[] labels, int target) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] != target).toArray();
  }

  private static double rate(
      AnalysisContext context,
      ObserverSource source,
      LayerDescription layer,
      double[] mean,
      double share,
      Stimuli shown,
      int target) {
    if (Double.isNaN(mean[0]) || shown.size() == 0) {
      return Double.NaN;
    }
    float[] values = new float[mean.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) mean[i];
    }
    ObserverSource mixed =
        source.edited(List.of(new Edit.Inject(layer.name(), values, (float) share)));
    try (InferenceSession session = new InferenceSession(mixed, context.threads())) {
      return rate(session.labels(shown), target);
    }
  }

  private static double rate(int[] responses, int target) {
    return Arrays.stream(responses).filter(response -> response == target).count()
        / (double) responses.length;
  }

  /**
   * The rates of responses to mixed activity, as sentences and figures.
   *
   * @param levels shares of the image's own activity, ascending
   */
  record InjectionResult(
      ClassImages subjects,
      List<LayerDescription> layers,
      int[] targets,
      List<MeanActivations> means,
      double[] levels,
      double[][][] rates) {

    List<String> statements() {
      ObserverDescription observer = subjects.source().description();
      MeanActivations noise = means.getFirst();
      List<String> statements = new ArrayList<>();
      for (int l = 0; l < layers.size(); l++) {
        int easiest = -1;
        int hardest = -1;
        for (int t = 0; t < targets.length; t++) {
          double mean = mean(rates[l][t]);
          if (!Double.isNaN(mean)) {
            easiest = easiest < 0 || mean > mean(rates[l][easiest]) ? t : easiest;
            hardest = hardest < 0 || mean < mean(rates[l][hardest]) ? t : hardest;
          }
        }
        if (easiest >= 0) {
          statements.add(
              ("At %s the network changes most easily to %s (mean rate over γ %.3f), least easily"
                      + " to %s (%.3f)")
                  .formatted(
                      layers.get(l).name(),
                      observer.classes().get(targets[easiest]),
                      mean(rates[l][easiest]),
                      observer.classes().get(targets[hardest]),
                      mean(rates[l][hardest])));
        }
      }
      List<String> empty = new ArrayList<>();
      for (int target : targets) {
        if (noise.weights()[target] == 0) {
          empty.add(observer.classes().get(target));
        }
      }
      if (!empty.isEmpty()) {
        statements.add("No noise is classified as " + String.join(", ", empty));
      }
      return statements;
    }

    /** Returns the area under a curve by the trapezoid rule, divided by its range. */
    private double mean(double[] curve) {
      double area = 0;
      for (int i = 1; i < levels.length; i++) {
        area += (curve[i] + curve[i - 1]) * (levels[i] - levels[i - 1]) / 2;
      }
      return area / (levels[levels.length - 1] - levels[0]);
    }

    List<Figure> figures() {
      ObserverDescription observer = subjects.source().description();
      List<List<Object>> rows = new ArrayList<>();
      List<Figure> figures = new ArrayList<>();
      List<String> files = Figure.names(layers.stream().map(LayerDescription::name).toList());
      for (int l = 0; l < layers.size(); l++) {
        List<Figure.Curve> curves = new ArrayList<>();
        for (int t = 0; t < targets.length; t++) {
          String target = observer.classes().get(targets[t]);
          rows.add(
              List.of(
                  layers.get(l).name(),
                  target,
                  means.get(l).weights()[targets[t]],
                  mean(rates[l][t]),
                  half(rates[l][t])));
          curves.add(Figure.Curve.line(target, levels, rates[l][t]));
        }
        figures.add(
            new Figure.Curves(
                files.get(l),
                "Misclassified as the class mixed in at " + layers.get(l).name(),
                "share γ of the image's own activity",
                "rate",
                curves));
      }
      figures.addFirst(
          new Figure.Table(
              "targets",
              "Classes mixed in",
              List.of("layer", "class", "noise stimuli", "mean rate over γ", "rate 1/2 at γ"),
              rows));
      for (int l = 0; l < layers.size(); l++) {
        if (layers.get(l).units() == observer.values() && layers.get(l).name().equals("input")) {
          figures.add(examples(means.get(l)));
        }
      }
      return figures;
    }

    /** Returns the largest γ with a rate of at least one half; NaN for none. */
    private double half(double[] curve) {
      for (int i = levels.length - 1; i >= 0; i--) {
        if (curve[i] >= 0.5) {
          return levels[i];
        }
      }
      return Double.NaN;
    }

    /** Shows an image at every level, for each target. */
    private Figure examples(MeanActivations input) {
      ObserverDescription observer = subjects.source().description();
      int[] labels = InjectionAnalysis.labels(subjects);
      List<Figure.Image> images = new ArrayList<>();
      for (int target : targets) {
        int[] others = InjectionAnalysis.others(labels, target);
        if (others.length == 0 || input.weights()[target] == 0) {
          continue;
        }
        float[] image = new float[observer.values()];
        subjects.stimuli().put(others[0], image, 0);
        for (double level : levels) {
          float[] mixed = new float[image.length];
          for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (level * image[i] + (1 - level) * input.means()[target][i]);
          }
          images.add(
              new Figure.Image(
                  "%s γ %.2f".formatted(observer.classes().get(target), level),
                  observer,
                  mixed,
                  false));
        }
      }
      return new Figure.Gallery(
          "examples", "An image with noise of each class mixed in", levels.length, images);
    }
  }
}
