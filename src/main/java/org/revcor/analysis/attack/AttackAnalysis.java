package org.revcor.analysis.attack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.template.Templates;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.Scaling;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * {@code attack}: templates mixed into noise or images (the paper's Fig 6 and Table 2). It measures
 * the share of mixtures that is classified as the template's class.
 */
public final class AttackAnalysis extends Analysis {
  private static final String OBSERVER = "observer";
  private static final String INTO = "into";
  private static final String DATA = "data";
  private static final String AMONG = "among";
  private static final String GAMMA = "gamma";
  private static final String COUNT = "count";
  private static final String TARGETS = "targets";
  private static final String SEED = "seed";

  private static final int MAX_COUNT = 100_000;

  public AttackAnalysis() {
    super(
        "attack",
        "How often noise or images are classified as a class when its template is mixed in.",
        Templates.parameters(Scaling.MIN_MAX),
        List.of(
            Parameter.optional(
                OBSERVER,
                Parameter.Kind.OBSERVER,
                "NAME",
                "Observer to attack; if left out, that of the study or weights."),
            Parameter.choice(
                INTO,
                List.of("noise", "images"),
                "What templates are mixed into: noise, uniform on [0,1], or test images."),
            Parameter.images(DATA, "Data set of the images; that of the templates if left out."),
            Parameter.choice(
                AMONG,
                List.of("others", "all"),
                "Images of all classes but the target, or of all classes, as in the paper."),
            Parameter.numbers(GAMMA, "0:0.1:1", "Weights of the template, each from 0 to 1."),
            Parameter.number(
                COUNT,
                "1000",
                "Stimuli per target and gamma, 1 to 100000; images are the first ones, at most"
                    + " as many as the data set has."),
            Parameter.words(TARGETS, "Classes whose templates are mixed in; all if left out."),
            Parameter.number(SEED, "1", "Seed of the noise, 0 to 2147483647.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    boolean noise = arguments.is(INTO, "noise");
    boolean all = arguments.is(AMONG, "all");
    double[] gammas = arguments.numbers(GAMMA, 0, 1);
    int count = arguments.whole(COUNT, 1, MAX_COUNT);
    int seed = arguments.whole(SEED, 0, Integer.MAX_VALUE);
    Templates templates = Templates.of(arguments, context);
    ObserverSource source = observer(arguments, templates, context);
    requireFit(templates, source.description());
    Optional<Images> images =
        noise ? Optional.empty() : Optional.of(images(arguments, templates, context));
    List<AttackSweep.Target> targets =
        labels(arguments, templates).stream()
            .map(
                label ->
                    new AttackSweep.Target(
                        label,
                        templates.values()[label],
                        images
                            .map(of -> base(of, label, all, count))
                            .orElseGet(
                                () ->
                                    new NoiseStimuli(
                                        new UniformLaw(),
                                        source.description().values(),
                                        count,
                                        seed))))
            .toList();
    AttackReport report = new AttackReport(templates, sweep(targets, gammas, source, context));
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(templates.conventions());
    conventions.put("observer", source.description().name());
    conventions.put("observerDigest", source.description().digest());
    conventions.put(
        "into",
        images
            .map(
                of ->
                    "test images of %s, %s".formatted(of.name(), all ? "all" : "not of the target"))
            .orElse("white noise, uniform on [0,1], seed " + seed));
    conventions.put(
        "stimuli", targets.stream().mapToInt(each -> each.base().size()).max().orElse(0));
    conventions.put("mixture", "(1-gamma) stimulus + gamma template");
    conventions.put(
        "perceptibility", "mean of the first %d stimuli per target".formatted(AttackSweep.SAMPLE));
    return new AnalysisResult(
        name(),
        "%s mixed into %s, shown to %s"
            .formatted(templates.what(), noise ? "noise" : "images", source.description().name()),
        report.statements(),
        conventions,
        report.figures());
  }

  private static ObserverSource observer(
      Arguments arguments, Templates templates, AnalysisContext context) {
    return arguments
        .find(OBSERVER)
        .map(name -> context.classifier(OBSERVER, name))
        .or(templates::observer)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    OBSERVER, "missing", "an observer, since mean images have none"));
  }

  private static void requireFit(Templates templates, ObserverDescription observer) {
    if (!templates.isShapedLike(observer)
        || templates.classes().size() != observer.classes().size()) {
      throw new InvalidInputException(
          OBSERVER,
          "%s, with stimuli of %s and %d classes"
              .formatted(observer.name(), observer.shapeText(), observer.classes().size()),
          "an observer with stimuli of %s and %d classes, like the %s"
              .formatted(templates.shapeText(), templates.classes().size(), templates.what()));
    }
  }

  private static Images images(Arguments arguments, Templates templates, AnalysisContext context) {
    Images images = context.test(DATA, templates.dataset(arguments, DATA));
    templates.requireFit(DATA, images);
    return images;
  }

  private static Stimuli base(Images images, int target, boolean all, int count) {
    int[] numbers =
        IntStream.range(0, images.size())
            .filter(i -> all || images.labels()[i] != target)
            .limit(count)
            .toArray();
    return Stimuli.of(images, numbers);
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
            name + ", which has no map since no trial had this response",
            "classes with a map");
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
          Templates.STUDY, "a study without maps", "a study with a map of at least one class");
    }
    return labels;
  }

  private static AttackSweep sweep(
      List<AttackSweep.Target> targets,
      double[] gammas,
      ObserverSource source,
      AnalysisContext context) {
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      return AttackSweep.of(targets, gammas, session, context.threads());
    }
  }

  record AttackReport(Templates templates, AttackSweep sweep) {
    List<Figure> figures() {
      return List.of(rates(), curves(), perceptibility(), gallery());
    }

    List<String> statements() {
      List<String> statements = new ArrayList<>();
      int[] order = ascending();
      int from = order.length;
      while (from > 0 && sweep.isEffective(order[from - 1])) {
        from--;
      }
      OptionalInt first = IntStream.of(order).filter(sweep::isEffective).findFirst();
      statements.add(
          "without a template %.1f %% of the stimuli are classified as the target; an attack succeeds halfway from there to all of them, at %.1f %%"
              .formatted(100 * sweep.meanBase(), 50 * (1 + sweep.meanBase())));
      if (from < order.length) {
        statements.add(
            "attacks succeed at gamma %s and above (%s)"
                .formatted(FigureText.shown(sweep.gammas()[order[from]]), summary(order[from])));
      } else if (first.isPresent()) {
        statements.add(
            "attacks succeed at gamma %s (%s), but not at %s"
                .formatted(
                    FigureText.shown(sweep.gammas()[first.getAsInt()]),
                    summary(first.getAsInt()),
                    FigureText.shown(sweep.gammas()[order[order.length - 1]])));
      } else {
        statements.add("attacks succeed at none of the weights");
      }
      statements.addAll(templates.statements());
      return statements;
    }

    /** Returns the indices of the weights, the lowest weight first. */
    private int[] ascending() {
      return IntStream.range(0, sweep.gammas().length)
          .boxed()
          .sorted(Comparator.comparingDouble(g -> sweep.gammas()[g]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private String summary(int g) {
      return "%.1f %%, L2 %.2f".formatted(100 * sweep.mean(g), sweep.changes().get(g));
    }

    private Figure rates() {
      Columns<Integer> columns = new Columns<Integer>().with("gamma", g -> sweep.gammas()[g]);
      for (int t = 0; t < sweep.rates().length; t++) {
        double[] rates = sweep.rates()[t];
        columns.with(templates.classes().get(sweep.targets().get(t).label()), g -> rates[g]);
      }
      columns.with("mean", sweep::mean);
      return Columns.table(
          "rates", "Share classified as the target", sweep.gammas().length, columns);
    }

    private Figure curves() {
      List<Figure.Curve> curves = new ArrayList<>();
      curves.add(Figure.Curve.line("mean", sweep.gammas(), sweep.means()));
      for (int t = 0; t < sweep.rates().length; t++) {
        String name = templates.classes().get(sweep.targets().get(t).label());
        curves.add(Figure.Curve.line(name, sweep.gammas(), sweep.rates()[t]));
      }
      return new Figure.Curves(
          "curves",
          "Share classified as the target",
          "gamma, the template's weight",
          "share taken for the target",
          curves);
    }

    private Figure perceptibility() {
      return Columns.table(
          "perceptibility",
          "Difference between changed and original stimuli, mean over stimuli and targets",
          sweep.gammas().length,
          new Columns<Integer>()
              .with("gamma", g -> sweep.gammas()[g])
              .with("L2", g -> sweep.changes().get(g))
              .with("taken for the target", sweep::mean));
    }

    /** Returns the first stimulus of each target, in a row by gamma. */
    private Figure gallery() {
      List<Figure.Image> images = new ArrayList<>();
      for (AttackSweep.Target target : sweep.targets()) {
        for (double gamma : sweep.gammas()) {
          float[] values = new float[target.template().length];
          target.at(gamma).put(0, values, 0);
          images.add(
              new Figure.Image(
                  "%s, %s"
                      .formatted(templates.classes().get(target.label()), FigureText.shown(gamma)),
                  templates,
                  values,
                  false));
        }
      }
      return new Figure.Gallery(
          "stimuli",
          "The first stimulus with each template, by gamma",
          sweep.gammas().length,
          images);
    }
  }
}
