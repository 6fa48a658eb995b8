package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.BasisCard;
import org.revcor.study.results.EndedStudy;

/**
 * Maps under noise: their likeness to mean images, and how well they classify as templates. {@code
 * fig2a}, {@code fig2b}, {@code fig2c}, {@code fig3}, {@code fig4}, {@code fig5}, {@code fig13} and
 * {@code fig15}.
 */
final class MapFigures {
  private static final String CNN = "mnist-cnn";
  private static final String LOGISTIC = "mnist-logistic";
  private static final String UNCENTRED =
      ", centred maps, raw dot (uncentred maps, as in the paper, classify the same)";
  private static final String Z_COSINE = ", z-scaled, cosine";

  /** Numbers of trials, in a full and in a quick run. */
  private static final int[][] GROWTH = {
    {1_000, 200}, {10_000, 1_000}, {100_000, 5_000}, {1_000_000, 10_000}
  };

  private MapFigures() {}

  private static float[][] digits(ReproductionContext context) {
    return MeanImages.of(context.analysisContext().test("data", "mnist"));
  }

  /** Measures how templates classify. */
  private static void templates(
      ReproductionContext context,
      String measure,
      String convention,
      String resultName,
      Map<String, String> arguments) {
    AnalysisResult found = context.analyse("templates", resultName, arguments);
    context.put(measure, Measuring.accuracy(found, convention));
  }

  private static Map<String, String> with(EndedStudy study, String... further) {
    Map<String, String> arguments = new LinkedHashMap<>(Measuring.argument(study));
    for (int i = 0; i < further.length; i += 2) {
      arguments.put(further[i], further[i + 1]);
    }
    return arguments;
  }

  /** The CNN of MNIST under white noise, and its responses to its maps. */
  static void measureWhiteNoise(ReproductionContext context) {
    EndedStudy study = Measuring.white(context, CNN);
    Map<String, String> arguments = Measuring.argument(study);
    AnalysisResult responses = context.analyse("feedback", "feedback", arguments);
    AnalysisResult frequencies = context.analyse("frequencies", "frequencies", arguments);
    String noise = Measuring.convention("U[0,1]", study);
    context.put("accuracy", Measuring.testAccuracy(context, CNN, "mnist"));
    context.putAll(Likeness.of(study, digits(context)).margins("CNN", noise));
    context.putAll(Measuring.frequencies(frequencies, "share of noise", noise));
    String fedBack = noise + ", maps min-max scaled; a class without noise has no map";
    List<List<Object>> rows = Measuring.rows(responses, "responses");
    context.put(
        "wrong maps",
        Measure.word(
            rows.stream()
                .filter(row -> !row.get(2).equals("none") && !row.get(0).equals(row.get(2)))
                .map(row -> row.getFirst().toString())
                .collect(Collectors.joining(" ")),
            fedBack));
    context.put(
        "class of the map of 8",
        Measure.word(
            rows.stream()
                .filter(row -> row.getFirst().equals("8"))
                .map(row -> row.get(2).toString())
                .collect(Collectors.joining()),
            fedBack));
  }

  /** Other networks of MNIST under white noise, beside the CNN. */
  static void measureNetworks(ReproductionContext context, String... observers) {
    float[][] means = digits(context);
    Likeness ofCnn = Likeness.of(Measuring.white(context, CNN), means);
    for (String observer : observers) {
      EndedStudy study = Measuring.white(context, observer);
      String noise = Measuring.convention("U[0,1]", study);
      Map<String, String> arguments = Measuring.argument(study);
      AnalysisResult frequencies =
          context.analyse("frequencies", observer + "-frequencies", arguments);
      AnalysisResult templates = context.analyse("templates", observer + "-templates", arguments);
      Likeness likeness = Likeness.of(study, means);
      context.put("accuracy/" + observer, Measuring.testAccuracy(context, observer, "mnist"));
      context.put("recognised share/" + observer, likeness.share(noise));
      context.put("more likeness of the CNN/" + observer, ofCnn.more(likeness, noise));
      context.putAll(Measuring.frequencies(frequencies, "share of noise " + observer, noise));
      context.put(
          "template accuracy/" + observer, Measuring.accuracy(templates, noise + ", raw dot"));
    }
  }

  /** Four kinds of templates of MNIST. */
  static void measureTemplates(ReproductionContext context) {
    EndedStudy cnn = Measuring.white(context, CNN);
    EndedStudy logistic = Measuring.white(context, LOGISTIC);
    EndedStudy normal =
        Measuring.labels(
            context,
            "mnist-logistic-gaussian",
            LOGISTIC,
            "kind = white-noise, law = gaussian, mean = 0, sd = 1",
            context.count(1_000_000, 50_000));
    String uniform = Measuring.convention("U[0,1]", cnn);
    String gaussian = Measuring.convention("N(0,1)", normal);
    String maps = "maps of logistic regression";
    templates(
        context,
        "mean digits",
        "training set, raw mean, raw dot",
        "mean-digits",
        Map.of("means", "mnist"));
    templates(context, "CNN maps", uniform + UNCENTRED, "cnn-maps", with(cnn));
    templates(
        context,
        "CNN maps at unit norm",
        uniform + ", centred maps at unit norm",
        "cnn-maps-cosine",
        with(cnn, "metric", "cosine"));
    templates(context, maps, uniform + UNCENTRED, "logistic-maps", with(logistic));
    templates(
        context,
        maps + " under N(0,1)",
        gaussian + UNCENTRED,
        "logistic-maps-gaussian",
        with(normal));
    templates(
        context,
        "weights of logistic regression",
        "without biases, raw dot",
        "logistic-weights",
        Map.of("weights", LOGISTIC));
  }

  /** Maps of the CNN of CIFAR-10 under white noise, and mean images, as templates. */
  static void measureColourImages(ReproductionContext context) {
    templates(
        context,
        "mean images",
        "training set, raw mean, raw dot",
        "mean-images",
        Map.of("means", "cifar-10"));
    templates(
        context,
        "mean images" + Z_COSINE,
        "training set" + Z_COSINE,
        "mean-images-z",
        Map.of("means", "cifar-10", "scaling", "z", "metric", "cosine"));
    EndedStudy study = Measuring.white(context, "cifar10-cnn");
    String noise = Measuring.convention("U[0,1]", study);
    context.analyse("frequencies", "frequencies", with(study));
    context.analyse("feedback", "feedback", with(study));
    templates(context, "maps", noise + UNCENTRED, "maps", with(study));
    templates(
        context,
        "maps" + Z_COSINE,
        noise + Z_COSINE,
        "maps-z",
        with(study, "scaling", "z", "metric", "cosine"));
    float[][] images = MeanImages.of(context.analysisContext().test("data", "cifar-10"));
    context.put("recognised share", Likeness.of(study, images).share(noise));
  }

  /** Growth of maps with the number of trials. */
  static void measureGrowth(ReproductionContext context) {
    float[][] means = digits(context);
    Map<String, double[]> likenesses = new TreeMap<>();
    double[] trials = new double[GROWTH.length];
    double[] accuracies = new double[trials.length];
    Likeness first = Likeness.NONE;
    for (int i = 0; i < trials.length; i++) {
      EndedStudy study = whiteOf(context, context.count(GROWTH[i][0], GROWTH[i][1]));
      trials[i] = study.view().progress().trials();
      AnalysisResult templates =
          context.analyse("templates", "maps-of-%.0f".formatted(trials[i]), with(study));
      String noise = Measuring.convention("U[0,1]", study);
      accuracies[i] = Measuring.accuracy(templates, noise).value();
      Likeness like = Likeness.of(study, means);
      context.putAll(like.margins("step %d".formatted(i + 1), noise));
      if (i == 0) {
        first = like;
      } else if (i == trials.length - 1) {
        context.put("more likeness/1,000,000 trials less 1,000", like.more(first, noise));
      }
      for (int c = 0; c < like.byClass().length; c++) {
        likenesses.computeIfAbsent(Integer.toString(c), name -> new double[trials.length])[i] =
            like.byClass()[c];
      }
    }
    double[] exponents = Arrays.stream(trials).map(Math::log10).toArray();
    context.add(
        new AnalysisResult(
            "build-up",
            "How maps grow with trials",
            List.of("Likeness is the correlation of a map with the mean image of its class"),
            new TreeMap<String, Object>(Map.of("law", "uniform", "readout", "label")),
            List.of(
                new Figure.Curves(
                    "likeness",
                    "Likeness of each map and its mean digit",
                    "log10 of trials",
                    "correlation",
                    likenesses.entrySet().stream()
                        .map(
                            entry -> Figure.Curve.line(entry.getKey(), exponents, entry.getValue()))
                        .toList()),
                new Figure.Curves(
                    "accuracy",
                    "Share of test images that maps classify correctly",
                    "log10 of trials",
                    "share",
                    List.of(Figure.Curve.line("raw dot", exponents, accuracies))))));
  }

  /** Returns the study of a number of trials; other items share that of a million. */
  private static EndedStudy whiteOf(ReproductionContext context, int trials) {
    return trials == 1_000_000
        ? Measuring.white(context, CNN)
        : Measuring.labels(
            context, "mnist-cnn-white-%d".formatted(trials), CNN, Measuring.UNIFORM, trials);
  }

  /** Maps under Gabor-PCA noise; the authors classified the training images of Fashion-MNIST. */
  static void measureGaborNoise(ReproductionContext context) {
    measureGaborNoise(context, "mnist", CNN, "test");
    measureGaborNoise(context, "fashion-mnist", "fashion-cnn", "train");
    measureGaborNoise(context, "cifar-10", "cifar10-cnn", "test");
  }

  private static void measureGaborNoise(
      ReproductionContext context, String dataset, String observer, String part) {
    Images test = context.analysisContext().test("data", dataset);
    String basis = context.basis(dataset, test.height());
    BasisCard card =
        context
            .analysisContext()
            .materials()
            .bases()
            .find(basis)
            .flatMap(BasisEntry::card)
            .orElseThrow();
    for (int plane = 0; plane < card.planes(); plane++) {
      context.put(
          "explained variance/"
              + (card.planes() == 1 ? dataset : "%s, plane %d".formatted(dataset, plane + 1)),
          Measure.exact(
              card.explainedVariance().get(plane),
              "%d components of %d wavelets".formatted(card.components(), card.wavelets())));
    }
    EndedStudy study =
        Measuring.labels(
            context,
            observer + "-gabor-authors",
            observer,
            "kind = gabor-pca, basis = \"%s\", conventions = paper".formatted(basis),
            "authors",
            context.count(1_000_000, test.planes() > 1 ? 2_000 : 20_000));
    context.analyse("frequencies", dataset + "-frequencies", with(study));
    String noise = Measuring.convention("Gabor-PCA without the PCA mean", study);
    templates(
        context,
        "accuracy/" + dataset,
        noise + ", root of the mean square, min-max, cosine",
        dataset + "-templates",
        with(study, "scaling", "min-max", "metric", "cosine", "part", part));
    float[][] means = MeanImages.of(test);
    Likeness likeness = Likeness.of(study, means).ofCorrelatedPixels();
    context.putAll(likeness.margins(dataset, noise));
    context.put(
        "more likeness than under white noise/" + dataset,
        likeness.more(Likeness.of(Measuring.white(context, observer), means), noise));
  }

  /** Maps under images that auto-encoders generate from noise. */
  static void measureGenerators(ReproductionContext context) {
    float[][] means = digits(context);
    EndedStudy white = whiteOf(context, 10_000);
    Likeness ofWhite = Likeness.of(white, means);
    context.analyse("templates", "white-noise-of-10000", with(white));
    for (String generator : List.of("mnist-autoencoder", "mnist-vae")) {
      context.trained(generator, generator, 0, 1, Optional.empty());
      String more = "more likeness: %s/".formatted(generator);
      Likeness few = Likeness.NONE;
      for (int count : List.of(100, 1_000, 10_000)) {
        EndedStudy study =
            Measuring.labels(
                context,
                "mnist-cnn-%s-%d".formatted(generator, count),
                CNN,
                "kind = generator, decoder = \"%s\"".formatted(generator),
                count);
        context.analyse("templates", "%s-of-%d".formatted(generator, count), with(study));
        String noise = Measuring.convention("images of " + generator, study);
        Likeness likeness = Likeness.of(study, means).ofCorrelatedPixels();
        if (count == 100) {
          few = likeness;
          context.putAll(likeness.margins(generator, noise));
          context.put(
              more + "100 stimuli less 10,000 of white noise", likeness.more(ofWhite, noise));
        } else if (count == 10_000) {
          context.put(more + "10,000 stimuli less 100", likeness.more(few, noise));
        }
      }
    }
  }
}
