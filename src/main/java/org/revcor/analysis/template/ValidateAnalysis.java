package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.LabelledImages;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Workers;
import org.revcor.dataset.DataSets;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * {@code validate}: whether the map of a class responds more to images of the class than to others.
 */
public final class ValidateAnalysis implements Analysis {
  private static final String STUDY = "study";
  private static final String IMAGES = "images";
  private static final String FOLDER = "folder";
  private static final String MOST = "most";
  private static final String LEVEL = "level";
  private static final float WHITE = 255;

  /** Number of images that a task scores. */
  private static final int IMAGES_PER_TASK = 20;

  @Override
  public String name() {
    return "validate";
  }

  @Override
  public String question() {
    return "Whether the map of each class responds more to images of its class than to others.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required(
            STUDY, Parameter.Kind.STUDY, "DIR", "A finished study with a map of each class."),
        Parameter.optional(
            IMAGES,
            Parameter.Kind.IMAGES,
            "NAME",
            "Data set with the test images; if left out, the observer's training data."),
        Parameter.optional(
            FOLDER,
            Parameter.Kind.FILE,
            "FOLDER",
            "Folder with a folder of images for each class, instead of a data set."),
        Parameter.withDefault(
            MOST,
            Parameter.Kind.NUMBER,
            "N",
            "100",
            "Maximum number of images per class, 1 to 2147483647."),
        Parameter.withDefault(
            LEVEL,
            Parameter.Kind.NUMBER,
            "P",
            "0.05",
            "False discovery rate of the classes that count as validated, 0 to 1."));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    int most = arguments.whole(MOST, 1, Integer.MAX_VALUE);
    double level = arguments.number(LEVEL, 0, 1);
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    ObserverSource source = context.observerOf(study);
    ObserverDescription observer = source.description();
    StudyMaps maps = study.maps(MapView.MAP);
    if (!maps.names().equals(observer.classes()) || maps.planes() != observer.planes()) {
      throw study.unusable(
          "whose maps are not those of classes",
          "a study with readout label, probability or logit, not split by signals");
    }
    LabelledImages images = images(arguments, context, observer);
    int[] numbers = numbers(images, observer.classes().size(), most);
    int[] labels = IntStream.of(numbers).map(images::label).toArray();
    if (IntStream.of(labels).distinct().count() < 2) {
      throw new InvalidInputException(
          arguments.find(FOLDER).isPresent() ? FOLDER : IMAGES,
          "%s, with images of fewer than two classes".formatted(images.name()),
          "images of two or more classes of " + observer.name());
    }
    context.workers().progress().expects(2L * numbers.length);
    ClassAreas ofMaps =
        ClassAreas.of(templateResponses(maps, images, numbers, context.workers()), labels);
    ClassAreas ofNetwork = ClassAreas.of(responses(source, images, numbers, context), labels);
    SequencedMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", study.view().progress().trials());
    conventions.put("images", images.name());
    conventions.put("imageCount", numbers.length);
    conventions.put("mapSize", List.of(maps.height(), maps.width()));
    conventions.put(
        "response", "product of map and image, against the network's centred log probability");
    conventions.put("level", level);
    return new AnalysisResult(
        name(),
        "Maps of %s against %,d images of %s"
            .formatted(observer.name(), numbers.length, images.name()),
        statements(ofMaps, ofNetwork, level),
        conventions,
        List.of(
            summary(ofMaps, ofNetwork, level),
            table(maps.names(), ofMaps, ofNetwork, level),
            curves(ofMaps, ofNetwork)));
  }

  private static LabelledImages images(
      Arguments arguments, AnalysisContext context, ObserverDescription observer) {
    Optional<String> folder = arguments.find(FOLDER);
    if (folder.isPresent()) {
      return LabelledImages.of(FOLDER, folder.get(), context.materials().datasets(), observer);
    }
    String name = AnalysisContext.dataset(arguments, IMAGES, observer);
    if (!DataSets.names().contains(name)) {
      throw new InvalidInputException(IMAGES, name, Spelling.expected(name, DataSets.names()));
    }
    return LabelledImages.of(IMAGES, name, context.materials().datasets(), observer);
  }

  /** Returns the indices of the first images of each class. */
  private static int[] numbers(LabelledImages images, int classes, int most) {
    int[] counts = new int[classes];
    return IntStream.range(0, images.size())
        .filter(i -> counts[images.label(i)]++ < most)
        .toArray();
  }

  /** Returns the product of each image with each map; NaN for a class without a map. */
  private static float[][] templateResponses(
      StudyMaps maps, LabelledImages images, int[] numbers, Workers workers) {
    float[][] all = new float[numbers.length][];
    workers.inOrder(
        Math.ceilDiv(numbers.length, IMAGES_PER_TASK),
        task -> {
          int first = task * IMAGES_PER_TASK;
          int count = Math.min(IMAGES_PER_TASK, numbers.length - first);
          for (int i = first; i < first + count; i++) {
            byte[] image = images.read(numbers[i], maps.height(), maps.width());
            all[i] = products(maps.maps(), image);
          }
          workers.progress().shown(count);
          return task;
        },
        done -> {});
    return all;
  }

  private static float[] products(float[][] maps, byte[] image) {
    float[] light = new float[image.length];
    for (int i = 0; i < light.length; i++) {
      light[i] = (image[i] & 0xff) / WHITE;
    }
    float[] products = new float[maps.length];
    for (int c = 0; c < maps.length; c++) {
      double sum = 0;
      for (int i = 0; i < light.length; i++) {
        sum += (double) maps[c][i] * light[i];
      }
      products[c] = (float) sum;
    }
    return products;
  }

  /** Returns the network's log probabilities minus their mean over classes. */
  private static float[][] responses(
      ObserverSource source, LabelledImages images, int[] numbers, AnalysisContext context) {
    float[][] outputs;
    try (InferenceSession session = InferenceSession.of(source, context.workers())) {
      outputs =
          session.outputs(
              Stimuli.of(
                  numbers.length,
                  (index, into, offset) -> {
                    byte[] image = images.read(numbers[index]);
                    for (int i = 0; i < image.length; i++) {
                      into[offset + i] = (image[i] & 0xff) / WHITE;
                    }
                  }));
    }
    float[][] responses = new float[outputs.length][];
    for (int i = 0; i < responses.length; i++) {
      double[] logs = ObserverOutputs.logProbabilities(outputs[i], source.description());
      double mean = 0;
      for (double value : logs) {
        mean += value / logs.length;
      }
      responses[i] = new float[logs.length];
      for (int c = 0; c < logs.length; c++) {
        responses[i][c] = (float) (logs[c] - mean);
      }
    }
    return responses;
  }

  private static List<String> statements(ClassAreas maps, ClassAreas network, double level) {
    List<String> statements = new ArrayList<>();
    statements.add(
        String.format(
            Locale.ROOT,
            "the maps rank images of their class above others with a mean area under the curve of"
                + " %.3f (95 %% limits %.3f to %.3f) over %,d classes; chance is 0.5, the network"
                + " itself has %.3f",
            maps.mean(),
            maps.mean() - maps.halfWidth(),
            maps.mean() + maps.halfWidth(),
            maps.classes(),
            network.mean()));
    statements.add(
        maps.tested() == 0
            ? "no class has two or more images, so none is tested on its own; only the mean over"
                + " classes counts"
            : String.format(
                Locale.ROOT,
                "%,d of %,d classes with two or more images are validated at a false discovery rate"
                    + " of %s; of the network itself %,d",
                maps.significant(level),
                maps.tested(),
                level,
                network.significant(level)));
    if (maps.tested() > 0 && maps.tested() < maps.classes()) {
      statements.add(
          String.format(
              Locale.ROOT,
              "%,d classes have a single image and are not tested on their own",
              maps.classes() - maps.tested()));
    }
    statements.add(
        "if the network was trained on these images, its own area is larger than on new ones");
    return statements;
  }

  private static Figure summary(ClassAreas maps, ClassAreas network, double level) {
    return new Figure.Table(
        "summary",
        "Mean area under the curve over classes, with 95 % limits",
        List.of("response of", "mean area", "lower", "upper", "classes", "tested", "validated"),
        List.of(
            row("the maps", maps, level),
            row("the network", network, level),
            List.of("chance", 0.5, 0.5, 0.5, maps.classes(), maps.tested(), 0)));
  }

  private static List<Object> row(String name, ClassAreas areas, double level) {
    return List.of(
        name,
        areas.mean(),
        areas.mean() - areas.halfWidth(),
        areas.mean() + areas.halfWidth(),
        areas.classes(),
        areas.tested(),
        areas.significant(level));
  }

  private static Figure table(
      List<String> names, ClassAreas maps, ClassAreas network, double level) {
    List<List<Object>> rows = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      rows.add(
          List.of(
              names.get(c),
              maps.images()[c],
              maps.area()[c],
              maps.p()[c],
              maps.rate()[c],
              maps.rate()[c] <= level ? 1 : 0,
              network.area()[c]));
    }
    return new Figure.Table(
        "validation",
        "Area under the curve of each class: its own images against the rest",
        List.of(
            "class",
            "images",
            "area",
            "p by ranks",
            "false discovery rate",
            "validated",
            "area of the network"),
        rows);
  }

  private static Figure curves(ClassAreas maps, ClassAreas network) {
    double[] share = {0, 1};
    return new Figure.Curves(
        "areas",
        "Areas under the curve in descending order",
        "share of classes",
        "area under the curve",
        List.of(
            curve("maps", maps),
            curve("network", network),
            Figure.Curve.line("chance", share, new double[] {0.5, 0.5})));
  }

  private static Figure.Curve curve(String name, ClassAreas areas) {
    double[] ascending = areas.defined();
    int n = ascending.length;
    double[] x = IntStream.range(0, n).mapToDouble(i -> (i + 0.5) / n).toArray();
    double[] y = IntStream.range(0, n).mapToDouble(i -> ascending[n - 1 - i]).toArray();
    return Figure.Curve.line(name, x, y);
  }
}
