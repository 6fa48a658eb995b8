package org.revcor.study.specification;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.Rendering;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.file.TorchScriptDecoder;
import org.revcor.observer.file.TorchScriptDecoder.DecoderInspection;
import org.revcor.observer.network.Decoders;
import org.revcor.schema.Group;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.LatentLaw;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.MapDependence.AveragedSpace;
import org.revcor.study.specification.PreparedStimulus.DecodedStimuli;

/**
 * A kind of stimulus that a decoder generates from latent numbers.
 *
 * @param scaled whether each plane is min-max scaled to [0,1]
 */
record GeneratorKind(Decoder decoder, boolean scaled, AveragedSpace space) implements DecodedKind {
  /** A network that generates images from latent numbers, and the law of these numbers. */
  public sealed interface Decoder {
    /**
     * The decoder of a trained auto-encoder. The code of a variational auto-encoder is standard
     * normal. For other auto-encoders it is uniform over its range on the test images of the data
     * set.
     */
    record OfAutoEncoder(String model) implements Decoder {}

    record OfFile(String file, LatentLaw law) implements Decoder {}
  }

  private static final Key<Integer> VALUES =
      Key.required(
          "values", Type.integer(1, 100_000), "20", "How many latent numbers the decoder takes.");
  private static final Key<Double> SD =
      Key.withDefault("sd", Type.number(1e-6, 1e6), 1.0, "Standard deviation of the numbers.");
  private static final Key<Double> LOW =
      Key.withDefault("low", Type.number(-1e6, 1e6), -1.0, "Least number.");
  private static final Key<Double> HIGH =
      Key.withDefault("high", Type.number(-1e6, 1e6), 1.0, "Largest number.");

  private static final Variants<LatentLaw> LAW =
      Variants.byWord(
          "law",
          "Law of the latent numbers.",
          List.of(
              Option.of(
                  "normal",
                  LatentLaw.Normal.class,
                  Keys.all(
                      section -> new LatentLaw.Normal(VALUES.read(section), SD.read(section)),
                      SD.of(LatentLaw.Normal::sd)),
                  "Normal",
                  "mean 0"),
              Option.of(
                  "uniform",
                  LatentLaw.Ranges.class,
                  Keys.all(
                      GeneratorKind::ranges,
                      LOW.of(ranges -> decimal(ranges.low()[0])),
                      HIGH.of(ranges -> decimal(ranges.high()[0]))),
                  "Uniform",
                  "from low to high")));

  private static final Group<LatentLaw> LATENT =
      new Group<>(
          "latent",
          Keys.all(LAW::read, VALUES.of(LatentLaw::values), LAW.of(law -> law)),
          "Latent numbers of the decoder.");

  private static final Key<String> AUTO_ENCODER =
      Key.required("decoder", Type.TEXT, "mnist-vae", "Name of a trained auto-encoder.");
  private static final Key<String> FILE =
      Key.required("decoder-file", Type.FILE, "decoder.pt", "TorchScript file of a decoder.");

  private static final Variants<Decoder> DECODER =
      Variants.byKey(
          "an object with either decoder (a trained auto-encoder) or decoder-file (a TorchScript"
              + " file)",
          "What makes the images.",
          List.of(
              Option.of(
                  "decoder",
                  Decoder.OfAutoEncoder.class,
                  "Auto-encoder",
                  "trained by Revcor",
                  AUTO_ENCODER),
              Option.of(
                  "decoder-file", Decoder.OfFile.class, "File", "TorchScript", FILE, LATENT)));

  private static final Key<Boolean> SCALE =
      Key.withDefault(
          "scale",
          Type.flag("none", "min-max"),
          false,
          "Whether each plane is scaled to [0, 1] (min-max).");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "generator",
          GeneratorKind.class,
          "Generator",
          "what a decoder makes",
          DECODER,
          SCALE,
          AveragedSpace.KEY);

  private static LatentLaw.Ranges ranges(Section section) {
    return LatentLaw.Ranges.of(VALUES.read(section), LOW.read(section), HIGH.read(section));
  }

  /** Returns the shortest decimal number that rounds to {@code value} in single precision. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  @Override
  public String words() {
    return switch (decoder) {
      case Decoder.OfAutoEncoder(String model) -> "images of " + model;
      case Decoder.OfFile file -> "images of " + Path.of(file.file()).getFileName();
    };
  }

  @Override
  public String digest(StimulusSources sources) {
    return switch (decoder) {
      case Decoder.OfAutoEncoder(String model) ->
          autoEncoder(model, sources).description().digest();
      case Decoder.OfFile file -> TorchScriptDecoder.digest(path(file.file(), sources));
    };
  }

  @Override
  public boolean isInspected() {
    return true;
  }

  @Override
  public DecoderReport inspect(StimulusSources sources) {
    return switch (decoder) {
      case Decoder.OfAutoEncoder(String model) -> codes(autoEncoder(model, sources), sources);
      case Decoder.OfFile(String file, LatentLaw law) ->
          DecoderReport.ofFile(TorchScriptDecoder.inspect(path(file, sources), law.values()));
    };
  }

  @Override
  public DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources) {
    return switch (decoder) {
      case Decoder.OfAutoEncoder(String model) -> {
        ObserverSource network = Decoders.of(autoEncoder(model, sources));
        yield decoded(network, law(network.description().planes(), inspected.codes()));
      }
      case Decoder.OfFile(String file, LatentLaw law) -> {
        DecoderInspection decoder = Objects.requireNonNull(inspected.file());
        decoder.requireOrder(observer);
        yield decoded(TorchScriptDecoder.of(path(file, sources), decoder), law);
      }
    };
  }

  private DecodedStimuli decoded(ObserverSource network, LatentLaw law) {
    return new DecodedStimuli(new Rendering.Decoded(network, scaled, space.isLatent()), law);
  }

  private static ObserverSource autoEncoder(String model, StimulusSources sources) {
    try {
      return sources.observer(new ObserverReference.Named(model));
    } catch (InvalidInputException unavailable) {
      throw new InvalidInputException(
          "study.stimulus.decoder",
          model + ", which is not available",
          "a trained auto-encoder; revcor train mnist-vae and revcor train mnist-autoencoder train"
              + " one");
    }
  }

  private static Path path(String file, StimulusSources sources) {
    try {
      return sources.file(file);
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(
          "study.stimulus.decoder-file", elsewhere.value(), elsewhere.expected());
    }
  }

  private static DecoderReport codes(ObserverSource autoEncoder, StimulusSources sources) {
    if (Decoders.isVariational(autoEncoder)) {
      return DecoderReport.NONE;
    }
    String dataset = autoEncoder.description().dataset();
    return DecoderReport.ofCodes(
        Decoders.codeRange(
            autoEncoder,
            sources
                .images(new ImageSelection(dataset, ImageSelection.Part.TEST, List.of()))
                .pixels()));
  }

  private static LatentLaw law(int values, float @Nullable [][] codes) {
    return codes == null
        ? new LatentLaw.Normal(values, 1)
        : new LatentLaw.Ranges(codes[0], codes[1]);
  }
}
