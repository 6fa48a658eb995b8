package org.revcor.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.activity.ClassProfiles;
import org.revcor.analysis.activity.Grouping;
import org.revcor.analysis.activity.MeanActivations;
import org.revcor.figure.Figure;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/** {@code activations}: layers under noise and under images, by class (the paper's Fig 20). */
final class ActivationsAnalysis implements Analysis {
  private static final String LAYERS = "layers";

  @Override
  public String name() {
    return "activations";
  }

  @Override
  public String question() {
    return "How alike a layer's mean activity is under noise and under images of a class, and how"
        + " far classes lie apart.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(ClassImages.parameters());
    parameters.add(
        Parameter.optional(
            LAYERS,
            Parameter.Kind.WORDS,
            "NAMES",
            "Layers. All with biases, behind their ReLU or tanh, if left out."));
    parameters.addAll(NoiseActivity.parameters());
    return List.copyOf(parameters);
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext laboratory) {
    ClassImages subjects = ClassImages.of(arguments, laboratory);
    ObserverDescription observer = subjects.source().description();
    List<LayerDescription> layers = Activity.named(arguments, LAYERS, observer);
    NoiseActivity noise = NoiseActivity.of(arguments);
    laboratory.workers().progress().expects((long) subjects.size() + noise.stimuli());
    List<MeanActivations> ofImages;
    List<MeanActivations> ofNoise;
    try (InferenceSession showing = InferenceSession.of(subjects.source(), laboratory.workers())) {
      ofImages =
          MeanActivations.of(
              showing,
              subjects.stimuli(),
              layers.stream().map(LayerDescription::name).toList(),
              Grouping.known(subjects.places(), subjects.classes().length));
      ofNoise = noise.means(showing, layers);
    }
    List<ClassProfiles> profiles =
        IntStream.range(0, layers.size())
            .mapToObj(
                l ->
                    new ClassProfiles(
                        ofImages.get(l).means(),
                        chosen(ofNoise.get(l).means(), subjects.classes())))
            .toList();
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("images", subjects.words());
    noise.describe(conventions);
    conventions.put("distance", "Euclidean, mean over pairs of classes");
    conventions.put("likeness", "correlation over units, mean over classes with noise");
    return new AnalysisResult(
        name(),
        "%s under noise and under images".formatted(observer.name()),
        statements(layers, profiles),
        conventions,
        figures(subjects, layers, ofImages, ofNoise, profiles));
  }

  private static double[][] chosen(double[][] means, int[] classes) {
    return IntStream.of(classes).mapToObj(c -> means[c]).toArray(double[][]::new);
  }

  private static List<String> statements(
      List<LayerDescription> layers, List<ClassProfiles> profiles) {
    List<String> statements = new ArrayList<>();
    int alike = -1;
    for (int l = 0; l < layers.size(); l++) {
      double own = profiles.get(l).meanSpecificLikeness();
      if (!Double.isNaN(own) && (alike < 0 || own > profiles.get(alike).meanSpecificLikeness())) {
        alike = l;
      }
    }
    if (alike >= 0) {
      statements.add(
          String.format(
              Locale.ROOT,
              "What tells classes apart is most alike under noise and images in %s (correlation %.3f)",
              layers.get(alike).name(),
              profiles.get(alike).meanSpecificLikeness()));
    }
    return statements;
  }

  private static List<Figure> figures(
      ClassImages subjects,
      List<LayerDescription> layers,
      List<MeanActivations> ofImages,
      List<MeanActivations> ofNoise,
      List<ClassProfiles> profiles) {
    List<String> names = subjects.names();
    List<List<Object>> rows = new ArrayList<>();
    double[][] likeness = new double[layers.size()][];
    double[] places = IntStream.rangeClosed(1, layers.size()).asDoubleStream().toArray();
    double[] apartImages = new double[layers.size()];
    double[] apartNoise = new double[layers.size()];
    for (int l = 0; l < layers.size(); l++) {
      ClassProfiles own = profiles.get(l);
      likeness[l] = own.specificLikeness();
      apartImages[l] = ClassProfiles.distance(own.images());
      apartNoise[l] = ClassProfiles.distance(own.noise());
      rows.add(
          List.of(
              layers.get(l).name(),
              layers.get(l).units(),
              own.meanLikeness(),
              own.meanSpecificLikeness(),
              apartImages[l],
              apartNoise[l],
              apartImages[l] / Math.sqrt(layers.get(l).units()),
              apartNoise[l] / Math.sqrt(layers.get(l).units()),
              ClassProfiles.relativeDistance(own.images()),
              ClassProfiles.relativeDistance(own.noise())));
    }
    List<List<Object>> counts = new ArrayList<>();
    for (int place = 0; place < names.size(); place++) {
      counts.add(
          List.of(
              names.get(place),
              ofImages.getFirst().weights()[place],
              ofNoise.getFirst().weights()[subjects.classes()[place]]));
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure.Table(
            "layers",
            "Classes by layer",
            List.of(
                "layer",
                "units",
                "likeness",
                "likeness less the mean of classes",
                "distance, images",
                "distance, noise",
                "by root of units, images",
                "by root of units, noise",
                "distance by norm, images",
                "distance by norm, noise"),
            rows));
    figures.add(
        new Figure.Table(
            "counts", "Images and noise", List.of("class", "images", "noise"), counts));
    figures.add(
        new Figure.Matrix(
            "likeness",
            "Correlation of activity under noise and under images, less the mean of classes",
            "class",
            "layer",
            names,
            layers.stream().map(LayerDescription::name).toList(),
            likeness));
    figures.add(
        new Figure.Curves(
            "distances",
            "Mean distance of classes",
            "layer, numbered as in the table",
            "Euclidean distance",
            List.of(
                Figure.Curve.line("images", places, apartImages),
                Figure.Curve.line("noise", places, apartNoise))));
    for (int l = 0; l < layers.size(); l++) {
      figures.add(gallery(names, layers.get(l), profiles.get(l)));
    }
    return figures;
  }

  /** Noise in the first row, images in the second; each on a scale of its own. */
  private static Figure gallery(
      List<String> names, LayerDescription layer, ClassProfiles profiles) {
    List<Figure.Image> images = new ArrayList<>();
    for (int place = 0; place < names.size(); place++) {
      images.add(image(names.get(place) + ", noise", layer, profiles.noise()[place]));
    }
    for (int place = 0; place < names.size(); place++) {
      images.add(image(names.get(place), layer, profiles.images()[place]));
    }
    return new Figure.Gallery(
        "mean-" + layer.name().replace('.', '-'),
        "Mean activity of %s%s"
            .formatted(layer.name(), layer.isFlat() ? "" : ", mean over its maps"),
        names.size(),
        images);
  }

  private static Figure.Image image(String label, LayerDescription layer, double[] mean) {
    int height = layer.isFlat() ? side(layer.units()) : layer.height();
    int width = layer.isFlat() ? layer.units() / height : layer.width();
    double[] sums = new double[height * width];
    for (int i = 0; i < mean.length; i++) {
      sums[i % sums.length] += mean[i];
    }
    double least = Arrays.stream(sums).min().orElse(0);
    double most = Arrays.stream(sums).max().orElse(0);
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = most > least ? (float) ((sums[i] - least) / (most - least)) : 0;
    }
    return new Figure.Image(label, 1, height, width, values, false, Optional.empty());
  }

  /** The largest divisor up to the root. */
  private static int side(int units) {
    int side = (int) Math.sqrt(units);
    while (units % side != 0) {
      side--;
    }
    return side;
  }
}
