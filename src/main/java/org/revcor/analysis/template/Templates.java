package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.estimate.StoppingRule;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * Templates of classes: maps of a study, mean images of a data set, or weights of a linear
 * observer.
 *
 * @param what description of the kind and source
 * @param classes class names
 * @param values scaled templates, d values per class; NaN for a class without a map
 * @param dataset name of the data set of the classes; "" if unknown
 * @param observer source of the maps or weights; empty for mean images
 * @param conventions conventions of their computation
 */
public record Templates(
    String what,
    List<String> classes,
    int planes,
    int height,
    int width,
    float[][] values,
    String dataset,
    Optional<ObserverSource> observer,
    SequencedMap<String, Object> conventions)
    implements ImageShape {
  public static final String STUDY = "study";
  static final String MEANS = "means";
  static final String WEIGHTS = "weights";
  static final String AVERAGE = "average";
  static final String SCALING = "scaling";

  private static final int COLUMNS = 10;
  private static final String SQUARES = "root-mean-square";
  private static final List<String> SOURCES = List.of(STUDY, MEANS, WEIGHTS);
  private static final String ONE = "one of study, means and weights";

  /**
   * Returns the parameters.
   *
   * @param standard the default scaling
   */
  public static List<Parameter> parameters(Scaling standard) {
    List<String> scalings =
        Stream.concat(Stream.of(standard), Stream.of(Scaling.values()))
            .map(Spelling::word)
            .distinct()
            .toList();
    return List.of(
        Parameter.optional(
            STUDY, Parameter.Kind.STUDY, "DIR", "A study of classes; uses its maps."),
        Parameter.images(MEANS, "A data set; uses its mean training images by class."),
        Parameter.optional(
            WEIGHTS,
            Parameter.Kind.OBSERVER,
            "NAME",
            "An observer with linear outputs; uses its weights."),
        Parameter.choice(
            AVERAGE,
            List.of("mean", SQUARES),
            "Average of training images; the paper's authors use the root mean square."),
        Parameter.choice(SCALING, scalings, "Scaling of each template."));
  }

  /**
   * Creates templates from arguments.
   *
   * @throws InvalidInputException if none or several sources are given, or one is unusable
   */
  public static Templates of(Arguments arguments, AnalysisContext context) {
    List<String> given = SOURCES.stream().filter(name -> arguments.find(name).isPresent()).toList();
    if (given.size() != 1) {
      throw new InvalidInputException(
          given.isEmpty() ? STUDY : given.get(1),
          given.isEmpty() ? "missing" : "given together with " + given.getFirst(),
          ONE);
    }
    String source = given.getFirst();
    String named = arguments.text(source);
    boolean squares = arguments.is(AVERAGE, SQUARES);
    Templates raw =
        switch (source) {
          case STUDY -> maps(named, context);
          case MEANS -> means(named, squares, context);
          default -> weights(named, context);
        };
    return raw.scaled(arguments.choice(SCALING, Scaling.values()));
  }

  /**
   * Returns the data set that an argument names, otherwise that of the templates.
   *
   * @param field the parameter's name
   * @throws InvalidInputException if no argument is given and that of the templates is unknown
   */
  public String dataset(Arguments arguments, String field) {
    String data = arguments.find(field).orElse(dataset);
    if (data.isEmpty()) {
      throw new InvalidInputException(
          field, "missing", "a data set, since that of the %s is unknown".formatted(what));
    }
    return data;
  }

  private static Templates maps(String folder, AnalysisContext context) {
    EndedStudy study = context.study(STUDY, folder);
    ObserverSource source = context.observerOf(study);
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverDescription observer = source.description();
    if (!maps.names().equals(observer.classes()) || maps.values() != observer.values()) {
      throw new InvalidInputException(
          STUDY,
          folder + ", whose maps are not those of classes",
          "a study with readout label, probability or logit, not split by signals");
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("templates", "maps of " + observer.name());
    study
        .view()
        .setup()
        .conventions()
        .forEach((key, value) -> conventions.put("study." + key, value));
    conventions.put("study.trials", maps.trials());
    return new Templates(
        "maps of " + observer.name(),
        maps.names(),
        maps.planes(),
        maps.height(),
        maps.width(),
        maps.maps(),
        observer.dataset(),
        Optional.of(source),
        conventions);
  }

  private static Templates means(String dataset, boolean squares, AnalysisContext context) {
    Images training = context.training(MEANS, dataset);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    String what = squares ? "roots of the mean squares of images" : "mean images";
    conventions.put("templates", "%s of %s, training".formatted(what, dataset));
    conventions.put("templateImages", training.size());
    conventions.put("templateDigest", DataSets.digest(training));
    return new Templates(
        "%s of %s".formatted(what, dataset),
        training.classes(),
        training.planes(),
        training.height(),
        training.width(),
        squares ? MeanImages.rootMeanSquares(training) : MeanImages.of(training),
        dataset,
        Optional.empty(),
        conventions);
  }

  private static Templates weights(String name, AnalysisContext context) {
    ObserverSource source = context.classifier(WEIGHTS, name);
    ObserverDescription observer = source.description();
    float[][] weights;
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      weights = LinearWeights.of(WEIGHTS, session, context.threads().progress());
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("templates", "weights of " + observer.name());
    return new Templates(
        "weights of " + observer.name(),
        observer.classes(),
        observer.planes(),
        observer.height(),
        observer.width(),
        weights,
        observer.dataset(),
        Optional.of(source),
        conventions);
  }

  private Templates scaled(Scaling scaling) {
    SequencedMap<String, Object> added = new LinkedHashMap<>(conventions);
    added.put("scaling", Spelling.word(scaling));
    return with(scaling.of(values), added);
  }

  private Templates with(float[][] others, SequencedMap<String, Object> otherConventions) {
    return new Templates(
        what, classes, planes, height, width, others, dataset, observer, otherConventions);
  }

  /**
   * Returns those of enough effective trials, or a known map: the map of a single image would win
   * by its size.
   */
  Templates withoutFewTrials(EndedStudy study) {
    float[][] enough = values.clone();
    for (ChannelView channel : study.view().channels()) {
      Double reliability = channel.quality().reliability();
      boolean isKnown = reliability != null && reliability >= Reliability.KNOWN;
      if (channel.nEff() < StoppingRule.ENOUGH && !isKnown) {
        enough[channel.index()] = new float[values[0].length];
        Arrays.fill(enough[channel.index()], Float.NaN);
      }
    }
    return with(enough, conventions);
  }

  /** Returns whether a class has a template. */
  public boolean defined(int label) {
    return Float.isFinite(values[label][0]);
  }

  /** Returns the names of classes without a template. */
  public List<String> missing() {
    return IntStream.range(0, values.length)
        .filter(label -> !defined(label))
        .mapToObj(classes::get)
        .toList();
  }

  /** Returns a sentence about missing classes, if any. */
  public List<String> statements() {
    return missing().isEmpty()
        ? List.of()
        : List.of(
            "left out, since too few trials had this response: " + String.join(", ", missing()));
  }

  /**
   * Rejects images of another size, or of other classes.
   *
   * @param field the parameter that names the images
   */
  public void requireFit(String field, Images images) {
    if (!isShapedLike(images)) {
      throw new InvalidInputException(
          field,
          "%s, images of %s".formatted(images.name(), images.shapeText()),
          "images of %s, like the %s".formatted(shapeText(), what));
    }
    if (images.classes().size() != classes.size()) {
      throw new InvalidInputException(
          field,
          "%s, images of %d classes".formatted(images.name(), images.classes().size()),
          "images of %d classes, one for each of the %s".formatted(classes.size(), what));
    }
  }

  /** Returns all templates as images. */
  Figure.Gallery gallery() {
    return Figure.Gallery.of(
        "templates",
        "Templates: " + what,
        COLUMNS,
        classes,
        this,
        values,
        !Spelling.word(Scaling.MIN_MAX).equals(conventions.get("scaling")));
  }

  /**
   * Weights of an observer whose outputs are linear in the stimulus, measured by inference: {@code
   * w_j = f(e_j) - f(0)}, where e_j is 1 at j and 0 elsewhere. This works for any file format and
   * includes the observer's own preprocessing.
   */
  public static final class LinearWeights {
    private static final int CHECKS = 8;
    private static final double TOLERANCE = 1e-3;
    private static final double VARIANCE_OF_UNIFORM = 1.0 / 12;

    private LinearWeights() {}

    /**
     * Measures the weights; adds the number of stimuli to the expected progress.
     *
     * @param field setting that names the observer, for messages
     * @return d values per class; for a single logit -w/2 and w/2
     * @throws InvalidInputException if outputs are not linear: those for white noise differ from
     *     the prediction by the weights by more than 0.1 % of the outputs' spread
     */
    public static float[][] of(String field, InferenceSession session, AnalysisProgress progress) {
      int values = session.observer().values();
      Stimuli probes = probes(values);
      progress.expects(probes.size());
      float[][] responses = session.outputs(probes);
      int outputs = session.observer().outputs();
      float[][] weights = new float[outputs][values];
      for (int c = 0; c < outputs; c++) {
        for (int j = 0; j < values; j++) {
          weights[c][j] = responses[1 + j][c] - responses[0][c];
        }
        if (!predicts(weights[c], c, probes, responses)) {
          throw new InvalidInputException(
              field,
              session.observer().name() + ", whose outputs are not linear in the image",
              "an observer with linear outputs before any softmax, such as mnist-logistic");
        }
      }
      return outputs > 1
          ? weights
          : new float[][] {times(weights[0], -0.5f), times(weights[0], 0.5f)};
    }

    /** Returns a blank stimulus, one for each single value, and white noise. */
    private static Stimuli probes(int values) {
      return Stimuli.of(
          1 + values + CHECKS,
          (index, into, offset) -> {
            Arrays.fill(into, offset, offset + values, 0);
            if (index > values) {
              SplittableRandom random = new SplittableRandom(index);
              for (int j = 0; j < values; j++) {
                into[offset + j] = (float) random.nextDouble();
              }
            } else if (index > 0) {
              into[offset + index - 1] = 1;
            }
          });
    }

    private static boolean predicts(
        float[] weights, int output, Stimuli probes, float[][] responses) {
      double squares = 0;
      for (float weight : weights) {
        squares += (double) weight * weight;
      }
      double spread = Math.sqrt(squares * VARIANCE_OF_UNIFORM);
      float[] noise = new float[weights.length];
      for (int i = 1 + weights.length; i < probes.size(); i++) {
        probes.put(i, noise, 0);
        double expected = responses[0][output];
        for (int j = 0; j < weights.length; j++) {
          expected += (double) weights[j] * noise[j];
        }
        if (!(Math.abs(expected - responses[i][output]) <= TOLERANCE * spread)) {
          return false;
        }
      }
      return true;
    }

    private static float[] times(float[] values, float factor) {
      float[] product = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        product[i] = factor * values[i];
      }
      return product;
    }
  }
}
