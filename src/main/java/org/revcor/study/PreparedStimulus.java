package org.revcor.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.Digest;
import org.revcor.InvalidInputException;
import org.revcor.lane.BalancedMean;
import org.revcor.lane.BasisDecoder;
import org.revcor.lane.Rendering;
import org.revcor.lane.StimulusSampler;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Decoders;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.specification.Conventions;
import org.revcor.specification.ImageSelection;
import org.revcor.specification.ObserverReference;
import org.revcor.specification.StimulusSpecification;
import org.revcor.specification.StudySpecification;
import org.revcor.stimulus.Bubbles;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.LatentNoise;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Moments;
import org.revcor.stimulus.NoisyImages;
import org.revcor.stimulus.SignalInNoise;
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/**
 * Validated stimuli: how they are drawn and rendered, and the law of what is averaged.
 *
 * @param sequence stimuli as drawn
 * @param rendering how lanes turn them into images
 * @param averaged moments of what is averaged; in closed form, except for images of a decoder,
 *     whose moments are estimated from a sample
 * @param what description of what is averaged
 * @param digest {@code sha256:...} of the images, basis or decoder that the stimuli are made from;
 *     "" for white noise
 */
record PreparedStimulus(
    StimulusSequence sequence, Rendering rendering, Moments averaged, String what, String digest) {
  private static final String PIXELS = "pixels as shown";
  private static final String NOISE = "the noise alone";

  /**
   * @param observer observer that the stimuli are shown to
   * @throws InvalidInputException if the specification is invalid
   */
  static PreparedStimulus of(
      StudySpecification study, ObserverDescription observer, Materials materials) {
    return switch (study.stimulus()) {
      case StimulusSpecification.White white ->
          averagingPixels(study, new WhiteNoise(white.law(), observer.values()), PIXELS);
      case StimulusSpecification.Balanced balanced -> {
        ObserverSource shown = materials.observers().resolve(study.observer());
        Law law = new GaussianLaw(BalancedMean.of(shown, balanced.sd()), balanced.sd());
        yield averagingPixels(study, new WhiteNoise(law, observer.values()), PIXELS);
      }
      case StimulusSpecification.Signal signal ->
          averagingPart(
              study,
              new SignalInNoise(
                  materials.signals(signal.images(), observer), signal.gamma(), signal.noise()),
              NOISE);
      case StimulusSpecification.Images images -> {
        Stimulus shown =
            new NoisyImages(
                materials.signals(images.images(), observer),
                images.noiseSd().isPresent()
                    ? Optional.of(new GaussianLaw(0, images.noiseSd().getAsDouble()))
                    : Optional.empty());
        yield images.noiseSd().isPresent()
            ? averagingPart(study, shown, NOISE)
            : averagingPixels(study, shown, PIXELS);
      }
      case StimulusSpecification.Bubbles bubbles ->
          averagingPart(study, bubbles(bubbles, observer, materials), "the mask, in every plane");
      case StimulusSpecification.GaborPca gabor -> gabor(study, gabor, observer, materials);
      case StimulusSpecification.Generator generator ->
          decoded(study, generator, observer, materials);
    };
  }

  private static PreparedStimulus averagingPixels(
      StudySpecification study, Stimulus stimulus, String what) {
    return new PreparedStimulus(
        new StimulusSequence(stimulus, study.antithetic()),
        new Rendering.AsDrawn(),
        stimulus.averaged(),
        what,
        digest(stimulus));
  }

  private static PreparedStimulus averagingPart(
      StudySpecification study, Stimulus stimulus, String what) {
    return new PreparedStimulus(
        new StimulusSequence(stimulus, study.antithetic()),
        new Rendering.BesideAveraged(),
        stimulus.averaged(),
        what,
        digest(stimulus));
  }

  private static String digest(Stimulus stimulus) {
    return stimulus.source().map(images -> Digest.of(images.pixels())).orElse("");
  }

  private static Bubbles bubbles(
      StimulusSpecification.Bubbles bubbles, ObserverDescription observer, Materials materials) {
    Bubbles.Carrier carrier =
        switch (bubbles.carrier()) {
          case StimulusSpecification.Carrier.OfImages(ImageSelection images) ->
              new Bubbles.Carrier.OfImages(materials.signals(images, observer));
          case StimulusSpecification.Carrier.OfNoise noise ->
              new Bubbles.Carrier.OfNoise(noise.law());
        };
    return new Bubbles(
        carrier,
        observer.planes(),
        observer.height(),
        observer.width(),
        bubbles.number(),
        bubbles.sds(),
        bubbles.background());
  }

  private static PreparedStimulus gabor(
      StudySpecification study,
      StimulusSpecification.GaborPca gabor,
      ObserverDescription observer,
      Materials materials) {
    GaborBasis basis = materials.bases().named(gabor.basis());
    if (basis.planes() != observer.planes()
        || basis.height() != observer.height()
        || basis.width() != observer.width()) {
      throw new InvalidInputException(
          "study.stimulus.basis",
          "%s, fitted to images of %d x %d x %d"
              .formatted(basis.name(), basis.planes(), basis.height(), basis.width()),
          "a basis for images of %d x %d x %d, the input of %s"
              .formatted(observer.planes(), observer.height(), observer.width(), observer.name()));
    }
    LatentLaw law = new LatentLaw.Ranges(basis.low(), basis.high());
    boolean withMean = gabor.conventions() == Conventions.DEFAULT;
    return decoded(
        study,
        new Rendering.Decoded(
            new BasisDecoder(basis, withMean),
            true,
            gabor.space() == StimulusSpecification.Space.LATENT),
        law,
        observer);
  }

  private static PreparedStimulus decoded(
      StudySpecification study,
      StimulusSpecification.Generator generator,
      ObserverDescription observer,
      Materials materials) {
    return switch (generator.decoder()) {
      case StimulusSpecification.Decoder.OfAutoEncoder(String model) -> {
        ObserverSource autoEncoder =
            materials.observers().resolve(new ObserverReference.Named(model));
        ObserverSource decoder = Decoders.of(autoEncoder);
        yield decoded(study, generator, decoder, law(autoEncoder, decoder, materials), observer);
      }
      case StimulusSpecification.Decoder.OfFile(String file, LatentLaw law) -> {
        Path path = path(file, materials);
        yield decoded(study, generator, TorchScriptFile.decoder(path, law.values()), law, observer);
      }
    };
  }

  private static Path path(String file, Materials materials) {
    try {
      return materials.files().apply(file);
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(
          "study.stimulus.decoder-file", elsewhere.value(), elsewhere.expected());
    }
  }

  private static LatentLaw law(
      ObserverSource autoEncoder, ObserverSource decoder, Materials materials) {
    if (Decoders.isVariational(autoEncoder)) {
      return new LatentLaw.Normal(decoder.description().planes(), 1);
    }
    String dataset = autoEncoder.description().dataset();
    float[][] range =
        Decoders.codeRange(
            autoEncoder,
            materials
                .images(new ImageSelection(dataset, ImageSelection.Part.TEST, List.of()))
                .pixels());
    return new LatentLaw.Ranges(range[0], range[1]);
  }

  private static PreparedStimulus decoded(
      StudySpecification study,
      StimulusSpecification.Generator generator,
      ObserverSource decoder,
      LatentLaw law,
      ObserverDescription observer) {
    boolean latent = generator.space() == StimulusSpecification.Space.LATENT;
    return decoded(
        study, new Rendering.Decoded(decoder, generator.scaled(), latent), law, observer);
  }

  private static PreparedStimulus decoded(
      StudySpecification study,
      Rendering.Decoded rendering,
      LatentLaw law,
      ObserverDescription observer) {
    StimulusSequence sequence = new StimulusSequence(new LatentNoise(law), study.antithetic());
    String digest = rendering.decoder().description().digest();
    try (StimulusSampler sampler = new StimulusSampler(sequence, rendering, observer)) {
      if (rendering.latent()) {
        sampler.requireShape();
        return new PreparedStimulus(sequence, rendering, law.moments(), "latent numbers", digest);
      }
      return new PreparedStimulus(sequence, rendering, sampler.moments(), PIXELS, digest);
    }
  }
}
