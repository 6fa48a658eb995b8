package org.revcor.study.specification;

import java.nio.file.Path;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.inference.Rendering;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Decoders;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.schema.Group;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.LatentLaw;

/**
 * A kind of stimulus that a decoder generates from latent numbers.
 *
 * @param scaled whether each plane is min-max scaled to [0,1]
 * @param space values that are averaged
 */
record GeneratorKind(Decoder decoder, boolean scaled, AveragedSpace space) implements StimulusKind {
  /** A network that generates images from latent numbers, and the law of these numbers. */
  public sealed interface Decoder {
    /**
     * The decoder of a trained auto-encoder. The code of a variational auto-encoder is standard
     * normal. For other auto-encoders it is uniform over its range on the test images of the data
     * set.
     */
    record OfAutoEncoder(String model) implements Decoder {}

    /** The decoder in a TorchScript file. */
    record OfFile(String file, LatentLaw law) implements Decoder {}
  }

  private static final Key<Long> VALUES =
      Key.required(
          "values", Type.whole(1, 100_000), "20", "How many latent numbers the decoder takes.");
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
                      section ->
                          new LatentLaw.Normal(
                              Math.toIntExact(VALUES.read(section)), SD.read(section)),
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
          Keys.all(LAW::read, VALUES.of(law -> (long) law.values()), LAW.of(law -> law)),
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
              Option.<Decoder>of(
                      "decoder",
                      Decoder.OfAutoEncoder.class,
                      Keys.all(
                          section -> new Decoder.OfAutoEncoder(AUTO_ENCODER.read(section)),
                          AUTO_ENCODER.of(Decoder.OfAutoEncoder::model)),
                      "Auto-encoder",
                      "trained by Revcor")
                  .ownedBy("decoder"),
              Option.<Decoder>of(
                      "decoder-file",
                      Decoder.OfFile.class,
                      Keys.all(
                          section -> new Decoder.OfFile(FILE.read(section), LATENT.read(section)),
                          FILE.of(Decoder.OfFile::file),
                          LATENT.of(Decoder.OfFile::law)),
                      "File",
                      "TorchScript")
                  .ownedBy("decoder-file")));

  private enum Scaling {
    NONE,
    MIN_MAX
  }

  private static final Key<Scaling> SCALE =
      Key.withDefault(
          "scale",
          Type.word(Scaling.values()),
          Scaling.NONE,
          "Whether each plane is scaled to [0, 1] (min-max).");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "generator",
          GeneratorKind.class,
          Keys.all(
              section ->
                  new GeneratorKind(
                      DECODER.read(section),
                      SCALE.read(section) == Scaling.MIN_MAX,
                      AveragedSpace.KEY.read(section)),
              DECODER.of(GeneratorKind::decoder),
              SCALE.of(generator -> generator.scaled() ? Scaling.MIN_MAX : Scaling.NONE),
              AveragedSpace.KEY.of(GeneratorKind::space)),
          "Generator",
          "what a decoder makes");

  private static LatentLaw.Ranges ranges(Section section) {
    return LatentLaw.Ranges.of(
        Math.toIntExact(VALUES.read(section)), LOW.read(section), HIGH.read(section));
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
  public MapDependence dependence() {
    return space.dependence();
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    return switch (decoder) {
      case Decoder.OfAutoEncoder(String model) -> {
        ObserverSource autoEncoder = sources.observer(new ObserverReference.Named(model));
        ObserverSource network = Decoders.of(autoEncoder);
        yield decoded(study, network, law(autoEncoder, network, sources), observer);
      }
      case Decoder.OfFile(String file, LatentLaw law) ->
          decoded(study, TorchScriptFile.decoder(path(file, sources), law.values()), law, observer);
    };
  }

  private PreparedStimulus decoded(
      StudySpecification study,
      ObserverSource network,
      LatentLaw law,
      ObserverDescription observer) {
    return PreparedStimulus.decoded(
        study, new Rendering.Decoded(network, scaled, space.isLatent()), law, observer);
  }

  private static Path path(String file, StimulusSources sources) {
    try {
      return sources.file(file);
    } catch (InvalidInputException elsewhere) {
      throw new InvalidInputException(
          "study.stimulus.decoder-file", elsewhere.value(), elsewhere.expected());
    }
  }

  private static LatentLaw law(
      ObserverSource autoEncoder, ObserverSource network, StimulusSources sources) {
    if (Decoders.isVariational(autoEncoder)) {
      return new LatentLaw.Normal(network.description().planes(), 1);
    }
    String dataset = autoEncoder.description().dataset();
    float[][] range =
        Decoders.codeRange(
            autoEncoder,
            sources
                .images(new ImageSelection(dataset, ImageSelection.Part.TEST, List.of()))
                .pixels());
    return new LatentLaw.Ranges(range[0], range[1]);
  }
}
