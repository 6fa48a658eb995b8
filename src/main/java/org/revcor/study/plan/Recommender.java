package org.revcor.study.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.dataset.DataSets;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Readout;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.BasisCard;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.PcaBasis;
import org.revcor.study.plan.Recommendation.Candidate;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.DefaultStudyName;
import org.revcor.study.specification.WhiteNoiseKind;

/**
 * Suggests stimuli, readout and estimator for an observer, from its description and from pilots.
 *
 * <p>The description decides the order: a regression under noise of a data set whose images have
 * the size of the input; gradients, of logits before probabilities; averages of logits, averages of
 * probabilities, and labels ({@code docs/reference/study-file.md} states the reasons). If the
 * regression meets its target in the pilot, nothing else is tried. The pilots detect networks that
 * are saturated under noise. Candidates that fail or have blank maps are skipped. If all fail,
 * since maps of all pixels and classes do not fit into the memory, stimuli are smaller than the
 * input.
 */
public final class Recommender {
  private static final double SATURATED_SHARE = 0.9;
  private static final int MAX_COMPONENTS = 30;
  private static final int MIN_SIDE = 4;
  private static final String FIELD = "study.observer";
  private static final String UNIFORM = "kind = white-noise, law = uniform";
  private static final String GAUSSIAN = "kind = white-noise, law = gaussian";
  private static final String SIZED = "%s, size = [%d, %d]";

  /**
   * Runs the pilot of a study; empty if no response came before the timeout. Throws like {@link
   * Pilot#run}.
   */
  @FunctionalInterface
  interface PilotRunner extends Function<StudySpecification, Optional<PilotReport>> {}

  private final ObserverReference.Resolver observers;
  private final Bases bases;
  private final PilotRunner pilotRunner;

  Recommender(ObserverReference.Resolver observers, Bases bases, PilotRunner pilotRunner) {
    this.observers = observers;
    this.bases = bases;
    this.pilotRunner = pilotRunner;
  }

  /** Creates a recommender that runs pilots of some seconds each. */
  public static Recommender by(Pilot pilot) {
    return by(pilot, Pilot.Limit.OF_A_CANDIDATE);
  }

  static Recommender by(Pilot pilot, Pilot.Limit limit) {
    return new Recommender(
        pilot.materials().observers(),
        pilot.materials().bases(),
        specification -> pilot.run(specification, limit));
  }

  /**
   * Tries the supported studies, best first, and suggests the first that works.
   *
   * @param requested names the observer, the seed and the stopping rule; its stimuli, readout and
   *     estimator are ignored
   * @return empty if no response came before the timeouts
   * @throws InvalidInputException if the observer cannot be used
   */
  public Optional<Recommendation> recommend(StudySpecification requested) {
    ObserverDescription observer = observers.resolve(requested.observer()).description();
    CandidateStudies studies = new CandidateStudies(requested);
    return observer.output() == OutputKind.IMAGES
        ? ofUnits(observer, studies)
        : ofClasses(observer, studies);
  }

  private Optional<Recommendation> ofClasses(
      ObserverDescription observer, CandidateStudies studies) {
    boolean logits = observer.output() == OutputKind.LOGITS;
    String readout = logits ? "logit" : "probability";
    List<Candidate> preferred = new ArrayList<>();
    for (String noise : noiseOfImages(observer)) {
      preferred.add(tryOut(studies.of(noise, readout, "regression")));
      if (preferred.getFirst().reaches(studies.requested().stop().target())) {
        return chosen(preferred, new ArrayList<>());
      }
    }
    List<Candidate> gradients = new ArrayList<>();
    List<Candidate> averages = new ArrayList<>();
    if (logits && observer.differentiable()) {
      gradients.add(tryOut(studies.of(UNIFORM, "logit", "gradient")));
    }
    if (observer.differentiable()) {
      gradients.add(tryOut(studies.of(UNIFORM, "probability", "gradient")));
    }
    if (logits) {
      averages.add(tryOut(studies.of(UNIFORM, "logit", "average")));
    }
    Candidate probabilities = tryOut(studies.of(UNIFORM, "probability", "average"));
    averages.add(probabilities);
    Candidate labels = tryOut(studies.of(UNIFORM, "label", "average"));

    List<String> reasons = new ArrayList<>();
    if (!observer.differentiable()) {
      reasons.add(observer.name() + " is a black box: it gives no gradients");
    }
    if (!logits) {
      reasons.add(observer.name() + " gives probabilities, not logits");
    }
    if (!logits && probabilities.pilot().filter(PilotReport::isAllOrNothing).isPresent()) {
      reasons.add(
          "every probability in the pilot was 0 or 1, so it carries no more than the label");
      preferred.add(labels);
      preferred.addAll(gradients);
      preferred.addAll(averages);
      return chosen(preferred, reasons);
    }
    if (!logits && observer.differentiable()) {
      saturation(probabilities, gradients.getFirst())
          .ifPresent(
              saturated -> {
                reasons.add(saturated);
                preferred.add(tryOut(studies.of(GAUSSIAN, "probability", "gradient")));
              });
    }
    preferred.addAll(gradients);
    preferred.addAll(averages);
    preferred.add(labels);
    if (preferred.stream().allMatch(candidate -> candidate.problem().isPresent())) {
      addSmaller(preferred, reasons, observer, studies, readout);
    }
    return chosen(preferred, reasons);
  }

  /** Puts a study of stimuli that are smaller than the input before those that do not work. */
  private void addSmaller(
      List<Candidate> failed,
      List<String> reasons,
      ObserverDescription observer,
      CandidateStudies studies,
      String readout) {
    Stream<StudySpecification> ofImages =
        noiseOfSmallImages(observer).map(noise -> studies.of(noise, readout, "regression"));
    Stream<StudySpecification> halved =
        Stream.iterate(2, divisor -> 2 * divisor)
            .takeWhile(
                divisor -> Math.min(observer.height(), observer.width()) / divisor >= MIN_SIDE)
            .map(
                divisor ->
                    SIZED.formatted(
                        UNIFORM, observer.height() / divisor, observer.width() / divisor))
            .map(noise -> studies.of(noise, readout, "average"));
    Stream.concat(ofImages, halved)
        .map(this::tryOut)
        .filter(candidate -> candidate.problem().isEmpty())
        .findFirst()
        .ifPresent(
            smaller -> {
              StimulusSize size = smaller.specification().stimuli().size().orElseThrow();
              reasons.add(
                  "stimuli have %d x %d pixels, since larger maps do not work: %s"
                      .formatted(
                          size.height(), size.width(), failed.getLast().problem().orElseThrow()));
              failed.addFirst(smaller);
            });
  }

  private Optional<Recommendation> ofUnits(ObserverDescription observer, CandidateStudies studies) {
    LayerDescription narrowest =
        observer.layers().subList(0, observer.layers().size() - 1).stream()
            .min(Comparator.comparingInt(LayerDescription::units))
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        FIELD,
                        observer.name()
                            + ", which returns images and has no readable layer before its output",
                        "a network with classes, or one whose layers can be read"));
    String units = "activation, layer = \"%s\"".formatted(narrowest.name());
    List<Candidate> candidates = new ArrayList<>();
    if (observer.differentiable()) {
      candidates.add(tryOut(studies.of(UNIFORM, units, "gradient")));
    }
    candidates.add(tryOut(studies.of(UNIFORM, units, "average")));
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "%s gives images, so there is no class to map; %s is its narrowest layer"
            .formatted(observer.name(), narrowest.name()));
    return chosen(candidates, reasons);
  }

  /** Returns noise of images of the input's size, of the observer's data set if possible. */
  private List<String> noiseOfImages(ObserverDescription observer) {
    return basis(observer, card -> card.isShapedLike(observer)).map(Recommender::noise).toList();
  }

  /** Returns noise of images that are not larger than the input, of their size. */
  private Stream<String> noiseOfSmallImages(ObserverDescription observer) {
    return basis(
            observer,
            card ->
                card.planes() == observer.planes()
                    && card.height() <= observer.height()
                    && card.width() <= observer.width())
        .map(card -> SIZED.formatted(noise(card), card.height(), card.width()));
  }

  private static String noise(BasisCard card) {
    return "kind = pca-noise, data = %s, components = %d"
        .formatted(card.dataset(), Math.min(MAX_COMPONENTS, card.components()));
  }

  /** Returns a basis of a data set, that of the observer if possible; none if none fits. */
  private Stream<BasisCard> basis(ObserverDescription observer, Predicate<BasisCard> fits) {
    return bases.entries().stream()
        .flatMap(basis -> basis.card().filter(fits).stream())
        .filter(card -> card.name().equals(PcaBasis.nameOf(card.dataset())))
        .filter(card -> DataSets.names().contains(card.dataset()))
        .max(
            Comparator.comparing((BasisCard card) -> card.dataset().equals(observer.dataset()))
                .thenComparing(BasisCard::dataset))
        .stream();
  }

  /** Returns why probabilities are saturated under noise; empty if they are not. */
  private static Optional<String> saturation(Candidate probabilities, Candidate gradients) {
    double share = probabilities.pilot().map(PilotReport::largestShare).orElse(0.0);
    if (share > SATURATED_SHARE) {
      return Optional.of(
          "under uniform noise its probabilities are saturated: one class takes %.1f %% of them"
              .formatted(100 * share));
    }
    return gradients
        .pilot()
        .filter(PilotReport::isThin)
        .map(
            thin ->
                "under uniform noise its probabilities are saturated: at least half of the gradients' maps have fewer than %d effective trials"
                    .formatted(StoppingRule.ENOUGH));
  }

  private Candidate tryOut(StudySpecification specification) {
    try {
      return pilotRunner
          .apply(specification)
          .map(
              pilot ->
                  PilotReport.refutation(pilot.channels(), pilot.look())
                      .map(problem -> Candidate.impossible(specification, problem))
                      .orElseGet(() -> Candidate.piloted(specification, pilot)))
          .orElseGet(() -> Candidate.withoutResponse(specification));
    } catch (RevcorException refused) {
      return Candidate.impossible(specification, String.valueOf(refused.getMessage()));
    }
  }

  /** Returns the first candidate whose maps have structure, or else the first with a pilot. */
  private static Optional<Recommendation> chosen(List<Candidate> candidates, List<String> reasons) {
    int chosen = first(candidates, Candidate::isUsable);
    if (chosen < 0) {
      chosen = first(candidates, candidate -> candidate.pilot().isPresent());
    }
    if (chosen < 0 && candidates.stream().allMatch(Candidate::hasNoResponse)) {
      return Optional.empty();
    }
    if (chosen < 0) {
      Candidate failed = candidates.getFirst();
      throw new InvalidInputException(
          FIELD,
          "an observer that cannot be studied (%s)".formatted(failed.problem().orElse("")),
          "an observer whose outputs depend on noise");
    }
    for (Candidate skipped : candidates.subList(0, chosen)) {
      reasons.add(
          "%s does not work: %s"
              .formatted(
                  name(skipped.specification()),
                  skipped.problem().orElse("the maps of the pilot are blank")));
    }
    Candidate best = candidates.get(chosen);
    reasons.add(merit(best.specification()));
    return Optional.of(
        new Recommendation(
            candidates, chosen, reasons, best.pilot().orElseThrow().caveats(best.specification())));
  }

  /**
   * Creates studies of one observer.
   *
   * @param requested names the observer, the seed and the stopping rule
   */
  private record CandidateStudies(StudySpecification requested) {
    StudySpecification of(String stimulus, String readout, String estimator) {
      ObjectNode study =
          ((ObjectNode) StudyFile.toJson(requested).path("study"))
              .retain(
                  "name", "seed", "observer", "conventions", "stop", "block-size", "batch-size");
      String standardName =
          DefaultStudyName.of(
              requested.observer(), requested.readout(), requested.stimuli().kind());
      if (requested.name().equals(standardName)) {
        study.remove("name");
      }
      study.setAll(
          StudyFile.keys(
              "study",
              "stimulus { %s }, readout { kind = %s }, estimator = %s"
                  .formatted(stimulus, readout, estimator)));
      return StudyFile.of(study);
    }
  }

  private static int first(List<Candidate> candidates, Predicate<Candidate> criterion) {
    return IntStream.range(0, candidates.size())
        .filter(i -> criterion.test(candidates.get(i)))
        .findFirst()
        .orElse(-1);
  }

  private static String name(StudySpecification specification) {
    return "%s of %s"
        .formatted(
            Spelling.word(specification.estimation().estimator()), specification.readout().word());
  }

  private static String merit(StudySpecification specification) {
    if (specification.estimation().regression().isPresent()) {
      return specification.stimuli().kind().words()
          + " elicits every class, so maps need the fewest stimuli; they show what its components"
          + " can show";
    }
    if (!specification.estimation().kind().takesGradients()) {
      return averaging(specification.readout());
    }
    if (specification.readout() != ClassReadout.PROBABILITY) {
      return "gradients of %ss need the fewest stimuli: each stimulus serves one channel in turn, so rare classes have maps too; uniform noise suffices, since they do not saturate"
          .formatted(specification.readout().word());
    }
    String selected =
        "gradients of probabilities need far fewer stimuli than averages; each stimulus gives the"
            + " gradient of one channel, drawn by its probabilities";
    return specification.stimuli().kind().equals(new WhiteNoiseKind(GaussianLaw.DEFAULT))
        ? selected
            + ", and Gaussian noise of mean 0.5 and the uniform law's variance has the lighter"
            + " tails (a standard normal law has worse)"
        : selected;
  }

  private static String averaging(Readout readout) {
    return switch (readout) {
      case ClassReadout.LOGIT, ClassReadout.CENTRED_LOGIT, ClassReadout.CENTRED_PROBABILITY ->
          "averages of logits, centred on the mean of all stimuli, need fewer stimuli than those of"
              + " probabilities or labels";
      case ClassReadout.PROBABILITY ->
          "averages of probabilities need fewer stimuli than those of labels; their logarithms"
              + " (readout.centred = true) may need fewer still";
      case ClassReadout.LABEL ->
          "labels are the last resort: they carry the least information, and none about a class"
              + " that noise never elicits";
      default -> "averages of activations need no gradients";
    };
  }
}
