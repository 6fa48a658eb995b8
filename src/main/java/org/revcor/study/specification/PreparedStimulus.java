package org.revcor.study.specification;

import java.util.List;
import java.util.Optional;
import org.revcor.file.Digest;
import org.revcor.inference.Rendering;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.LatentLaw.LatentNoise;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.Stimulus.Moments;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.specification.DecodedKind.DecoderReport;

/**
 * Validated stimuli: how they are drawn and rendered, and the law of the averaged values.
 *
 * @param rendering conversion of drawn stimuli into images, on lanes
 * @param averaged moments of the averaged values, or of the scores of a regression. They are in
 *     closed form, except for images of a decoder, whose moments are those of a sample.
 * @param digest {@code sha256:...} of the images, the basis, the decoder or the recorded stimuli;
 *     "" for white noise
 * @param noise law of the white noise; empty without white noise
 * @param warnings warnings for the user before the study starts
 */
public record PreparedStimulus(
    StimulusSequence sequence,
    Rendering rendering,
    Moments averaged,
    String what,
    String digest,
    Optional<Law> noise,
    List<String> warnings) {
  static final String NOISE_ALONE = "the noise alone";

  private static final String PIXELS = "pixels as shown";

  public PreparedStimulus {
    warnings = List.copyOf(warnings);
  }

  private PreparedStimulus(
      StimulusSequence sequence,
      Rendering rendering,
      Moments averaged,
      String what,
      String digest) {
    this(sequence, rendering, averaged, what, digest, Optional.empty(), List.of());
  }

  static PreparedStimulus drawn(StudySpecification study, Stimulus stimulus) {
    return new PreparedStimulus(
        new StimulusSequence(stimulus, study.stimuli().antithetic()),
        new Rendering.AsDrawn(),
        stimulus.averaged(),
        PIXELS,
        digest(stimulus));
  }

  static PreparedStimulus beside(StudySpecification study, Stimulus stimulus, String what) {
    return new PreparedStimulus(
        new StimulusSequence(stimulus, study.stimuli().antithetic()),
        new Rendering.BesideAveraged(),
        stimulus.averaged(),
        what,
        digest(stimulus));
  }

  static StimulusSequence sequence(StudySpecification study, DecodedStimuli stimuli) {
    return new StimulusSequence(stimuli.stimulus(), study.stimuli().antithetic());
  }

  static PreparedStimulus decoded(
      StudySpecification study, DecodedStimuli stimuli, DecoderReport report) {
    Rendering.Decoded rendering = stimuli.rendering();
    boolean latent = rendering.latent();
    return new PreparedStimulus(
        sequence(study, stimuli),
        rendering,
        report.images() == null ? stimuli.stimulus().averaged() : report.images(),
        latent ? "latent numbers" : PIXELS,
        rendering.decoder().description().digest());
  }

  /** Returns the number of different trials, if it is limited; else the largest number. */
  public long trials() {
    return sequence.stimulus().trials();
  }

  private static String digest(Stimulus stimulus) {
    return stimulus.source().map(images -> Digest.of(images.pixels())).orElse("");
  }

  PreparedStimulus withDigest(String ofFile) {
    return new PreparedStimulus(sequence, rendering, averaged, what, ofFile, noise, warnings);
  }

  /** Returns threshold noise with contrasts; other stimuli as they are. */
  public PreparedStimulus withContrasts(List<Double> contrasts) {
    return sequence.stimulus() instanceof ThresholdNoise noise
        ? new PreparedStimulus(
            new StimulusSequence(noise.withContrasts(contrasts), sequence.antithetic()),
            rendering,
            averaged,
            what,
            digest,
            this.noise,
            warnings)
        : this;
  }

  /** Returns whether the contrasts of examples have to be found before the first block. */
  public boolean needsContrasts() {
    return sequence.stimulus() instanceof ThresholdNoise noise && !noise.hasContrasts();
  }

  PreparedStimulus withNoise(Law law) {
    return new PreparedStimulus(
        sequence, rendering, averaged, what, digest, Optional.of(law), warnings);
  }

  record DecodedStimuli(Rendering.Decoded rendering, Stimulus stimulus) {
    DecodedStimuli(Rendering.Decoded rendering, LatentLaw law) {
      this(rendering, new LatentNoise(law));
    }
  }
}
