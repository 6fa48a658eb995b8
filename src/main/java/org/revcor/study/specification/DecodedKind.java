package org.revcor.study.specification;

import org.revcor.inference.StimulusSampler;
import org.revcor.observer.ObserverDescription;

/**
 * A kind of stimulus that a decoder computes from latent numbers. Only {@link #inspect} and {@link
 * #run} run the decoder, which may be a program of a user.
 */
public sealed interface DecodedKind extends StimulusKind
    permits GaborPcaKind, GeneratorKind, PcaNoiseKind {
  /** Returns the digest of the decoder. */
  String digest(StimulusSources sources);

  /** Runs the decoder, without the images of the study. */
  DecoderReport inspect(StimulusSources sources);

  /**
   * Returns the stimuli.
   *
   * @param inspected what {@link #inspect} has returned
   * @throws org.revcor.InvalidInputException if they do not fit the observer
   */
  DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources);

  /** Runs the decoder; errors as in {@link #prepare}. */
  default DecoderReport run(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    DecoderReport inspected = inspect(sources);
    DecodedStimuli stimuli = stimuli(inspected, observer, sources);
    if (stimuli.rendering().latent()) {
      return inspected;
    }
    try (StimulusSampler sampler =
        new StimulusSampler(
            PreparedStimulus.sequence(study, stimuli.law()), stimuli.rendering(), observer)) {
      return inspected.withImages(sampler.moments());
    }
  }

  @Override
  default PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    DecoderReport report = sources.report(this, study, observer);
    DecodedStimuli stimuli = stimuli(report, observer, sources);
    stimuli.rendering().requireShape(observer);
    return PreparedStimulus.decoded(study, stimuli, report);
  }
}
