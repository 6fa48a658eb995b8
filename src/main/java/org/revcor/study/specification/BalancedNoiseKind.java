package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.inference.BalancedMean;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Keys;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.WhiteNoise;

/**
 * A kind of stimulus that is Gaussian noise. Its mean is the one at which the observer's labels are
 * most even. Its maps belong to this noise and not to noise about another mean.
 *
 * @param sd standard deviation of each pixel
 */
record BalancedNoiseKind(double sd) implements StimulusKind {
  static final Option<StimulusKind> OPTION =
      Option.of(
          "balanced-noise",
          BalancedNoiseKind.class,
          Keys.all(
              section -> new BalancedNoiseKind(LawKeys.SD.read(section)),
              LawKeys.SD.of(BalancedNoiseKind::sd)),
          "Balanced noise",
          "Gaussian, about the mean at which labels are most even");

  @Override
  public String words() {
    return "balanced noise";
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.NONE;
  }

  @Override
  public Optional<Law> shownLaw() {
    return Optional.of(new GaussianLaw(0, sd));
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    if (study.observer() instanceof ObserverReference.External) {
      throw new InvalidInputException(
          "study.stimulus.kind",
          "balanced-noise, whose mean depends on a network",
          "another kind, since this study has responses of a client");
    }
    Law law = new GaussianLaw(valid(sources.balancedMean(study, sd, observer)), sd);
    return PreparedStimulus.drawn(study, new WhiteNoise(law, observer.values()))
        .withNoise(law)
        .withWarning(
            "the mean of the noise is %s, where labels are most even; maps under noise of another mean differ"
                .formatted(law.mean()));
  }

  /** The process of a network file could have returned any number. */
  private double valid(double mean) {
    if (!(mean >= BalancedMean.MIN_MEAN && mean <= BalancedMean.MAX_MEAN)) {
      throw new InvalidInputException(
          "study.stimulus",
          "balanced-noise, whose network gave the mean " + mean,
          "balanced-noise with a mean from %s to %s"
              .formatted(BalancedMean.MIN_MEAN, BalancedMean.MAX_MEAN));
    }
    if (sd < LawKeys.minSd(mean)) {
      throw new InvalidInputException(
          "study.stimulus.sd", "" + sd, LawKeys.expectedSd(mean) + " " + mean);
    }
    return mean;
  }
}
