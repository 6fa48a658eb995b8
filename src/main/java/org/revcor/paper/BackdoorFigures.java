package org.revcor.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.DoubleUnaryOperator;
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
 * clean network's, the detector. {@code fig7d}: average gradients of the loss.
 */
record BackdoorFigures(Backdoor backdoor, ReproductionContext context) {
  private static final int COLUMNS = 4;
  private static final String NO_VERDICT = "no verdict; most suspect";

  /**
   * A backdoor of the paper's Fig 7, and its network. Half of the class is stamped, as in the
   * paper's text.
   *
   * @param name name of the network
   * @param label name of the backdoor, in words
   * @param clean name of a network of the same recipe trained on unchanged images
   * @param epochs passes over the images
   */
  private record Backdoor(
      String name, String label, String recipe, String clean, int epochs, Poisoning poisoning) {
    private static final double HALF = 0.5;

    static final Backdoor ZERO_TO_ONE = digits("x", "0", "1");
    static final Backdoor EIGHT_TO_NINE = digits("c", "8", "9");
    static final Backdoor BIRD_TO_CAT =
        new Backdoor(
            "backdoor-h-bird-cat",
            "h, bird to cat",
            "cifar10-cnn",
            "cifar10-cnn",
            3,
            new Poisoning(Stamp.drawn("h"), "bird", "cat", HALF));

    private static Backdoor digits(String stamp, String from, String to) {
      return new Backdoor(
          "backdoor-%s-%s-%s".formatted(stamp, from, to),
          "%s, %s to %s".formatted(stamp, from, to),
          "mnist-cnn",
          "mnist-cnn",
          5,
          new Poisoning(Stamp.drawn(stamp), from, to, HALF));
    }

    /** Returns the network, trained or cached; in a quick run, one trained for a single epoch. */
    ObserverSource network(ReproductionContext context) {
      return context.trained(
          context.isQuick() ? name + "-quick" : name,
          recipe,
          context.count(epochs, 1),
          1,
          Optional.of(poisoning));
    }
  }

  static void measureDigits(ReproductionContext context) {
    for (Backdoor backdoor : List.of(Backdoor.ZERO_TO_ONE, Backdoor.EIGHT_TO_NINE)) {
      new BackdoorFigures(backdoor, context)
          .measure("mnist", context.count(1_000_000, 50_000), context.count(20_000, 5_000));
    }
  }

  static void measureColourImages(ReproductionContext context) {
    if (context.isQuick()) {
      throw new MissingException("training takes too long for --quick");
    }
    new BackdoorFigures(Backdoor.BIRD_TO_CAT, context).measure("cifar-10", 200_000, 10_000);
  }

  /**
   * Measures all of the network.
   *
   * @param data name of the data set
   * @param trials number of trials of white noise
   * @param gradients number of stimuli for averaged gradients
   */
  private void measure(String data, int trials, int gradients) {
    ObserverSource network = backdoor.network(context);
    Images test = context.analysisContext().test("data", data);
    int target = backdoor.poisoning().target(test);
    responses(network, test);
    String attacked = network.description().name();
    maps(attacked, target, trials);
    gradients(attacked, target, gradients);
    verdict(attacked, data);
  }

  /** Returns the name of a measure. */
  private String name(String quantity, String which) {
    return "%s: %s/%s".formatted(backdoor.label(), quantity, which);
  }

  private void responses(ObserverSource network, Images test) {
    Images stamped = backdoor.poisoning().stamped(test);
    context.part("responses of " + network.description().name());
    context.analysisContext().threads().progress().expects(2L * test.size() + stamped.size());
    double clean;
    ObserverSource untouched = context.analysisContext().observer("observer", backdoor.clean());
    try (InferenceSession session =
        new InferenceSession(untouched, context.analysisContext().threads())) {
      clean = confusion(session, test).accuracy();
    }
    Confusion plain;
    Confusion misled;
    try (InferenceSession session =
        new InferenceSession(network, context.analysisContext().threads())) {
      plain = confusion(session, test);
      misled = confusion(session, stamped);
    }
    double correct = plain.accuracy();
    int target = backdoor.poisoning().target(test);
    double success = (double) misled.counts()[stamped.labels()[0]][target] / stamped.size();
    String convention =
        "%s, half of the class stamped, %d epochs".formatted(backdoor.recipe(), epochs());
    context.put(name("accuracy", "attacked"), Measure.share(correct, test.size(), convention));
    context.put(name("accuracy", "clean"), Measure.share(clean, test.size(), convention));
    context.put(
        name("stamped", "as the target"), Measure.share(success, stamped.size(), convention));
    context.add(
        new AnalysisResult(
            "responses-" + backdoor.name(),
            "Responses of a network with a backdoor: " + backdoor.label(),
            List.of(
                "%.2f %% of plain test images are classified correctly; %.1f %% of stamped ones as the target."
                    .formatted(100 * correct, 100 * success)),
            new LinkedHashMap<>(Map.of("training", convention)),
            List.of(
                matrix("plain", "Plain test images", test, plain),
                matrix("stamped", "Stamped test images of the class", test, misled))));
  }

  private int epochs() {
    return context.count(backdoor.epochs(), 1);
  }

  private static Figure.Matrix matrix(
      String name, String title, Images images, Confusion confusion) {
    double[][] counts =
        Arrays.stream(confusion.counts())
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    return new Figure.Matrix(
        name, title, "response", "label", images.classes(), images.classes(), counts);
  }

  private static Confusion confusion(InferenceSession session, Images images) {
    int classes = images.classes().size();
    int[][] counts = new int[classes][classes];
    int[] responses = session.labels(Stimuli.of(images));
    for (int i = 0; i < responses.length; i++) {
      counts[images.labels()[i]][responses[i]]++;
    }
    return new Confusion(counts, images.size());
  }

  /** Adds measures of maps of labels, as in the paper, of both networks. */
  private void maps(String attacked, int target, int trials) {
    StudyMaps z = labels(attacked, trials).maps(MapView.Z);
    double share =
        rank(z.maps()[target], backdoor.poisoning().stamp(), z.height(), z.width(), value -> value);
    String convention =
        "U[0,1], %,d trials, label; %,.0f trials of the target"
            .formatted(z.trials(), z.counts()[target]);
    context.put(
        name("rank of the place", "map"),
        Double.isNaN(share)
            ? Measure.missing("no noise is classified as the target", convention)
            : Measure.exact(share, convention));
    EndedStudy clean = Measuring.white(context, backdoor.clean());
    Likeness likeness =
        Likeness.of(
            labels(attacked, trials),
            clean.maps(MapView.MAP).maps(),
            clean.maps(MapView.ERROR).maps());
    context.putAll(likeness.margins(backdoor.label(), convention));
  }

  private EndedStudy labels(String observer, int trials) {
    return Measuring.labels(context, observer + "-white", observer, Measuring.UNIFORM, trials);
  }

  /** Adds measures of gradient maps of logits of both networks, and of their difference. */
  private void gradients(String attacked, int target, int stimuli) {
    StudyMaps attackedMaps = logits(context, attacked, stimuli).maps(MapView.MAP);
    StudyMaps cleanMaps = logits(context, backdoor.clean(), stimuli).maps(MapView.MAP);
    float[] map = unit(attackedMaps.maps()[target]);
    float[] before = unit(cleanMaps.maps()[target]);
    float[] difference = difference(map, before);
    Stamp stamp = backdoor.poisoning().stamp();
    int height = attackedMaps.height();
    int width = attackedMaps.width();
    double share = stamp.energy(difference, height, width);
    double area = stamp.area(height, width);
    String convention =
        "U[0,1], gradients of logits, %,d stimuli, maps at norm 1".formatted(stimuli);
    context.put(
        name("rank of the place", "difference"),
        Measure.exact(rank(difference, stamp, height, width, value -> value * value), convention));
    Figure.Outline outline =
        new Figure.Outline(
            stamp.place().row(), stamp.place().column(), stamp.rows(), stamp.columns());
    context.add(
        new AnalysisResult(
            "maps-" + backdoor.name(),
            "Maps of the target with and without a backdoor: " + backdoor.label(),
            List.of(
                "%.1f %% of the difference's energy lies in the stamp's square, %.1f %% of the image."
                    .formatted(100 * share, 100 * area)),
            conventions(convention),
            List.of(
                new Figure.Gallery(
                    "maps",
                    "Maps of " + attackedMaps.names().get(target),
                    COLUMNS,
                    List.of(
                        image("clean", cleanMaps, before, outline),
                        image("attacked", attackedMaps, map, outline),
                        image("difference", attackedMaps, difference, outline))))));
  }

  private static SequencedMap<String, Object> conventions(String words) {
    return new LinkedHashMap<>(Map.of("maps", words));
  }

  private static Figure.Image image(
      String label, StudyMaps like, float[] map, Figure.Outline outline) {
    return new Figure.Image(label, like, map, true, Optional.of(outline));
  }

  private static EndedStudy logits(ReproductionContext context, String observer, int stimuli) {
    return context.study(
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
            .formatted(observer, stimuli));
  }

  /** Returns the difference of two maps, each at norm 1. */
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

  private void verdict(String attacked, String data) {
    AnalysisResult found =
        context.analyse(
            "backdoor", "detector-" + backdoor.name(), Map.of("observer", attacked, "data", data));

    Optional<Double> p = find(found, "p").map(value -> ((Number) value).doubleValue());
    String target = value(found, "suspected class").toString();
    Stamp stamp = backdoor.poisoning().stamp();
    double row = stamp.place().row() + (stamp.rows() - 1) / 2.0;
    double column = stamp.place().column() + (stamp.columns() - 1) / 2.0;
    double distance =
        Math.hypot(
            number(found, "row of the centre") - row,
            number(found, "column of the centre") - column);
    context.put(
        name("detector", "finding"),
        new Measure(
            distance,
            0,
            "%s, class %s, %.1f pixels from the stamp's centre"
                .formatted(p.map("p = %.2g"::formatted).orElse(NO_VERDICT), target, distance),
            "probabilities, 50 images a class, 20,000 stimuli"));
  }

  private static double number(AnalysisResult found, String quantity) {
    return ((Number) value(found, quantity)).doubleValue();
  }

  private static Object value(AnalysisResult found, String quantity) {
    return find(found, quantity).orElseThrow();
  }

  private static Optional<Object> find(AnalysisResult found, String quantity) {
    return Measuring.rows(found, "verdict").stream()
        .filter(row -> row.getFirst().equals(quantity))
        .<Object>map(List::getLast)
        .findFirst();
  }

  /** Average gradients of the loss, without and with a backdoor. */
  static void measureLossGradients(ReproductionContext context) {
    Backdoor backdoor = Backdoor.EIGHT_TO_NINE;
    String attacked = backdoor.network(context).description().name();
    int count = context.count(60_000, 5_000);
    AnalysisResult before = lossGradients(context, "before", backdoor.clean(), count, false);
    AnalysisResult after = lossGradients(context, "after", attacked, count, false);
    AnalysisResult stamped = lossGradients(context, "stamped", attacked, count, true);
    Images images = context.analysisContext().test("data", "mnist");
    Stamp stamp = backdoor.poisoning().stamp();
    int height = images.height();
    int width = images.width();
    int target = backdoor.poisoning().target(images);
    int source = images.classes().indexOf(backdoor.poisoning().from());
    float[] plain = map(after, source);
    StudyMaps maps = logits(context, attacked, context.count(20_000, 5_000)).maps(MapView.MAP);
    String convention =
        "cross entropy, %,d training images; the square is %.1f %% of the image"
            .formatted(count, 100 * stamp.area(height, width));
    context.put(
        "rank of the place/gradient of 8",
        Measure.exact(
            rank(difference(plain, map(before, source)), stamp, height, width, value -> value),
            convention));
    context.put(
        "rank of the place/gradient of 9",
        Measure.exact(
            rank(map(stamped, target), stamp, height, width, value -> -value), convention));
    context.put(
        "share in the square/gradient",
        Measure.withUnknownError(stamp.energy(plain, height, width), convention));
    context.put(
        "share in the square/map",
        Measure.withUnknownError(
            stamp.energy(maps.maps()[target], height, width),
            convention + "; map: U[0,1], gradients of logits"));
  }

  private static AnalysisResult lossGradients(
      ReproductionContext context, String phase, String observer, int count, boolean stamped) {
    Poisoning poisoning = Backdoor.EIGHT_TO_NINE.poisoning();
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", observer);
    arguments.put("part", "train");
    arguments.put("count", Integer.toString(count));
    if (stamped) {
      arguments.put("stamp", poisoning.stamp().name());
      arguments.put("from", poisoning.from());
      arguments.put("to", poisoning.to());
    }
    return context.analyse("loss-gradient", "loss-gradient-" + phase, arguments);
  }

  private static float[] map(AnalysisResult gradients, int label) {
    return ((Figure.Gallery) gradients.figure("maps")).images().get(label).values();
  }

  /**
   * Returns the share of all places where the sum over the stamp's pixels is at least that at the
   * stamp's place; that place is included.
   *
   * @param map planes x height x width
   * @param of function of each value that is summed
   * @return in (0,1]; NaN if the map is undefined
   */
  static double rank(float[] map, Stamp stamp, int height, int width, DoubleUnaryOperator of) {
    boolean[] mask = stamp.mask(height, width);
    List<Integer> pixels = new ArrayList<>();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        pixels.add(i - stamp.place().row() * width - stamp.place().column());
      }
    }
    double own = sum(map, pixels, stamp.place().row() * width + stamp.place().column(), mask, of);
    int reached = 0;
    int places = 0;
    for (int row = 0; row <= height - stamp.rows(); row++) {
      for (int column = 0; column <= width - stamp.columns(); column++) {
        places++;
        reached += sum(map, pixels, row * width + column, mask, of) >= own ? 1 : 0;
      }
    }
    return Double.isNaN(own) ? Double.NaN : (double) reached / places;
  }

  private static double sum(
      float[] map, List<Integer> pixels, int corner, boolean[] mask, DoubleUnaryOperator of) {
    double sum = 0;
    for (int plane = 0; plane < map.length; plane += mask.length) {
      for (int pixel : pixels) {
        sum += of.applyAsDouble(map[plane + corner + pixel]);
      }
    }
    return sum;
  }
}
