package org.revcor.specification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.revcor.Spelling;
import org.revcor.stimulus.BernoulliLaw;
import org.revcor.stimulus.Gamma;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.UniformLaw;

/** Writes stimuli as the object that {@link StimulusReader} reads, defaults included. */
final class StimulusWriter {
  private StimulusWriter() {}

  static void write(ObjectNode node, StimulusSpecification stimulus) {
    switch (stimulus) {
      case StimulusSpecification.Balanced(double sd) ->
          node.put("kind", StimulusReader.BALANCED).put("sd", sd);
      case StimulusSpecification.White(Law law) -> law(node.put("kind", StimulusReader.WHITE), law);
      case StimulusSpecification.Signal(ImageSelection images, Gamma gamma, Law noise) -> {
        images(node.put("kind", StimulusReader.SIGNAL), images);
        gamma(node, gamma);
        law(node, noise);
      }
      case StimulusSpecification.Images images -> {
        images(node.put("kind", StimulusReader.IMAGES), images.images());
        images.noiseSd().ifPresent(sd -> node.put("noise-sd", sd));
      }
      case StimulusSpecification.Bubbles bubbles -> bubbles(node, bubbles);
      case StimulusSpecification.GaborPca gabor ->
          node.put("kind", StimulusReader.GABOR)
              .put("basis", gabor.basis())
              .put("conventions", Spelling.word(gabor.conventions()))
              .put("space", Spelling.word(gabor.space()));
      case StimulusSpecification.Generator generator -> generator(node, generator);
    }
  }

  private static void images(ObjectNode node, ImageSelection images) {
    node.put("data", images.data()).put("part", Spelling.word(images.part()));
    if (!images.classes().isEmpty()) {
      ArrayNode classes = node.putArray("classes");
      images.classes().forEach(classes::add);
    }
  }

  private static void gamma(ObjectNode node, Gamma gamma) {
    switch (gamma) {
      case Gamma.InTurn inTurn when inTurn.values().size() == 1 ->
          node.put("gamma", inTurn.values().getFirst());
      case Gamma.InTurn inTurn -> {
        ArrayNode list = node.putArray("gamma");
        inTurn.values().forEach(list::add);
      }
      case Gamma.Uniform(double from, double to) ->
          node.putObject("gamma").put("from", from).put("to", to);
    }
  }

  private static void bubbles(ObjectNode node, StimulusSpecification.Bubbles bubbles) {
    node.put("kind", StimulusReader.BUBBLES);
    switch (bubbles.carrier()) {
      case StimulusSpecification.Carrier.OfImages(ImageSelection images) ->
          images(node, images);
      case StimulusSpecification.Carrier.OfNoise(Law law) -> law(node, law);
    }
    node.put("number", bubbles.number());
    if (bubbles.sds().size() == 1) {
      node.put("width", bubbles.sds().getFirst());
    } else {
      ArrayNode widths = node.putArray("width");
      bubbles.sds().forEach(widths::add);
    }
    node.put("background", bubbles.background());
  }

  private static void generator(ObjectNode node, StimulusSpecification.Generator generator) {
    node.put("kind", StimulusReader.GENERATOR);
    switch (generator.decoder()) {
      case StimulusSpecification.Decoder.OfAutoEncoder(String model) -> node.put("decoder", model);
      case StimulusSpecification.Decoder.OfFile(String file, LatentLaw law) ->
          latent(node.put("decoder-file", file).putObject("latent"), law);
    }
    node.put("scale", generator.scaled() ? "min-max" : "none");
    node.put("space", Spelling.word(generator.space()));
  }

  private static void latent(ObjectNode node, LatentLaw law) {
    node.put("values", law.values());
    switch (law) {
      case LatentLaw.Normal normal -> node.put("law", "normal").put("sd", normal.sd());
      case LatentLaw.Ranges ranges ->
          node.put("law", "uniform").put("low", ranges.low()[0]).put("high", ranges.high()[0]);
    }
  }

  private static void law(ObjectNode node, Law law) {
    node.put("law", law.name());
    switch (law) {
      case UniformLaw() -> {}
      case GaussianLaw(double mean, double sd) -> node.put("mean", mean).put("sd", sd);
      case BernoulliLaw(double p) -> node.put("p", p);
    }
  }
}
