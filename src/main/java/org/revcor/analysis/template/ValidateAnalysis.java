package org.revcor.analysis.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.DataSets;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StoredCoefficients;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.specification.RegressionEstimator;

/**
 * {@code validate}: whether the map of a class responds more to images of the class than to others.
 */
public final class ValidateAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final String IMAGES = "images";
  private static final String FOLDER = "folder";
  private static final String MOST = "most";
  private static final String LEVEL = "level";

  /** Number of images that a task scores. */
  private static final int IMAGES_PER_TASK = 20;

  public ValidateAnalysis() {
    super(
        "validate",
        "Whether the map of each class responds more to images of its class than to others.",
        List.of(
            Parameter.study(STUDY, "A finished study with a map of each class."),
            Parameter.images(
                IMAGES,
                "Data set with the test images; if left out, the observer's training data."),
            Parameter.optional(
                FOLDER,
                Parameter.Kind.FILE,
                "FOLDER",
                "Folder with a folder of images for each class, instead of a data set."),
            Parameter.number(MOST, "100", "Maximum number of images per class, 1 to 2147483647."),
            Parameter.number(
                LEVEL,
                "0.05",
                "False discovery rate of the classes that count as validated, 0 to 1.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    int most = arguments.whole(MOST, 1, Integer.MAX_VALUE);
    double level = arguments.number(LEVEL, 0, 1);
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    ObserverSource source = context.observerOf(study);
    ObserverDescription observer = source.description();
    StudyMaps maps = study.maps(MapView.MAP);
    if (!maps.names().equals(observer.classes())
        || maps.planes() != observer.planes()
        || study.specification().stimuli().kind().averagesLatents()) {
      throw study.unusable(
          "whose maps are not images of classes",
          "a study with readout label, probability or logit that averages pixels, not split by"
              + " signals");
    }
    LabelledImages images = images(arguments, context, observer).atMostOfEach(most);
    Optional<ScoreBasis> basis =
        RegressionEstimator.basisOf(study.specification(), context.materials());
    Validation validation =
        validate(
            maps,
            basis.map(each -> shuffled(study, maps, each)).orElse(new float[0][]),
            basis.map(maps::spreadOver).orElse(maps),
            images,
            source,
            context,
            level);
    SequencedMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", study.view().progress().trials());
    conventions.put("images", images.name());
    conventions.put("imageCount", images.size());
    conventions.put("mapSize", List.of(maps.height(), maps.width()));
    conventions.put(
        "response", "product of map and image, against the network's centred log probability");
    conventions.put("level", level);
    conventions.put("contrast", AddedMaps.CONTRAST);
    return new AnalysisResult(
        name(),
        "Maps of %s against %,d images of %s"
            .formatted(observer.name(), images.size(), images.name()),
        validation.statements(),
        conventions,
        validation.figures());
  }

  private static LabelledImages images(
      Arguments arguments, AnalysisContext context, ObserverDescription observer) {
    Optional<String> folder = arguments.find(FOLDER);
    if (folder.isPresent() && arguments.find(IMAGES).isPresent()) {
      throw new InvalidInputException(
          FOLDER, folder.get(), "left out, or given without images, which names a data set");
    }
    String field = folder.isPresent() ? FOLDER : IMAGES;
    String name = folder.orElseGet(() -> AnalysisContext.dataset(arguments, IMAGES, observer));
    if (folder.isEmpty() && !DataSets.names().contains(name)) {
      throw new InvalidInputException(IMAGES, name, Spelling.expected(name, DataSets.names()));
    }
    LabelledImages images =
        LabelledImages.of(field, name, context.materials().datasets(), observer);
    if (IntStream.of(images.labels()).distinct().count() < 2) {
      throw new InvalidInputException(
          field,
          "%s, with images of fewer than two classes".formatted(images.name()),
          "images of two or more classes of " + observer.name());
    }
    return images;
  }

  /** Returns the maps of a regression with shuffled responses. */
  private static float[][] shuffled(EndedStudy study, StudyMaps maps, ScoreBasis basis) {
    RegressionBasis images =
        new RegressionBasis(
            basis.components(),
            maps.estimand() == Estimand.FIRST_ORDER_KERNEL ? basis.filters() : basis.images());
    return StoredCoefficients.shuffled(study).stream()
        .flatMap(Arrays::stream)
        .map(coefficients -> images.map(coefficients, 1))
        .toArray(float[][]::new);
  }

  private static Validation validate(
      StudyMaps maps,
      float[][] shuffled,
      StudyMaps patterns,
      LabelledImages images,
      ObserverSource source,
      AnalysisContext context,
      double level) {
    AddedMaps added = AddedMaps.of(patterns, images, source.description());
    context.threads().progress().expects(2L * images.size() + added.size());
    float[][] all = Stream.of(maps.maps(), shuffled).flatMap(Stream::of).toArray(float[][]::new);
    float[][] products =
        products(
            all,
            images.size(),
            image -> images.light(image, maps.height(), maps.width()),
            context.threads());
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      return new Validation(
          maps.names(),
          level,
          ClassAreas.of(products, images.labels(), maps.maps().length),
          ClassAreas.of(
              responses(session, images.size(), images::light),
              images.labels(),
              maps.maps().length),
          added.changes(responses(session, added)));
    }
  }

  /** Returns an image, planes x height x width, in [0,1]. */
  @FunctionalInterface
  private interface ImageReader {
    float[] read(int index, int height, int width);
  }

  /** Returns the product of each image with each map; NaN for a class without a map. */
  private static float[][] products(
      float[][] maps, int count, IntFunction<float[]> images, AnalysisThreads threads) {
    float[][] all = new float[count][];
    threads.inOrder(
        Math.ceilDiv(count, IMAGES_PER_TASK),
        task -> {
          int first = task * IMAGES_PER_TASK;
          int end = Math.min(count, first + IMAGES_PER_TASK);
          for (int i = first; i < end; i++) {
            all[i] = products(maps, images.apply(i));
          }
          threads.progress().shown(end - first);
          return task;
        },
        done -> {});
    return all;
  }

  private static float[] products(float[][] maps, float[] image) {
    float[] products = new float[maps.length];
    for (int c = 0; c < maps.length; c++) {
      double sum = 0;
      for (int i = 0; i < image.length; i++) {
        sum += (double) maps[c][i] * image[i];
      }
      products[c] = (float) sum;
    }
    return products;
  }

  private static float[][] responses(InferenceSession session, int count, ImageReader images) {
    ObserverDescription observer = session.observer();
    return responses(
        session,
        Stimuli.of(
            count,
            (index, into, offset) -> {
              float[] image = images.read(index, observer.height(), observer.width());
              System.arraycopy(image, 0, into, offset, image.length);
            }));
  }

  /** Returns the network's log probabilities minus their mean over classes. */
  private static float[][] responses(InferenceSession session, Stimuli stimuli) {
    float[][] outputs = session.outputs(stimuli);
    float[][] responses = new float[outputs.length][];
    for (int i = 0; i < responses.length; i++) {
      double[] logs = ObserverOutputs.logProbabilities(outputs[i], session.observer());
      double mean = Arrays.stream(logs).average().orElseThrow();
      responses[i] = new float[logs.length];
      for (int c = 0; c < logs.length; c++) {
        responses[i][c] = (float) (logs[c] - mean);
      }
    }
    return responses;
  }
}
