package org.revcor.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.analysis.Mixture;
import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.Perceptibility;
import org.revcor.analysis.Scaling;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.StructuralSimilarity;
import org.revcor.dataset.Pictures;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.UniformLaw;

/**
 * {@code attack}: templates mixed into noise or pictures, and how often these are then taken for
 * the template's class (the paper's Fig 6 and Table 2).
 */
final class AttackExperiment implements Experiment {
  private static final String OBSERVER = "observer";
  private static final String INTO = "into";
  private static final String DATA = "data";
  private static final String AMONG = "among";
  private static final String GAMMA = "gamma";
  private static final String COUNT = "count";
  private static final String TARGETS = "targets";
  private static final String SEED = "seed";

  private static final int MOST = 100_000;

  /** Perceptibility is a mean over so many stimuli of each target. */
  private static final int SAMPLE = 100;

  @Override
  public String name() {
    return "attack";
  }

  @Override
  public String question() {
    return "How often noise or pictures are taken for a class when its template is mixed into them.";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(
            Templates.parameters(Scaling.MIN_MAX).stream(),
            Stream.of(
                Parameter.optional(
                    OBSERVER,
                    Parameter.Kind.OBSERVER,
                    "NAME",
                    "The observer that is attacked; if left out, that of the study or weights."),
                Parameter.choice(
                    INTO,
                    List.of("noise", "pictures"),
                    "What templates are mixed into: noise uniform on [0,1], or test pictures."),
                Parameter.optional(
                    DATA,
                    Parameter.Kind.PICTURES,
                    "NAME",
                    "Data set of the pictures; that of the templates if left out."),
                Parameter.choice(
                    AMONG,
                    List.of("others", "all"),
                    "Pictures of all classes but the target, or of all, as in the paper."),
                Parameter.standard(
                    GAMMA,
                    Parameter.Kind.NUMBERS,
                    "G,...",
                    "0:0.1:1",
                    "Weights of the template, each from 0 to 1."),
                Parameter.standard(
                    COUNT,
                    Parameter.Kind.NUMBER,
                    "N",
                    "1000",
                    "Stimuli of each target and gamma, 1 to 100000; pictures are the first, as far"
                        + " as there are so many."),
                Parameter.optional(
                    TARGETS,
                    Parameter.Kind.WORDS,
                    "CLASS,...",
                    "Classes whose templates are mixed in; all if left out."),
                Parameter.standard(
                    SEED, Parameter.Kind.NUMBER, "N", "1", "Seed of the noise, 0 to 2147483647.")))
        .toList();
  }

  /**
   * @param label of the target
   * @param base what its template is mixed into
   */
  private record Target(int label, Stimuli base) {}

  /**
   * @param rates share taken for the target by target and γ
   * @param changes by γ, mean over targets
   */
  private record Sweep(
      List<Target> targets, double[] gammas, double[][] rates, List<Perceptibility> changes) {
    double mean(int gamma) {
      return IntStream.range(0, rates.length).mapToDouble(t -> rates[t][gamma]).average().orElse(0);
    }

    double[] means() {
      return IntStream.range(0, gammas.length).mapToDouble(this::mean).toArray();
    }
  }

  @Override
  public Findings run(Arguments arguments, Laboratory laboratory) {
    boolean noise = arguments.choice(INTO, Map.of("noise", true, "pictures", false));
    boolean all = arguments.choice(AMONG, Map.of("all", true, "others", false));
    double[] gammas = arguments.numbers(GAMMA, 0, 1);
    int count = arguments.whole(COUNT, 1, MOST);
    int seed = arguments.whole(SEED, 0, Integer.MAX_VALUE);
    Templates templates = Templates.of(arguments, laboratory);
    ObserverSource source = observer(arguments, templates, laboratory);
    requireFit(templates, source.description());
    Optional<Pictures> pictures =
        noise ? Optional.empty() : Optional.of(pictures(arguments, templates, laboratory));
    List<Target> targets =
        labels(arguments, templates).stream()
            .map(
                label ->
                    new Target(
                        label,
                        pictures
                            .map(of -> base(of, label, all, count))
                            .orElseGet(
                                () ->
                                    new NoiseStimuli(
                                        new UniformLaw(),
                                        source.description().values(),
                                        count,
                                        seed))))
            .toList();
    Sweep sweep = sweep(targets, gammas, templates, source, laboratory);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(templates.conventions());
    conventions.put("observer", source.description().name());
    conventions.put("observerDigest", source.description().digest());
    conventions.put(
        "into",
        pictures
            .map(
                of ->
                    "test pictures of %s, %s"
                        .formatted(of.name(), all ? "all" : "not of the target"))
            .orElse("white noise, uniform on [0,1], seed " + seed));
    conventions.put(
        "stimuli", targets.stream().mapToInt(each -> each.base().size()).max().orElse(0));
    conventions.put("mixture", "(1-gamma) stimulus + gamma template");
    conventions.put("perceptibility", "mean of the first %d stimuli of a target".formatted(SAMPLE));
    conventions.put("ssim", "Gaussian window, 11 x 11, sigma 1.5");
    return new Findings(
        name(),
        "%s mixed into %s, shown to %s"
            .formatted(templates.what(), noise ? "noise" : "pictures", source.description().name()),
        statements(templates, sweep),
        conventions,
        List.of(
            rates(templates, sweep),
            curves(templates, sweep),
            perceptibility(sweep),
            visible(sweep),
            gallery(templates, sweep)));
  }

  private static ObserverSource observer(
      Arguments arguments, Templates templates, Laboratory laboratory) {
    return arguments
        .find(OBSERVER)
        .map(name -> laboratory.classifier(OBSERVER, name))
        .or(templates::observer)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    OBSERVER, "missing", "an observer, since mean images do not name one"));
  }

  private static void requireFit(Templates templates, ObserverDescription observer) {
    if (templates.planes() != observer.planes()
        || templates.height() != observer.height()
        || templates.width() != observer.width()
        || templates.classes().size() != observer.classes().size()) {
      throw new InvalidInputException(
          OBSERVER,
          "%s, which takes %d x %d x %d and has %d classes"
              .formatted(
                  observer.name(),
                  observer.planes(),
                  observer.height(),
                  observer.width(),
                  observer.classes().size()),
          "an observer of %d x %d x %d and %d classes, as the %s are"
              .formatted(
                  templates.planes(),
                  templates.height(),
                  templates.width(),
                  templates.classes().size(),
                  templates.what()));
    }
  }

  private static Pictures pictures(
      Arguments arguments, Templates templates, Laboratory laboratory) {
    String data = arguments.find(DATA).orElse(templates.dataset());
    if (data.isEmpty()) {
      throw new InvalidInputException(
          DATA, "missing", "a data set, since none is known of the " + templates.what());
    }
    Pictures pictures = laboratory.test(DATA, data);
    templates.requireFit(DATA, pictures);
    return pictures;
  }

  private static Stimuli base(Pictures pictures, int target, boolean all, int count) {
    int[] numbers =
        IntStream.range(0, pictures.size())
            .filter(i -> all || pictures.labels()[i] != target)
            .limit(count)
            .toArray();
    return Stimuli.of(pictures, numbers);
  }

  private static List<Integer> labels(Arguments arguments, Templates templates) {
    List<String> names = arguments.words(TARGETS);
    for (String name : names) {
      if (!templates.classes().contains(name)) {
        throw new InvalidInputException(
            TARGETS, name, Spelling.expected(name, templates.classes()));
      }
      if (templates.missing().contains(name)) {
        throw new InvalidInputException(
            TARGETS,
            name + ", of which there is no map since no trial was answered so",
            "classes that have a map");
      }
    }
    List<Integer> labels =
        IntStream.range(0, templates.classes().size())
            .filter(templates::defined)
            .filter(label -> names.isEmpty() || names.contains(templates.classes().get(label)))
            .boxed()
            .toList();
    if (labels.isEmpty()) {
      throw new InvalidInputException(
          Templates.STUDY, "one without any map", "a study of which at least one class has a map");
    }
    return labels;
  }

  private static Sweep sweep(
      List<Target> targets,
      double[] gammas,
      Templates templates,
      ObserverSource source,
      Laboratory laboratory) {
    targets.forEach(
        target ->
            laboratory.workers().progress().expects((long) gammas.length * target.base().size()));
    double[][] rates = new double[targets.size()][gammas.length];
    List<Perceptibility> changes = new ArrayList<>();
    StructuralSimilarity similarity =
        new StructuralSimilarity(templates.planes(), templates.height(), templates.width());
    int values = source.description().values();
    try (Showing showing = Showing.of(source, laboratory.workers())) {
      for (int g = 0; g < gammas.length; g++) {
        double gamma = gammas[g];
        for (int t = 0; t < rates.length; t++) {
          Target target = targets.get(t);
          int[] labels = showing.labels(mixture(target, templates, gamma));
          long taken = IntStream.of(labels).filter(label -> label == target.label()).count();
          rates[t][g] = taken / (double) labels.length;
        }
        List<Perceptibility> ofTargets =
            laboratory
                .workers()
                .each(
                    targets.size(),
                    t ->
                        Perceptibility.of(
                            targets.get(t).base(),
                            mixture(targets.get(t), templates, gamma),
                            values,
                            Math.min(SAMPLE, targets.get(t).base().size()),
                            similarity));
        changes.add(Perceptibility.mean(ofTargets));
      }
    }
    return new Sweep(targets, gammas, rates, changes);
  }

  private static Mixture mixture(Target target, Templates templates, double gamma) {
    return new Mixture(target.base(), templates.values()[target.label()], gamma);
  }

  private static List<String> statements(Templates templates, Sweep sweep) {
    List<String> statements = new ArrayList<>();
    IntStream.range(0, sweep.gammas().length)
        .filter(g -> sweep.mean(g) >= 0.5)
        .boxed()
        .min((a, b) -> Double.compare(sweep.gammas()[a], sweep.gammas()[b]))
        .ifPresentOrElse(
            g -> {
              Perceptibility change = sweep.changes().get(g);
              statements.add(
                  String.format(
                      Locale.ROOT,
                      "at gamma %s and above half of the stimuli or more are taken for the target"
                          + " (%.1f %%, L2 %.2f, SSIM %.2f)",
                      FigureText.shown(sweep.gammas()[g]),
                      100 * sweep.mean(g),
                      change.l2(),
                      change.similarity()));
            },
            () -> statements.add("less than half of the stimuli are taken for the target"));
    statements.addAll(templates.statements());
    return statements;
  }

  private static Figure rates(Templates templates, Sweep sweep) {
    List<String> columns = new ArrayList<>(List.of("gamma"));
    sweep.targets().forEach(target -> columns.add(templates.classes().get(target.label())));
    columns.add("mean");
    List<List<Object>> rows = new ArrayList<>();
    for (int g = 0; g < sweep.gammas().length; g++) {
      List<Object> row = new ArrayList<>(List.of(sweep.gammas()[g]));
      for (double[] rate : sweep.rates()) {
        row.add(rate[g]);
      }
      row.add(sweep.mean(g));
      rows.add(row);
    }
    return new Figure.Table("rates", "Share taken for the target", columns, rows);
  }

  private static Figure curves(Templates templates, Sweep sweep) {
    List<Figure.Curve> curves = new ArrayList<>();
    curves.add(Figure.Curve.line("mean", sweep.gammas(), sweep.means()));
    for (int t = 0; t < sweep.rates().length; t++) {
      String name = templates.classes().get(sweep.targets().get(t).label());
      curves.add(Figure.Curve.line(name, sweep.gammas(), sweep.rates()[t]));
    }
    return new Figure.Curves(
        "curves",
        "Share taken for the target",
        "gamma, the template's weight",
        "share taken for the target",
        curves);
  }

  private static Figure perceptibility(Sweep sweep) {
    List<List<Object>> rows = new ArrayList<>();
    for (int g = 0; g < sweep.gammas().length; g++) {
      Perceptibility change = sweep.changes().get(g);
      rows.add(
          List.of(
              sweep.gammas()[g],
              change.l2(),
              change.largest(),
              change.similarity(),
              sweep.mean(g)));
    }
    return new Figure.Table(
        "perceptibility",
        "How far stimuli are from what they were, mean over stimuli and targets",
        List.of("gamma", "L2", "L∞", "SSIM", "taken for the target"),
        rows);
  }

  private static Figure visible(Sweep sweep) {
    int[] order =
        IntStream.range(0, sweep.gammas().length)
            .boxed()
            .sorted(
                (a, b) ->
                    Double.compare(
                        sweep.changes().get(a).similarity(), sweep.changes().get(b).similarity()))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] similarities =
        IntStream.of(order).mapToDouble(g -> sweep.changes().get(g).similarity()).toArray();
    double[] rates = IntStream.of(order).mapToDouble(sweep::mean).toArray();
    return new Figure.Curves(
        "trade-off",
        "What the attack gains for what is seen of it",
        "SSIM of stimuli and what they were",
        "share taken for the target",
        List.of(Figure.Curve.line("mean", similarities, rates)));
  }

  /** The first stimulus of each target, a row each. */
  private static Figure gallery(Templates templates, Sweep sweep) {
    List<Figure.Picture> pictures = new ArrayList<>();
    for (Target target : sweep.targets()) {
      for (double gamma : sweep.gammas()) {
        float[] values = new float[templates.values()[target.label()].length];
        mixture(target, templates, gamma).put(0, values, 0);
        pictures.add(
            new Figure.Picture(
                "%s, %s"
                    .formatted(templates.classes().get(target.label()), FigureText.shown(gamma)),
                templates.planes(),
                templates.height(),
                templates.width(),
                values,
                false,
                Optional.empty()));
      }
    }
    return new Figure.Gallery(
        "stimuli",
        "The first stimulus with each template, by gamma",
        sweep.gammas().length,
        pictures);
  }
}
