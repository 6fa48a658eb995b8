package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.WhiteNoise;

/** A kind of stimulus whose pixels are independent and have one law. */
public record WhiteNoiseKind(Law law) implements StimulusKind {
  static final Option<StimulusKind> OPTION =
      Option.of(
          "white-noise", WhiteNoiseKind.class, "White noise", "independent pixels", LawKeys.KEYS);

  @Override
  public String words() {
    return law.name() + " white noise";
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.NONE;
  }

  @Override
  public Optional<Law> shownLaw() {
    return Optional.of(law);
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    return PreparedStimulus.drawn(study, new WhiteNoise(law, observer.values())).withNoise(law);
  }
}
