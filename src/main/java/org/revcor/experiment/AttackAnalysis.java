package org.revcor.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.attack.AttackSweep;
import org.revcor.analysis.attack.StructuralSimilarity;
import org.revcor.analysis.template.Scaling;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.UniformLaw;

/**
 * {@code attack}: templates mixed into noise or images, and how often these are then taken for
 * the template's class (the paper's Fig 6 and Table 2).
 */
final class AttackAnalysis implements Analysis {
  private static final String OBSERVER = "observer";
  private static final String INTO = "into";
  private static final String DATA = "data";
  private static final String AMONG = "among";
  private static final String GAMMA = "gamma";
  private static final String COUNT = "count";
  private static final String TARGETS = "targets";
  private static final String SEED = "seed";

  private static final int MOST = 100_000;

  @Override
  public String name() {
    return "attack";
  }

  @Override
  public String question() {
    return "How often noise or images are taken for a class when its template is mixed into them.";
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
                    List.of("noise", "images"),
                    "What templates are mixed into: noise uniform on [0,1], or test images."),
                Parameter.optional(
                    DATA,
                    Parameter.Kind.IMAGES,
                    "NAME",
                    "Data set of the images; that of the templates if left out."),
                Parameter.choice(
                    AMONG,
                    List.of("others", "all"),
                    "Images of all classes but the target, or of all, as in the paper."),
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
                    "Stimuli of each target and gamma, 1 to 100000; images are the first, as far"
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

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext laboratory) {
    boolean noise = arguments.choice(INTO, Map.of("noise", true, "images", false));
    boolean all = arguments.choice(AMONG, Map.of("all", true, "others", false));
    double[] gammas = arguments.numbers(GAMMA, 0, 1);
    int count = arguments.whole(COUNT, 1, MOST);
    int seed = arguments.whole(SEED, 0, Integer.MAX_VALUE);
    Templates templates = Templates.of(arguments, laboratory);
    ObserverSource source = observer(arguments, templates, laboratory);
    requireFit(templates, source.description());
    Optional<Images> images =
        noise ? Optional.empty() : Optional.of(images(arguments, templates, laboratory));
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
    AttackReport report =
        new AttackReport(templates, sweep(targets, gammas, templates, source, laboratory));
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(templates.conventions());
    conventions.put("observer", source.description().name());
    conventions.put("observerDigest", source.description().digest());
    conventions.put(
        "into",
        images
            .map(
                of ->
                    "test images of %s, %s"
                        .formatted(of.name(), all ? "all" : "not of the target"))
            .orElse("white noise, uniform on [0,1], seed " + seed));
    conventions.put(
        "stimuli", targets.stream().mapToInt(each -> each.base().size()).max().orElse(0));
    conventions.put("mixture", "(1-gamma) stimulus + gamma template");
    conventions.put(
        "perceptibility", "mean of the first %d stimuli of a target".formatted(AttackSweep.SAMPLE));
    conventions.put("ssim", "Gaussian window, 11 x 11, sigma 1.5");
    return new AnalysisResult(
        name(),
        "%s mixed into %s, shown to %s"
            .formatted(templates.what(), noise ? "noise" : "images", source.description().name()),
        report.statements(),
        conventions,
        report.figures());
  }

  private static ObserverSource observer(
      Arguments arguments, Templates templates, AnalysisContext laboratory) {
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

  private static Images images(
      Arguments arguments, Templates templates, AnalysisContext laboratory) {
    String data = arguments.find(DATA).orElse(templates.dataset());
    if (data.isEmpty()) {
      throw new InvalidInputException(
          DATA, "missing", "a data set, since none is known of the " + templates.what());
    }
    Images images = laboratory.test(DATA, data);
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

  private static AttackSweep sweep(
      List<AttackSweep.Target> targets,
      double[] gammas,
      Templates templates,
      ObserverSource source,
      AnalysisContext laboratory) {
    StructuralSimilarity similarity =
        new StructuralSimilarity(templates.planes(), templates.height(), templates.width());
    try (InferenceSession showing = InferenceSession.of(source, laboratory.workers())) {
      return AttackSweep.of(targets, gammas, showing, similarity, laboratory.workers());
    }
  }
}
