package org.revcor.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.Spelling;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.specification.ObserverReference;
import org.revcor.specification.StandardName;
import org.revcor.specification.StimulusKind;
import org.revcor.specification.StudySpecification;
import org.revcor.specification.WhiteNoiseKind;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.UniformLaw;

/**
 * Proposes law, readout and estimator for an observer, from what it allows and from pilots.
 *
 * <p>What an observer allows decides: gradients where there are any, of logits before
 * probabilities, averages of logits before those of probabilities, labels last ({@code
 * docs/study-file.md} says why). The pilots decide whether a network is saturated under noise, and
 * pass over what fails or gives nothing.
 */
public final class Recommender {
  private static final double DOMINANT = 0.9;
  private static final String FIELD = "study.observer";

  /**
   * Shows the first blocks of a study; empty if there was no answer in time. Throws as {@link
   * Pilot#run}.
   */
  @FunctionalInterface
  interface Trial extends Function<StudySpecification, Optional<PilotReport>> {}

  private final ObserverReference.Resolver observers;
  private final Trial trial;

  Recommender(ObserverReference.Resolver observers, Trial trial) {
    this.observers = observers;
    this.trial = trial;
  }

  /** By pilots of some seconds each. */
  public static Recommender by(Pilot pilot) {
    return by(pilot, Pilot.Limit.OF_A_CANDIDATE);
  }

  static Recommender by(Pilot pilot, Pilot.Limit limit) {
    return new Recommender(
        pilot.materials().observers(), specification -> pilot.run(specification, limit));
  }

  /**
   * Tries what the observer allows, best first, and proposes the first that works.
   *
   * @param asked names the observer, the seed and when to stop; its stimuli, readout and estimator
   *     are not looked at
   * @return empty if nothing was answered in time
   * @throws InvalidInputException if the observer cannot be used
   */
  public Optional<Recommendation> recommend(StudySpecification asked) {
    ObserverDescription observer = observers.resolve(asked.observer()).description();
    Ways ways = new Ways(asked);
    return observer.output() == OutputKind.IMAGES
        ? ofUnits(observer, ways)
        : ofClasses(observer, ways);
  }

  private Optional<Recommendation> ofClasses(ObserverDescription observer, Ways ways) {
    boolean logits = observer.output() == OutputKind.LOGITS;
    Law uniform = new UniformLaw();
    List<Candidate> gradients = new ArrayList<>();
    List<Candidate> averages = new ArrayList<>();
    if (logits && observer.differentiable()) {
      gradients.add(tried(ways.of(uniform, ClassReadout.LOGIT, Estimator.GRADIENT)));
    }
    if (observer.differentiable()) {
      gradients.add(tried(ways.of(uniform, ClassReadout.PROBABILITY, Estimator.GRADIENT)));
    }
    if (logits) {
      averages.add(tried(ways.of(uniform, ClassReadout.LOGIT, Estimator.AVERAGE)));
    }
    Candidate probabilities = tried(ways.of(uniform, ClassReadout.PROBABILITY, Estimator.AVERAGE));
    averages.add(probabilities);
    Candidate labels = tried(ways.of(uniform, ClassReadout.LABEL, Estimator.AVERAGE));

    List<String> reasons = new ArrayList<>();
    List<Candidate> preferred = new ArrayList<>();
    if (!observer.differentiable()) {
      reasons.add(observer.name() + " is a black box: it gives no gradients");
    }
    if (!logits) {
      reasons.add(observer.name() + " gives probabilities, not logits");
    }
    if (!logits && probabilities.pilot().filter(PilotReport::isAllOrNothing).isPresent()) {
      reasons.add("every probability in the pilot was 0 or 1, so its answers are but labels");
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
                preferred.add(
                    tried(
                        ways.of(
                            GaussianLaw.DEFAULT, ClassReadout.PROBABILITY, Estimator.GRADIENT)));
              });
    }
    preferred.addAll(gradients);
    preferred.addAll(averages);
    preferred.add(labels);
    return chosen(preferred, reasons);
  }

  private Optional<Recommendation> ofUnits(ObserverDescription observer, Ways ways) {
    LayerDescription narrowest =
        observer.layers().subList(0, observer.layers().size() - 1).stream()
            .min(Comparator.comparingInt(LayerDescription::units))
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        FIELD,
                        observer.name() + ", which gives images and has no layer before them",
                        "a network with classes, or one whose layers can be read"));
    Readout units =
        new UnitReadout(narrowest.name(), new Units(Indices.ALL, new Units.Place.Centre()));
    List<Candidate> candidates = new ArrayList<>();
    if (observer.differentiable()) {
      candidates.add(tried(ways.of(new UniformLaw(), units, Estimator.GRADIENT)));
    }
    candidates.add(tried(ways.of(new UniformLaw(), units, Estimator.AVERAGE)));
    List<String> reasons = new ArrayList<>();
    reasons.add(
        "%s gives images, so there is no class to map; %s is its narrowest layer"
            .formatted(observer.name(), narrowest.name()));
    return chosen(candidates, reasons);
  }

  /** Why probabilities are saturated under noise; empty if they are not. */
  private static Optional<String> saturation(Candidate probabilities, Candidate gradients) {
    double share = probabilities.pilot().map(PilotReport::largestShare).orElse(0.0);
    if (share > DOMINANT) {
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

  private Candidate tried(StudySpecification specification) {
    try {
      return trial
          .apply(specification)
          .map(pilot -> Candidate.piloted(specification, pilot))
          .orElseGet(() -> Candidate.withoutResponse(specification));
    } catch (RevcorException refused) {
      return Candidate.impossible(specification, String.valueOf(refused.getMessage()));
    }
  }

  /** The first that shows anything; if none does, the first that answered. */
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
          "one that cannot be studied (%s)".formatted(failed.problem().orElse("")),
          "one that answers noise");
    }
    for (Candidate passedOver : candidates.subList(0, chosen)) {
      reasons.add(
          "%s does not work: %s"
              .formatted(
                  name(passedOver.specification()),
                  passedOver.problem().orElse("the maps of the pilot are blank")));
    }
    Candidate best = candidates.get(chosen);
    reasons.add(merit(best.specification()));
    return Optional.of(
        new Recommendation(
            candidates, chosen, reasons, best.pilot().orElseThrow().caveats(best.specification())));
  }

  private static int first(List<Candidate> candidates, Predicate<Candidate> wanted) {
    return IntStream.range(0, candidates.size())
        .filter(i -> wanted.test(candidates.get(i)))
        .findFirst()
        .orElse(-1);
  }

  private static String name(StudySpecification specification) {
    return "%s of %s"
        .formatted(Spelling.word(specification.estimator()), specification.readout().word());
  }

  private static String merit(StudySpecification specification) {
    if (!specification.estimator().takesGradients()) {
      return averaging(specification.readout());
    }
    if (specification.readout() != ClassReadout.PROBABILITY) {
      return "gradients of %ss need the fewest stimuli: one channel a stimulus in turn, so that rare classes have maps too, and under uniform noise, since they do not saturate"
          .formatted(specification.readout().word());
    }
    String selected =
        "gradients of probabilities need far fewer stimuli than averages; each stimulus gives that"
            + " of a channel drawn after its answer";
    return specification.stimulus().equals(new WhiteNoiseKind(GaussianLaw.DEFAULT))
        ? selected
            + ", and Gaussian noise of mean 0.5 and the uniform law's variance has the lighter"
            + " tails (a standard normal law has worse)"
        : selected;
  }

  private static String averaging(Readout readout) {
    return switch (readout) {
      case ClassReadout.LOGIT ->
          "averages of logits, centred on the mean of all stimuli, need fewer stimuli than those of"
              + " probabilities or labels";
      case ClassReadout.PROBABILITY ->
          "averages of probabilities need fewer stimuli than those of labels; logarithms of"
              + " probabilities, which would need fewer still, are not offered";
      case ClassReadout.LABEL ->
          "labels are the last resort: they tell least, and nothing of a class that noise never"
              + " falls into";
      case UnitReadout ofUnits -> "averages of activations need no gradients";
      case PooledReadout ofMaps -> "averages of activations need no gradients";
    };
  }

  /**
   * Studies of one observer.
   *
   * @param asked names observer, seed and when to stop
   */
  private record Ways(StudySpecification asked) {
    StudySpecification of(Law law, Readout readout, Estimator estimator) {
      StimulusKind stimulus = new WhiteNoiseKind(law);
      StudySpecification way =
          new StudySpecification(
                  isNamed() ? asked.name() : StandardName.of(asked.observer(), readout, stimulus),
                  asked.seed(),
                  asked.observer(),
                  stimulus,
                  false,
                  readout,
                  false,
                  estimator,
                  Optional.empty(),
                  asked.conventions(),
                  asked.stop(),
                  asked.blockSize())
              .with(asked.batchSize());
      return estimator == Estimator.AVERAGE ? way.in(asked.precision()) : way;
    }

    private boolean isNamed() {
      return !asked
          .name()
          .equals(StandardName.of(asked.observer(), asked.readout(), asked.stimulus()));
    }
  }
}
