package org.revcor.analysis.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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
            Parameter.withDefault(
                GAMMA,
                Parameter.Kind.NUMBERS,
                "G,...",
                "0:0.1:1",
                "Weights of the template, each from 0 to 1."),
            Parameter.number(
                COUNT,
                "1000",
                "Stimuli per target and gamma, 1 to 100000; images are the first ones, at most"
                    + " as many as the data set has."),
            Parameter.optional(
                TARGETS,
                Parameter.Kind.WORDS,
                "CLASS,...",
                "Classes whose templates are mixed in; all if left out."),
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
    StructuralSimilarity similarity =
        new StructuralSimilarity(templates.planes(), templates.height(), templates.width());
    AttackReport report =
        new AttackReport(templates, sweep(targets, gammas, similarity, source, context));
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
    conventions.put("ssim", similarity.window());
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
      StructuralSimilarity similarity,
      ObserverSource source,
      AnalysisContext context) {
    try (InferenceSession session = new InferenceSession(source, context.workers())) {
      return AttackSweep.of(targets, gammas, session, similarity, context.workers());
    }
  }
}
