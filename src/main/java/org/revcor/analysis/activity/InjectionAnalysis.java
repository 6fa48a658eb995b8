package org.revcor.analysis.activity;

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
            Parameter.optional(
                TARGETS,
                Parameter.Kind.WORDS,
                "WORDS",
                "Classes whose noise activity is mixed in; all if left out."),
            Parameter.withDefault(
                "levels",
                Parameter.Kind.NUMBERS,
                "NUMBERS",
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
    context.workers().progress().expects((long) noise.stimuli() + subjects.size());
    List<MeanActivations> means;
    int[] unchanged;
    try (InferenceSession session = new InferenceSession(source, context.workers())) {
      means = noise.means(session, layers);
      unchanged = session.labels(subjects.stimuli());
    }
    long mixtures = Arrays.stream(levels).filter(level -> level < 1).count();
    for (int target : targets) {
      if (means.getFirst().weights()[target] > 0) {
        context
            .workers()
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

  /** Returns the images of other classes. */
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
    try (InferenceSession session = new InferenceSession(mixed, context.workers())) {
      return rate(session.labels(shown), target);
    }
  }

  private static double rate(int[] responses, int target) {
    return Arrays.stream(responses).filter(response -> response == target).count()
        / (double) responses.length;
  }
}
