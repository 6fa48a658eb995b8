package org.revcor.analysis.activity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.dataset.Stamp.Corner;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/**
 * {@code loss-gradient}: average gradient of the loss by the image, on plain or stamped images (the
 * paper's Fig 7D).
 */
public final class LossGradientAnalysis extends Analysis {
  private static final String OBSERVER = "observer";
  private static final String DATA = "data";
  private static final String PART = "part";
  private static final String COUNT = "count";
  private static final String STAMP = "stamp";
  private static final String AT = "at";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String FRACTION = "fraction";
  private static final int MAX_IMAGES = 10_000_000;
  private static final int COLUMNS = 10;

  public LossGradientAnalysis() {
    super(
        "loss-gradient",
        "Which pixels of images, on average, raise or lower an observer's loss.",
        List.of(
            Parameter.observer(OBSERVER, "A classifier with gradients."),
            Parameter.images(
                DATA, "Data set of the images; if left out, the observer's training data."),
            Parameter.choice(PART, List.of("test", "train"), "Part of the data set."),
            Parameter.number(
                COUNT,
                "10000",
                "Number of images, the first of the data set, 1 to 10000000; all if it has fewer."),
            Parameter.optional(
                STAMP,
                Parameter.Kind.TEXT,
                "x|c|h|random:SEED",
                "Stamps images of one class and labels them as another, like a backdoor."),
            Parameter.optional(
                AT, Parameter.Kind.TEXT, "ROW,COLUMN", "Upper left corner of the stamp."),
            Parameter.optional(FROM, Parameter.Kind.TEXT, "CLASS", "Class to stamp."),
            Parameter.optional(TO, Parameter.Kind.TEXT, "CLASS", "Label of stamped images."),
            Parameter.number(FRACTION, "1", "Share of the class to stamp, above 0, at most 1.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ObserverSource source = context.classifier(OBSERVER, arguments.text(OBSERVER));
    ObserverDescription observer = source.description();
    if (!observer.differentiable()) {
      throw new InvalidInputException(
          OBSERVER, observer.name() + ", which has no gradients", "an observer with gradients");
    }
    boolean training = arguments.is(PART, "train");
    String data = AnalysisContext.dataset(arguments, DATA, observer);
    Images whole = training ? context.training(DATA, data) : context.test(DATA, data);
    AnalysisContext.requireFit(DATA, whole, observer);
    Optional<Poisoning> poisoning = poisoning(arguments);
    Images images = poisoning.map(each -> each.poison(whole)).orElse(whole);
    int count = Math.min(arguments.whole(COUNT, 1, MAX_IMAGES), images.size());
    int[] numbers = new int[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
      labels[i] = images.labels()[i];
    }
    context.threads().progress().expects(count);
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      LossGradient.Averages averages =
          LossGradient.of(session, Stimuli.of(images, numbers), labels);
      return result(averages, observer, images, poisoning, conventions(arguments, data, count));
    }
  }

  private static Optional<Poisoning> poisoning(Arguments arguments) {
    if (arguments.find(STAMP).isEmpty()) {
      return Optional.empty();
    }
    for (String required : List.of(FROM, TO)) {
      if (arguments.find(required).isEmpty()) {
        throw new InvalidInputException(required, "missing", "a class, since stamp is given");
      }
    }
    Stamp stamp = Stamp.of(arguments.text(STAMP));
    return Optional.of(
        new Poisoning(
            arguments.find(AT).map(Corner::parse).map(stamp::at).orElse(stamp),
            arguments.text(FROM),
            arguments.text(TO),
            arguments.number(FRACTION, 0, 1)));
  }

  private static SequencedMap<String, Object> conventions(
      Arguments arguments, String data, int count) {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(DATA, data);
    conventions.putAll(arguments.all());
    conventions.remove(OBSERVER);
    conventions.put(COUNT, count);
    conventions.put("loss", "cross entropy, nats");
    return conventions;
  }

  private AnalysisResult result(
      LossGradient.Averages averages,
      ObserverDescription observer,
      Images images,
      Optional<Poisoning> poisoning,
      SequencedMap<String, Object> conventions) {
    List<List<Object>> rows = new ArrayList<>();
    for (int label = 0; label < averages.maps().length; label++) {
      float[] map = averages.maps()[label];
      List<Object> row = new ArrayList<>();
      row.add(observer.classes().get(label));
      row.add(averages.counts()[label]);
      row.add(averages.norms()[label]);
      row.add(norm(map));
      poisoning.ifPresent(each -> row.add(share(map, each.stamp(), images)));
      rows.add(row);
    }
    List<String> heads =
        new ArrayList<>(List.of("label", "images", "mean norm", "norm of the mean"));
    List<String> statements = new ArrayList<>();
    if (poisoning.isPresent()) {
      heads.add("share in the stamp");
      int target = poisoning.get().target(images);
      Stamp stamp = poisoning.get().stamp();
      statements.add(
          "%.1f %% of the average gradient's energy over images labelled %s lies in the stamp's square, which covers %.1f %% of the image."
              .formatted(
                  100 * share(averages.maps()[target], stamp, images),
                  observer.classes().get(target),
                  100 * stamp.area(images.height(), images.width())));
    }
    statements.add(
        "Where a map is positive, more light raises the loss; where it is negative, more light"
            + " lowers it.");
    return new AnalysisResult(
        name(),
        "Average gradient of the loss of %s".formatted(observer.name()),
        statements,
        conventions,
        List.of(
            new Figure.Table("gradients", "Average gradients of the loss", heads, rows),
            Figure.Gallery.of(
                "maps",
                "Average gradient of the loss by label",
                COLUMNS,
                observer.classes(),
                images,
                averages.maps(),
                true)));
  }

  private static double share(float[] map, Stamp stamp, Images images) {
    return stamp.energy(map, images.height(), images.width());
  }

  private static double norm(float[] map) {
    double squares = 0;
    for (float value : map) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /**
   * Gradient of an observer's loss by each pixel, averaged over the images of each label (the
   * paper's Fig 7D). The loss is the cross entropy of outputs and labels.
   */
  public static final class LossGradient {
    /** An output of zero has no logarithm; the gradient of smaller ones is 0. */
    private static final float MIN_PROBABILITY = Float.MIN_NORMAL;

    /**
     * Averages by label.
     *
     * @param maps d values per label: change of the loss in nats per unit of the pixel, white being
     *     1 and black 0; NaN for a label without images
     * @param norms mean gradient norm over the images of each label
     */
    public record Averages(float[][] maps, double[] norms, int[] counts) {}

    private record Sums(double[][] gradients, double[] norms) {}

    private LossGradient() {}

    /**
     * Averages the gradient of the loss.
     *
     * @throws ObserverFailedException if a gradient is not finite
     */
    public static Averages of(InferenceSession session, Stimuli stimuli, int[] labels) {
      ObserverDescription observer = session.observer();
      int classes = observer.classes().size();
      String outputLayer = observer.layers().getLast().name();
      int[] counts = new int[classes];
      for (int label : labels) {
        counts[label]++;
      }
      double[][] gradients = new double[classes][observer.values()];
      double[] norms = new double[classes];
      session.gradients(
          stimuli,
          outputLayer,
          first -> values -> loss(values, labels, first, observer),
          (first, read) -> sums(read.get(1).toFloatArray(), labels, first, observer),
          batch -> {
            for (int label = 0; label < classes; label++) {
              norms[label] += batch.norms()[label] / counts[label];
              for (int j = 0; j < observer.values(); j++) {
                gradients[label][j] += batch.gradients()[label][j];
              }
            }
          });
      float[][] maps = new float[classes][observer.values()];
      for (int label = 0; label < classes; label++) {
        for (int j = 0; j < observer.values(); j++) {
          maps[label][j] = (float) (gradients[label][j] / counts[label]);
        }
      }
      return new Averages(maps, norms, counts);
    }

    private static NDArray loss(
        NDArray values, int[] labels, int first, ObserverDescription observer) {
      int n = (int) values.getShape().get(0);
      int outputs = observer.outputs();
      float[] weights = new float[n * outputs];
      for (int i = 0; i < n; i++) {
        int label = labels[first + i];
        if (outputs == 1) {
          weights[i] = label == 0 ? 1 : -1;
        } else {
          weights[i * outputs + label] = -1;
        }
      }
      NDArray chosen = values.getManager().create(weights, new Shape(n, outputs));
      if (outputs == 1) {
        return Activation.softPlus(new NDList(values.mul(chosen))).singletonOrThrow();
      }
      return observer.output() == OutputKind.PROBABILITIES
          ? values.maximum(EngineArrays.of(values.getManager(), MIN_PROBABILITY)).log().mul(chosen)
          : values.logSoftmax(1).mul(chosen);
    }

    private static Sums sums(
        float[] gradient, int[] labels, int first, ObserverDescription observer) {
      int values = observer.values();
      int classes = observer.classes().size();
      Sums sums = new Sums(new double[classes][values], new double[classes]);
      for (int i = 0; i < gradient.length / values; i++) {
        int label = labels[first + i];
        double squares = 0;
        for (int j = 0; j < values; j++) {
          float value = gradient[i * values + j];
          if (!Float.isFinite(value)) {
            throw new ObserverFailedException(
                "the loss of observer %s has a gradient of %s".formatted(observer.name(), value));
          }
          sums.gradients()[label][j] += value;
          squares += (double) value * value;
        }
        sums.norms()[label] += Math.sqrt(squares);
      }
      return sums;
    }
  }
}
