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
import org.revcor.analysis.activity.MeanActivations.Activity;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/**
 * {@code activations}: activity of layers under noise and images, by class (the paper's Fig 20).
 */
public final class ActivationsAnalysis extends Analysis {
  private static final String LAYERS = "layers";

  public ActivationsAnalysis() {
    super(
        "activations",
        "How similar a layer's mean activity is under noise and under images of a class, and how"
            + " far apart the classes are.",
        ClassImages.parameters(),
        List.of(
            Parameter.words(
                LAYERS, "Layers; if left out, all with biases, after their ReLU or tanh.")),
        NoiseActivity.parameters());
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ClassImages subjects = ClassImages.of(arguments, context);
    ObserverDescription observer = subjects.source().description();
    List<LayerDescription> layers = Activity.named(arguments, LAYERS, observer);
    NoiseActivity noise = NoiseActivity.of(arguments);
    context.threads().progress().expects((long) subjects.size() + noise.stimuli());
    List<MeanActivations> ofImages;
    List<MeanActivations> ofNoise;
    try (InferenceSession session = new InferenceSession(subjects.source(), context.threads())) {
      ofImages =
          MeanActivations.of(
              session,
              subjects.stimuli(),
              layers.stream().map(LayerDescription::name).toList(),
              Grouping.known(subjects.places(), subjects.classes().length));
      ofNoise = noise.means(session, layers);
    }
    List<ClassProfiles> profiles =
        IntStream.range(0, layers.size())
            .mapToObj(
                l ->
                    new ClassProfiles(
                        ofImages.get(l).means(),
                        chosen(ofNoise.get(l).means(), subjects.classes())))
            .toList();
    double[] counts =
        IntStream.of(subjects.classes())
            .mapToDouble(c -> ofNoise.getFirst().weights()[c])
            .toArray();
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("images", subjects.words());
    noise.describe(conventions);
    conventions.put("distance", "Euclidean, mean over pairs of classes");
    conventions.put("likeness", "correlation over units, mean over classes with noise");
    return new AnalysisResult(
        name(),
        "%s under noise and under images".formatted(observer.name()),
        statements(subjects.names(), counts, layers, profiles),
        conventions,
        figures(subjects, layers, ofImages, counts, profiles));
  }

  private static double[][] chosen(double[][] means, int[] classes) {
    return IntStream.of(classes).mapToObj(c -> means[c]).toArray(double[][]::new);
  }

  private static List<String> statements(
      List<String> names,
      double[] counts,
      List<LayerDescription> layers,
      List<ClassProfiles> profiles) {
    List<String> statements = new ArrayList<>();
    int best = -1;
    for (int l = 0; l < layers.size(); l++) {
      double own = profiles.get(l).meanSpecificCorrelation();
      if (!Double.isNaN(own) && (best < 0 || own > profiles.get(best).meanSpecificCorrelation())) {
        best = l;
      }
    }
    if (best >= 0) {
      statements.add(
          ("Activity specific to a class is most similar under noise and images in %s"
                  + " (correlation %.3f)")
              .formatted(layers.get(best).name(), profiles.get(best).meanSpecificCorrelation()));
    }
    List<String> few =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] < ClassProfiles.MIN_STIMULI)
            .mapToObj(names::get)
            .toList();
    if (!few.isEmpty()) {
      statements.add(
          "Classes with fewer than %d noise stimuli are not in the distances under noise: %s"
              .formatted(ClassProfiles.MIN_STIMULI, String.join(", ", few)));
    }
    return statements;
  }

  private static List<Figure> figures(
      ClassImages subjects,
      List<LayerDescription> layers,
      List<MeanActivations> ofImages,
      double[] counts,
      List<ClassProfiles> profiles) {
    List<String> names = subjects.names();

    double[][] correlations = new double[layers.size()][];
    double[] numbers = IntStream.rangeClosed(1, layers.size()).asDoubleStream().toArray();
    double[] imageDistances = new double[layers.size()];
    double[] noiseDistances = new double[layers.size()];
    double[] relativeNoiseDistances = new double[layers.size()];
    for (int l = 0; l < layers.size(); l++) {
      ClassProfiles own = profiles.get(l);
      correlations[l] = own.specificCorrelations();
      imageDistances[l] = ClassProfiles.distance(own.images());
      double[][] noise = ClassProfiles.ofEnough(own.noise(), counts);
      noiseDistances[l] = ClassProfiles.distance(noise);
      relativeNoiseDistances[l] = ClassProfiles.relativeDistance(noise);
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Columns.table(
            "layers",
            "Classes by layer",
            layers.size(),
            new Columns<Integer>()
                .with("layer", l -> layers.get(l).name())
                .with("units", l -> layers.get(l).units())
                .with("likeness", l -> profiles.get(l).meanCorrelation())
                .with(
                    "likeness less the mean of classes",
                    l -> profiles.get(l).meanSpecificCorrelation())
                .with("distance, images", l -> imageDistances[l])
                .with("distance, noise", l -> noiseDistances[l])
                .with(
                    "by root of units, images",
                    l -> imageDistances[l] / Math.sqrt(layers.get(l).units()))
                .with(
                    "by root of units, noise",
                    l -> noiseDistances[l] / Math.sqrt(layers.get(l).units()))
                .with(
                    "distance by norm, images",
                    l -> ClassProfiles.relativeDistance(profiles.get(l).images()))
                .with("distance by norm, noise", l -> relativeNoiseDistances[l])));
    figures.add(
        Columns.table(
            "counts",
            "Images and noise",
            names.size(),
            new Columns<Integer>()
                .with("class", names::get)
                .with("images", c -> ofImages.getFirst().weights()[c])
                .with("noise", c -> counts[c])));
    figures.add(
        new Figure.Matrix(
            "likeness",
            "Correlation of activity under noise and images, minus the mean of classes",
            "class",
            "layer",
            names,
            layers.stream().map(LayerDescription::name).toList(),
            correlations));
    figures.add(
        new Figure.Curves(
            "distances",
            "Mean distance between classes",
            "layer, numbered as in the table",
            "Euclidean distance",
            List.of(
                Figure.Curve.line("images", numbers, imageDistances),
                Figure.Curve.line("noise", numbers, noiseDistances))));
    List<String> files = Figure.names(layers.stream().map(LayerDescription::name).toList());
    for (int l = 0; l < layers.size(); l++) {
      figures.add(gallery("mean-" + files.get(l), names, layers.get(l), profiles.get(l)));
    }
    return figures;
  }

  /**
   * Returns the profiles of a layer as images: noise in the first row, images in the second. Each
   * image has its own scale.
   */
  private static Figure gallery(
      String file, List<String> names, LayerDescription layer, ClassProfiles profiles) {
    List<Figure.Image> images = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      images.add(image(names.get(c) + ", noise", layer, profiles.noise()[c]));
    }
    for (int c = 0; c < names.size(); c++) {
      images.add(image(names.get(c), layer, profiles.images()[c]));
    }
    return new Figure.Gallery(
        file,
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
    return new Figure.Image(label, 1, height, width, values, false, null);
  }

  /** Returns the largest divisor up to the square root. */
  private static int side(int units) {
    int side = (int) Math.sqrt(units);
    while (units % side != 0) {
      side--;
    }
    return side;
  }

  /**
   * Mean activity of a layer under images of each class, and under noise classified as that class
   * (the paper's Fig 20).
   *
   * @param images classes x units
   * @param noise classes x units; NaN for a class without noise
   */
  public record ClassProfiles(double[][] images, double[][] noise) {
    /** Minimum number of noise stimuli of a class for its distance from others. */
    static final int MIN_STIMULI = 50;

    /** Returns the correlation over units of noise and images, by class; NaN without noise. */
    public double[] correlations() {
      double[] likeness = new double[images.length];
      for (int c = 0; c < likeness.length; c++) {
        likeness[c] = Reliability.correlation(floats(images[c]), floats(noise[c]));
      }
      return likeness;
    }

    /**
     * Returns {@link #correlations} after subtracting the mean over the classes that have noise,
     * from images and from noise.
     */
    public double[] specificCorrelations() {
      return new ClassProfiles(lessMean(images), lessMean(noise)).correlations();
    }

    /** Returns the mean of {@link #correlations} over the classes with noise. */
    public double meanCorrelation() {
      return mean(correlations());
    }

    /** Returns the mean of {@link #specificCorrelations} over the classes with noise. */
    public double meanSpecificCorrelation() {
      return mean(specificCorrelations());
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private double[][] lessMean(double[][] of) {
      int units = of[0].length;
      double[] mean = new double[units];
      int classes = 0;
      for (int c = 0; c < of.length; c++) {
        if (!Double.isNaN(noise[c][0])) {
          classes++;
          for (int i = 0; i < units; i++) {
            mean[i] += of[c][i];
          }
        }
      }
      double[][] less = new double[of.length][units];
      for (int c = 0; c < of.length; c++) {
        for (int i = 0; i < units; i++) {
          less[c][i] = of[c][i] - mean[i] / classes;
        }
      }
      return less;
    }

    /**
     * Returns means of which those of classes with fewer than {@value #MIN_STIMULI} stimuli are
     * NaN. The squared distance of means of a and b stimuli is too large by their variance times
     * {@code 1/a + 1/b}.
     */
    static double[][] ofEnough(double[][] means, double[] counts) {
      double[][] enough = new double[means.length][];
      for (int c = 0; c < means.length; c++) {
        enough[c] = means[c].clone();
        if (counts[c] < MIN_STIMULI) {
          Arrays.fill(enough[c], Double.NaN);
        }
      }
      return enough;
    }

    /**
     * Returns the mean Euclidean distance over pairs of defined classes; NaN for fewer than two.
     */
    public static double distance(double[][] means) {
      double sum = 0;
      int pairs = 0;
      for (int a = 0; a < means.length; a++) {
        for (int b = 0; b < a; b++) {
          double squares = 0;
          for (int i = 0; i < means[a].length; i++) {
            double difference = means[a][i] - means[b][i];
            squares += difference * difference;
          }
          if (!Double.isNaN(squares)) {
            sum += Math.sqrt(squares);
            pairs++;
          }
        }
      }
      return pairs > 0 ? sum / pairs : Double.NaN;
    }

    /**
     * Returns {@link #distance} over the mean norm of the classes, to compare layers of any size.
     */
    public static double relativeDistance(double[][] means) {
      double norms =
          Arrays.stream(means)
              .mapToDouble(row -> Math.sqrt(Arrays.stream(row).map(value -> value * value).sum()))
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
      return distance(means) / norms;
    }
  }
}
