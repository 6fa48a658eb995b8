package org.revcor.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
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
  private static final String RAW_MEAN = "training set, raw mean, raw dot";
  private static final String Z_COSINE = ", z-scaled, cosine";

  /** Numbers of trials, in a full and in a quick run. */
  private static final int[][] GROWTH = {
    {1_000, 200}, {10_000, 1_000}, {100_000, 5_000}, {1_000_000, 10_000}
  };

  private MapFigures() {}

  private static float[][] means(ReproductionContext context, String data) {
    return MeanImages.of(context.analysisContext().test("data", data));
  }

  /** Returns arguments of templates whose images are not centred, as in the paper. */
  private static Map<String, String> raw(Map<String, String> arguments) {
    Map<String, String> raw = new LinkedHashMap<>(arguments);
    raw.put("subtract", "nothing");
    return raw;
  }

  /** Measures how templates classify, with a result of the measure's name. */
  private static void templates(
      ReproductionContext context,
      String measure,
      String convention,
      Map<String, String> arguments,
      String... further) {
    Map<String, String> all = raw(arguments);
    for (int i = 0; i < further.length; i += 2) {
      all.put(further[i], further[i + 1]);
    }
    String name = measure.replaceAll("[^A-Za-z0-9]+", "-");
    context.put(measure, Measuring.accuracy(context.analyse("templates", name, all), convention));
  }

  /** The CNN of MNIST under white noise, and its responses to its maps. */
  static void measureWhiteNoise(ReproductionContext context) {
    String network = context.network(CNN);
    EndedStudy study = Measuring.white(context, network);
    String noise = Measuring.convention("U[0,1]", study);
    AnalysisResult responses = context.analyse("feedback", "feedback", Measuring.argument(study));
    context.put("accuracy", Measuring.testAccuracy(context, network, "mnist"));
    context.putAll(Likeness.of(study, means(context, "mnist")).margins("CNN", noise));
    context.putAll(Measuring.frequencies(context, "frequencies", study, "share of noise", noise));
    String fedBack = noise + ", maps min-max scaled; a class without noise has no map";
    Map<String, String> classOf = new LinkedHashMap<>();
    for (List<Object> row : Measuring.rows(responses, "responses")) {
      classOf.put(row.getFirst().toString(), row.get(2).toString());
    }
    context.put(
        "wrong maps",
        Measure.word(
            classOf.entrySet().stream()
                .filter(each -> !Set.of("none", each.getKey()).contains(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" ")),
            fedBack));
    context.put("class of the map of 8", Measure.word(classOf.getOrDefault("8", "none"), fedBack));
  }

  /** Other networks of MNIST under white noise, beside the CNN. */
  static void measureNetworks(ReproductionContext context, String... observers) {
    float[][] means = means(context, "mnist");
    Likeness ofCnn = Likeness.of(Measuring.white(context, CNN), means);
    for (String observer : observers) {
      EndedStudy study = Measuring.white(context, observer);
      String noise = Measuring.convention("U[0,1]", study);
      Likeness likeness = Likeness.of(study, means);
      context.put("accuracy/" + observer, Measuring.testAccuracy(context, observer, "mnist"));
      context.put("recognised share/" + observer, likeness.share(noise));
      context.put("more likeness of the CNN/" + observer, ofCnn.more(likeness, noise));
      context.putAll(
          Measuring.frequencies(
              context, observer + "-frequencies", study, "share of noise " + observer, noise));
      templates(
          context, "template accuracy/" + observer, noise + ", raw dot", Measuring.argument(study));
    }
  }

  /** Four kinds of templates of MNIST. */
  static void measureTemplates(ReproductionContext context) {
    String changed = context.setting("recipe", "");
    templates(context, "mean digits", RAW_MEAN, Map.of("means", "mnist"));
    if (!changed.equals(LOGISTIC)) {
      EndedStudy cnn = Measuring.white(context, context.network(CNN));
      String maps = Measuring.convention("U[0,1]", cnn) + UNCENTRED;
      templates(context, "CNN maps", maps, Measuring.argument(cnn));
    }
    if (!changed.equals(CNN)) {
      String network = context.network(LOGISTIC);
      EndedStudy logistic = Measuring.white(context, network);
      String maps = Measuring.convention("U[0,1]", logistic) + UNCENTRED;
      templates(context, "maps of logistic regression", maps, Measuring.argument(logistic));
      templates(
          context,
          "weights of logistic regression",
          "without biases, raw dot",
          Map.of("weights", network));
    }
    if (context.settings().isEmpty()) {
      measureBeyond(context);
    }
  }

  /**
   * Measures what better methods than the paper's reach: labels under structured noise, gradients.
   */
  private static void measureBeyond(ReproductionContext context) {
    EndedStudy labels =
        context.study(
            "mnist-cnn-labels-structured",
            """
            study {
              name = "labels under structured noise"
              observer.model = "mnist-cnn"
              stimulus { kind = pca-noise, data = mnist, components = 30, antithetic = true }
              readout.kind = label
              estimator = regression
              seed = 1
              stop.max-trials = %d
            }
            """
                .formatted(context.count(5_000, 1_000)));
    Map<String, String> arguments = new LinkedHashMap<>(Measuring.argument(labels));
    arguments.put("metric", "cosine");
    context.put(
        "labels under structured noise",
        Measuring.accuracy(
            context.analyse("templates", "structured-noise", arguments),
            "noise of 30 principal components, 5,000 labels, regression, centred, cosine"));
    EndedStudy gradients =
        context.study(
            "mnist-cnn-logit-gradients-reliable",
            """
            study {
              name = "gradients of logits until all maps are reliable"
              observer.model = "mnist-cnn"
              stimulus { kind = white-noise, law = uniform }
              readout.kind = logit
              estimator = gradient
              seed = 1
              stop { reliability = 0.9, max-trials = 50000 }
            }
            """);
    context.put(
        "stimuli until all maps are reliable",
        Measure.exact(
            (double) gradients.view().progress().trials(),
            "gradients of logits, U[0,1], reliability 0.9"));
  }

  /** Maps of the CNN of CIFAR-10 under white noise, and mean images, as templates. */
  static void measureColourImages(ReproductionContext context) {
    EndedStudy study = Measuring.white(context, "cifar10-cnn");
    Map<String, String> maps = Measuring.argument(study);
    Map<String, String> means = Map.of("means", "cifar-10");
    String[] z = {"scaling", "z", "metric", "cosine"};
    String noise = Measuring.convention("U[0,1]", study);
    templates(context, "mean images", RAW_MEAN, means);
    templates(context, "mean images" + Z_COSINE, "training set" + Z_COSINE, means, z);
    context.analyse("frequencies", "frequencies", maps);
    context.analyse("feedback", "feedback", maps);
    templates(context, "maps", noise + UNCENTRED, maps);
    templates(context, "maps" + Z_COSINE, noise + Z_COSINE, maps, z);
    context.put("recognised share", Likeness.of(study, means(context, "cifar-10")).share(noise));
  }

  static void measureGrowth(ReproductionContext context) {
    float[][] means = means(context, "mnist");
    if (!context.settings().isEmpty()) {
      List<EndedStudy> studies =
          Measuring.repeated(context, seed -> whiteOf(context, GROWTH[1][0], seed));
      context.putAll(
          Likeness.mean(studies.stream().map(each -> Likeness.of(each, means)).toList())
              .margins("step 2", Measuring.convention("U[0,1]", studies.getFirst())));
      return;
    }
    double[] exponents = new double[GROWTH.length];
    double[][] likenesses = new double[means.length][GROWTH.length];
    double[] accuracies = new double[GROWTH.length];
    Likeness first = Likeness.NONE;
    for (int i = 0; i < GROWTH.length; i++) {
      EndedStudy study = whiteOf(context, context.count(GROWTH[i][0], GROWTH[i][1]), 1);
      long trials = study.view().progress().trials();
      String noise = Measuring.convention("U[0,1]", study);
      Likeness likeness = Likeness.of(study, means);
      exponents[i] = Math.log10((double) trials);
      accuracies[i] =
          Measuring.accuracy(
                  context.analyse("templates", "maps-of-" + trials, raw(Measuring.argument(study))),
                  noise)
              .value();
      for (int c = 0; c < means.length; c++) {
        likenesses[c][i] = likeness.byClass()[c];
      }
      context.putAll(likeness.margins("step %d".formatted(i + 1), noise));
      if (i == 0) {
        first = likeness;
      } else if (i == GROWTH.length - 1) {
        context.put("more likeness/1,000,000 trials less 1,000", likeness.more(first, noise));
      }
    }
    context
        .analysisResults()
        .add(
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
                        IntStream.range(0, means.length)
                            .mapToObj(c -> Figure.Curve.line("" + c, exponents, likenesses[c]))
                            .toList()),
                    new Figure.Curves(
                        "accuracy",
                        "Share of test images that maps classify correctly",
                        "log10 of trials",
                        "share",
                        List.of(Figure.Curve.line("raw dot", exponents, accuracies))))));
  }

  /** Returns the study of a number of trials; other items share that of a million. */
  private static EndedStudy whiteOf(ReproductionContext context, int trials, int seed) {
    return trials == 1_000_000
        ? Measuring.white(context, CNN)
        : Measuring.labels(
            context,
            "mnist-cnn-white-%d".formatted(trials),
            CNN,
            Measuring.UNIFORM,
            "default",
            trials,
            seed);
  }

  /** Maps under Gabor-PCA noise; the authors classified the training images of Fashion-MNIST. */
  static void measureGaborNoise(ReproductionContext context) {
    List<String> names =
        List.of(context.setting("data", "mnist fashion-mnist cifar-10").split(" ", -1));
    Map<String, String> networks =
        Map.of("mnist", CNN, "fashion-mnist", "fashion-cnn", "cifar-10", "cifar10-cnn");
    for (String name : names) {
      String network = context.network(Objects.requireNonNull(networks.get(name), name));
      measureGaborNoise(context, name, network, name.startsWith("fashion") ? "train" : "test");
    }
  }

  private static void measureGaborNoise(
      ReproductionContext context, String dataset, String observer, String part) {
    Images test = context.analysisContext().test("data", dataset);
    BasisCard card = context.basis(dataset);
    for (int plane = 0; plane < card.planes(); plane++) {
      context.put(
          "explained variance/"
              + (card.planes() == 1 ? dataset : "%s, plane %d".formatted(dataset, plane + 1)),
          Measure.exact(
              card.explainedVariance().get(plane),
              "%d components of %d wavelets".formatted(card.components(), card.wavelets())));
    }
    int trials =
        context.count(
            Integer.parseInt(context.setting("trials", "1000000")),
            test.planes() > 1 ? 2_000 : 20_000);
    String of = trials == 1_000_000 || context.isQuick() ? "" : "-%d".formatted(trials);
    List<EndedStudy> studies =
        Measuring.repeated(
            context,
            seed ->
                Measuring.labels(
                    context,
                    observer + "-gabor-authors" + of,
                    observer,
                    "kind = gabor-pca, basis = \"%s\", conventions = paper".formatted(card.name()),
                    "authors",
                    trials,
                    seed));
    EndedStudy study = studies.getFirst();
    float[][] means = MeanImages.of(test);
    String noise = Measuring.convention("Gabor-PCA without the PCA mean", study);
    List<Likeness> likenesses =
        studies.stream().map(each -> Likeness.of(each, means).ofCorrelatedPixels()).toList();
    context.putAll(Likeness.mean(likenesses).margins(dataset, noise));
    if (studies.size() > 1) {
      return;
    }
    Map<String, String> maps = Measuring.argument(study);
    context.analyse("frequencies", dataset + "-frequencies", maps);
    templates(
        context,
        "accuracy/" + dataset,
        noise + ", root of the mean square, min-max, cosine",
        maps,
        "scaling",
        "min-max",
        "metric",
        "cosine",
        "part",
        part);
    if (!context.settings().isEmpty()) {
      return;
    }
    context.put(
        "more likeness than under white noise/" + dataset,
        likenesses.getFirst().more(Likeness.of(Measuring.white(context, observer), means), noise));
  }

  /** Maps under images that auto-encoders generate from noise. */
  static void measureGenerators(ReproductionContext context) {
    float[][] means = means(context, "mnist");
    List<EndedStudy> white = Measuring.repeated(context, seed -> whiteOf(context, 10_000, seed));
    List<Likeness> ofWhite = white.stream().map(each -> Likeness.of(each, means)).toList();
    context.analyse("templates", "white-noise-of-10000", raw(Measuring.argument(white.getFirst())));
    for (String generator : List.of("mnist-autoencoder", "mnist-vae")) {
      context.trained(generator, generator, 0, 1, Optional.empty());
      String more = "more likeness: %s/".formatted(generator);
      List<Likeness> few = List.of();
      for (int count : List.of(100, 1_000, 10_000)) {
        String name = "%s-of-%d".formatted(generator, count);
        List<EndedStudy> studies =
            Measuring.repeated(
                context,
                seed ->
                    Measuring.labels(
                        context,
                        "mnist-cnn-%s-%d".formatted(generator, count),
                        CNN,
                        "kind = generator, decoder = \"%s\"".formatted(generator),
                        "default",
                        count,
                        seed));
        EndedStudy study = studies.getFirst();
        context.analyse("templates", name, raw(Measuring.argument(study)));
        String noise = Measuring.convention("images of " + generator, study);
        List<Likeness> likenesses =
            studies.stream().map(each -> Likeness.of(each, means).ofCorrelatedPixels()).toList();
        if (count == 100) {
          few = likenesses;
          context.putAll(Likeness.mean(likenesses).margins(generator, noise));
          context.put(
              more + "100 stimuli less 10,000 of white noise",
              Likeness.more(likenesses, ofWhite, noise));
        } else if (count == 10_000) {
          context.put(more + "10,000 stimuli less 100", Likeness.more(likenesses, few, noise));
        }
      }
    }
  }
}
