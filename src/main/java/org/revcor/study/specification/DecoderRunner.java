package org.revcor.study.specification;

import org.revcor.observer.ObserverDescription;

/** Runs the decoders of stimuli while studies are prepared. */
@FunctionalInterface
public interface DecoderRunner {
  /** Runs decoders in this process. */
  DecoderRunner LOCAL = DecodedKind::run;

  /**
   * Runs the decoder of a study.
   *
   * @param kind stimuli of the study
   * @throws org.revcor.InvalidInputException if the decoder cannot be used for the observer
   */
  DecoderReport run(
      DecodedKind kind,
      StudySpecification study,
      ObserverDescription observer,
      StimulusSources sources);
}
