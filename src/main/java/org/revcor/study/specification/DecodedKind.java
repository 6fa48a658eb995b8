package org.revcor.study.specification;

import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Estimator;
import org.revcor.inference.StimulusSampler;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.file.TorchScriptDecoder.DecoderInspection;
import org.revcor.stimulus.Stimulus.Moments;
import org.revcor.study.specification.MapDependence.AveragedSpace;
import org.revcor.study.specification.PreparedStimulus.DecodedStimuli;

/**
 * A kind of stimulus that a decoder computes from latent numbers. Only {@link #inspect} and {@link
 * #run} run the decoder, which may be a program of a user.
 */
public sealed interface DecodedKind extends StimulusKind
    permits GaborPcaKind, GeneratorKind, PcaNoiseKind, ThresholdNoiseKind {
  String digest(StimulusSources sources);

  default AveragedSpace space() {
    return AveragedSpace.PIXEL;
  }

  @Override
  default boolean averagesLatents() {
    return space().isLatent();
  }

  @Override
  default MapDependence dependence() {
    return space().dependence();
  }

  /** Returns whether only a run of the decoder shows what it computes, as of a user's program. */
  default boolean isInspected() {
    return false;
  }

  /** Runs a decoder that must be inspected, without the images of the study. */
  default DecoderReport inspect(StimulusSources sources) {
    return DecoderReport.NONE;
  }

  /**
   * Returns the stimuli.
   *
   * @param inspected what {@link #inspect} has returned
   * @throws org.revcor.InvalidInputException if they do not fit the observer
   */
  DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources);

  default DecoderReport run(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    DecoderReport inspected = inspect(sources);
    DecodedStimuli stimuli = stimuli(inspected, observer, sources);
    if (!needsImages(study)) {
      return inspected;
    }
    try (StimulusSampler sampler =
        new StimulusSampler(
            PreparedStimulus.sequence(study, stimuli), stimuli.rendering(), observer)) {
      return inspected.withImages(sampler.moments());
    }
  }

  @Override
  default PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    DecoderReport report =
        isInspected() || needsImages(study)
            ? sources.report(this, study, observer)
            : DecoderReport.NONE;
    DecodedStimuli stimuli = stimuli(report, observer, sources);
    stimuli.rendering().requireShape(observer);
    return PreparedStimulus.decoded(study, stimuli, report);
  }

  /** Returns whether images are averaged, not latent numbers or, as by a regression, scores. */
  private boolean needsImages(StudySpecification study) {
    return !averagesLatents() && study.estimation().estimator() != Estimator.REGRESSION;
  }

  /**
   * What a run of the decoder of stimuli has shown. With it, a study is prepared without the
   * engine.
   *
   * @param file inspection of a TorchScript file; null for other decoders
   * @param codes range of the codes of an auto-encoder, as {@link
   *     org.revcor.observer.network.Decoders#codeRange}; null if the law of its code is known
   * @param images moments of the images; null if latent numbers or scores are averaged
   */
  record DecoderReport(
      @Nullable DecoderInspection file, float @Nullable [][] codes, @Nullable Moments images) {
    static final DecoderReport NONE = new DecoderReport(null, null, null);

    static DecoderReport ofFile(DecoderInspection file) {
      return new DecoderReport(file, null, null);
    }

    static DecoderReport ofCodes(float[][] codes) {
      return new DecoderReport(null, codes, null);
    }

    DecoderReport withImages(Moments moments) {
      return new DecoderReport(file, codes, moments);
    }
  }
}
