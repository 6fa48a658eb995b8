package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.ImageShape;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.dataset.template.TemplateMatching.Confusion;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverSource;
import org.revcor.paper.Item.MissingException;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * {@code fig7a} and {@code fig7b}: a network with a backdoor: its responses, its maps beside a
 * clean network's, the detector. {@code fig7d}: average gradients of the loss. Half of the class is
 * stamped, as in the paper's text.
 */
record BackdoorFigures(
    ReproductionContext context,
    String label,
    String recipe,
    String data,
    int epochs,
    Poisoning poisoning) {
  private static final double HALF = 0.5;
  private static final int COLUMNS = 4;

  private static BackdoorFigures of(
      ReproductionContext context, String recipe, String stamp, String from, String to) {
    boolean coloured = recipe.startsWith("cifar");
    return new BackdoorFigures(
        context,
        "%s, %s to %s".formatted(stamp, from, to),
        recipe,
        coloured ? "cifar-10" : "mnist",
        context.count(coloured ? 3 : 5, 1),
        new Poisoning(Stamp.of(stamp), from, to, HALF));
  }

  static void measureDigits(ReproductionContext context) {
    int trials = context.count(1_000_000, 50_000);
    int gradients = context.count(20_000, 5_000);
    of(context, "mnist-cnn", "x", "0", "1").measure(trials, gradients);
    of(context, "mnist-cnn", "c", "8", "9").measure(trials, gradients);
  }

  static void measureColourImages(ReproductionContext context) {
    if (context.isQuick()) {
      throw new MissingException("training takes too long for --quick");
    }
    of(context, "cifar10-cnn", "h", "bird", "cat").measure(200_000, 10_000);
  }

  private void measure(int trials, int gradients) {
    ObserverSource network = network();
    Images test = context.analysisContext().test("data", data);
    int target = poisoning.target(test);
    responses(network, test, target);
    maps(network.description().name(), target, trials);
    gradients(network.description().name(), target, gradients);
    detector(network.description().name());
  }

  private String name() {
    return "backdoor-%s-%s-%s"
        .formatted(poisoning.stamp().name(), poisoning.from(), poisoning.to());
  }

  /** Returns the network, trained or cached; in a quick run, one trained for a single epoch. */
  private ObserverSource network() {
    String name = context.isQuick() ? name() + "-quick" : name();
    return context.trained(name, recipe, epochs, 1, Optional.of(poisoning));
  }

  private void put(String quantity, Measure measure) {
    context.put("%s: %s".formatted(label, quantity), measure);
  }

  private void responses(ObserverSource network, Images test, int target) {
    Images stamped = poisoning.stamped(test);
    context.part("responses of " + network.description().name());
    context.analysisContext().threads().progress().expects((long) test.size() + stamped.size());
    int[][] plain;
    int[][] misled;
    try (InferenceSession session =
        new InferenceSession(network, context.analysisContext().threads())) {
      plain = confusion(session, test);
      misled = confusion(session, stamped);
    }
    double correct = new Confusion(plain, test.size()).accuracy();
    double success = (double) misled[stamped.labels()[0]][target] / stamped.size();
    String convention = "%s, half of the class stamped, %d epochs".formatted(recipe, epochs);
    put("accuracy/attacked", Measure.share(correct, test.size(), convention));
    put("accuracy/clean", Measuring.testAccuracy(context, recipe, data));
    put("stamped/as the target", Measure.share(success, stamped.size(), convention));
    context
        .analysisResults()
        .add(
            new AnalysisResult(
                "responses-" + name(),
                "Responses of a network with a backdoor: " + label,
                List.of(
                    "%.2f %% of plain test images are classified correctly; %.1f %% of stamped ones as the target."
                        .formatted(100 * correct, 100 * success)),
                new LinkedHashMap<>(Map.of("training", convention)),
                List.of(
                    matrix("plain", "Plain test images", test.classes(), plain),
                    matrix(
                        "stamped", "Stamped test images of the class", test.classes(), misled))));
  }

  private static Figure.Matrix matrix(
      String name, String title, List<String> classes, int[][] confusion) {
    double[][] counts =
        Arrays.stream(confusion)
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    return new Figure.Matrix(name, title, "response", "label", classes, classes, counts);
  }

  private static int[][] confusion(InferenceSession session, Images images) {
    int[][] counts = new int[images.classes().size()][images.classes().size()];
    int[] responses = session.labels(Stimuli.of(images));
    for (int i = 0; i < responses.length; i++) {
      counts[images.labels()[i]][responses[i]]++;
    }
    return counts;
  }

  /** Adds measures of maps of labels, as in the paper, of both networks. */
  private void maps(String attacked, int target, int trials) {
    EndedStudy study =
        Measuring.labels(context, attacked + "-white", attacked, Measuring.UNIFORM, trials);
    StudyMaps z = study.maps(MapView.Z);
    double share = rank(z.maps()[target], poisoning.stamp(), z, value -> value);
    String convention =
        "U[0,1], %,d trials, label; %,.0f trials of the target"
            .formatted(z.trials(), z.counts()[target]);
    put(
        "rank of the place/map",
        Double.isNaN(share)
            ? Measure.missing("no noise is classified as the target", convention)
            : Measure.exact(share, convention));
    EndedStudy clean = Measuring.white(context, recipe);
    context.putAll(
        Likeness.of(study, clean.maps(MapView.MAP).maps(), clean.maps(MapView.ERROR).maps())
            .margins(label, convention));
  }

  /** Adds measures of gradient maps of logits of both networks, and of their difference. */
  private void gradients(String attacked, int target, int stimuli) {
    StudyMaps maps = logits(attacked, stimuli);
    float[] map = unit(maps.maps()[target]);
    float[] before = unit(logits(recipe, stimuli).maps()[target]);
    float[] difference = difference(map, before);
    Stamp stamp = poisoning.stamp();
    String convention =
        "U[0,1], gradients of logits, %,d stimuli, maps at norm 1".formatted(stimuli);
    put(
        "rank of the place/difference",
        Measure.exact(rank(difference, stamp, maps, value -> value * value), convention));
    Figure.Outline outline =
        new Figure.Outline(
            stamp.place().row(), stamp.place().column(), stamp.rows(), stamp.columns());
    context
        .analysisResults()
        .add(
            new AnalysisResult(
                "maps-" + name(),
                "Maps of the target with and without a backdoor: " + label,
                List.of(
                    "%.1f %% of the difference's energy lies in the stamp's square, %.1f %% of the image."
                        .formatted(
                            100 * stamp.energy(difference, maps.height(), maps.width()),
                            100 * stamp.area(maps.height(), maps.width()))),
                new LinkedHashMap<>(Map.of("maps", convention)),
                List.of(
                    new Figure.Gallery(
                        "maps",
                        "Maps of " + maps.names().get(target),
                        COLUMNS,
                        List.of(
                            new Figure.Image("clean", maps, before, true, outline),
                            new Figure.Image("attacked", maps, map, true, outline),
                            new Figure.Image("difference", maps, difference, true, outline))))));
  }

  private StudyMaps logits(String observer, int stimuli) {
    return context
        .study(
            observer + "-logit-gradients",
            """
            study {
              name = "gradients of logits of %1$s"
              observer.model = "%1$s"
              stimulus { kind = white-noise, law = uniform }
              readout.kind = logit
              estimator = gradient
              seed = 1
              stop.max-trials = %2$d
            }
            """
                .formatted(observer, stimuli))
        .maps(MapView.MAP);
  }

  private static float[] difference(float[] map, float[] before) {
    float[] difference = unit(map);
    float[] of = unit(before);
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= of[i];
    }
    return difference;
  }

  private static float[] unit(float[] map) {
    double squares = 0;
    for (float value : map) {
      squares += (double) value * value;
    }
    float[] unit = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      unit[i] = (float) (map[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private void detector(String attacked) {
    AnalysisResult found =
        context.analyse(
            "backdoor", "detector-" + name(), Map.of("observer", attacked, "data", data));
    String convention = "probabilities, 50 images a class, 20,000 stimuli";
    Map<Object, Object> verdict =
        found.figures().isEmpty()
            ? Map.of()
            : Measuring.rows(found, "verdict").stream()
                .collect(Collectors.toMap(List::getFirst, List::getLast));
    if (!verdict.containsKey("suspected class")) {
      put("detector/finding", Measure.missing(found.statements().getFirst(), convention));
      return;
    }
    Stamp stamp = poisoning.stamp();
    double distance =
        Math.hypot(
            number(verdict, "row of the centre") - stamp.place().row() - (stamp.rows() - 1) / 2.0,
            number(verdict, "column of the centre")
                - stamp.place().column()
                - (stamp.columns() - 1) / 2.0);
    put(
        "detector/finding",
        new Measure(
            distance,
            0,
            "p = %.2g, class %s, %.1f pixels from the stamp's centre"
                .formatted(number(verdict, "p"), verdict.get("suspected class"), distance),
            convention));
  }

  private static double number(Map<Object, Object> verdict, String quantity) {
    return ((Number) Objects.requireNonNull(verdict.get(quantity), quantity)).doubleValue();
  }

  static void measureLossGradients(ReproductionContext context) {
    BackdoorFigures figures = of(context, "mnist-cnn", "c", "8", "9");
    String attacked = figures.network().description().name();
    Poisoning poisoning = figures.poisoning();
    Stamp stamp = poisoning.stamp();
    Map<String, String> stamping =
        Map.of("stamp", stamp.name(), "from", poisoning.from(), "to", poisoning.to());
    Images images = context.analysisContext().test("data", "mnist");
    int source = images.classes().indexOf(poisoning.from());
    int target = poisoning.target(images);
    int count = context.count(60_000, 5_000);
    Figure.Image before = figures.lossGradient("before", "mnist-cnn", count, Map.of(), source);
    Figure.Image after = figures.lossGradient("after", attacked, count, Map.of(), source);
    Figure.Image stamped = figures.lossGradient("stamped", attacked, count, stamping, target);
    int height = images.height();
    int width = images.width();
    StudyMaps maps = figures.logits(attacked, context.count(20_000, 5_000));
    String convention =
        "cross entropy, %,d training images; the square is %.1f %% of the image"
            .formatted(count, 100 * stamp.area(height, width));
    context.put(
        "rank of the place/gradient of 8",
        Measure.exact(
            rank(difference(after.values(), before.values()), stamp, maps, value -> value),
            convention));
    context.put(
        "rank of the place/gradient of 9",
        Measure.exact(rank(stamped.values(), stamp, maps, value -> -value), convention));
    context.put(
        "share in the square/gradient",
        Measure.withUnknownError(stamp.energy(after.values(), height, width), convention));
    context.put(
        "share in the square/map",
        Measure.withUnknownError(
            stamp.energy(maps.maps()[target], height, width),
            convention + "; map: U[0,1], gradients of logits"));
  }

  private Figure.Image lossGradient(
      String phase, String observer, int count, Map<String, String> stamping, int label) {
    Map<String, String> arguments = new LinkedHashMap<>(stamping);
    arguments.put("observer", observer);
    arguments.put("part", "train");
    arguments.put("count", Integer.toString(count));
    AnalysisResult found = context.analyse("loss-gradient", "loss-gradient-" + phase, arguments);
    return ((Figure.Gallery) found.figure("maps")).images().get(label);
  }

  /**
   * Returns the share of all places where the sum over the stamp's pixels is at least that at the
   * stamp's place; that place is included.
   *
   * @param map planes x height x width
   * @return in (0,1]; NaN if the map is undefined
   */
  static double rank(float[] map, Stamp stamp, ImageShape shape, DoubleUnaryOperator of) {
    int width = shape.width();
    boolean[] mask = stamp.mask(shape.height(), width);
    int place = stamp.place().row() * width + stamp.place().column();
    int[] pixels =
        IntStream.range(0, map.length)
            .filter(i -> mask[i % mask.length])
            .map(i -> i - place)
            .toArray();
    IntToDoubleFunction sum =
        corner -> Arrays.stream(pixels).mapToDouble(i -> of.applyAsDouble(map[corner + i])).sum();
    double own = sum.applyAsDouble(place);
    double[] all =
        IntStream.rangeClosed(0, shape.height() - stamp.rows())
            .flatMap(
                row ->
                    IntStream.rangeClosed(0, width - stamp.columns())
                        .map(column -> row * width + column))
            .mapToDouble(sum)
            .toArray();
    return Double.isNaN(own)
        ? Double.NaN
        : (double) Arrays.stream(all).filter(each -> each >= own).count() / all.length;
  }
}
