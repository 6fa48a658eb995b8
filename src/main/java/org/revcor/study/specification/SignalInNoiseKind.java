package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.SignalInNoise;
import org.revcor.stimulus.SignalInNoise.Gamma;
import org.revcor.study.specification.ImageSelection.ImageKeys;

/**
 * A kind of stimulus that shows images in white noise, {@code γ·image + (1-γ)·noise} (Eq 3 of the
 * paper).
 */
record SignalInNoiseKind(ImageSelection images, Gamma gamma, Law noise) implements StimulusKind {
  private static final Type<Double> SHARE = Type.number(0, 1);
  private static final Key<Double> FROM = Key.withDefault("from", SHARE, 0.0, "Least γ.");
  private static final Key<Double> TO = Key.withDefault("to", SHARE, 1.0, "Largest γ.");
  private static final Keys<Gamma.Uniform> RANGE = Keys.ofRecord(Gamma.Uniform.class, FROM, TO);
  private static final Type<List<Double>> LIST =
      Type.numbers(0, 1, Integer.MAX_VALUE, "one number in [0, 1] or several");

  private static final Key<Gamma> GAMMA =
      Key.required(
          "gamma",
          new Type<>(
              "one number in [0, 1], a list of them, or { from = 0, to = 1 }",
              Type.either(LIST.schema(), Type.named("object")),
              SignalInNoiseKind::gamma,
              SignalInNoiseKind::json),
          "0.4",
          "Weight γ of the image: the same in all trials, one after the other, or drawn.");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "signal-in-noise",
          SignalInNoiseKind.class,
          "Signal in noise",
          "images of classes, and noise",
          ImageKeys.KEYS,
          GAMMA,
          LawKeys.KEYS);

  private static Gamma gamma(Section section, String key) {
    return section.fields().path(key).isObject()
        ? RANGE.readObject(section.section(key))
        : new Gamma.InTurn(LIST.reader().read(section, key));
  }

  private static JsonNode json(Gamma gamma) {
    return switch (gamma) {
      case Gamma.InTurn(List<Double> values) -> LIST.writer().apply(new ArrayList<>(values));
      case Gamma.Uniform range -> RANGE.toJson(range);
    };
  }

  @Override
  public String words() {
    return images.data() + " in noise";
  }

  @Override
  public Optional<Law> averagedLaw() {
    return Optional.of(noise);
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.NONE;
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources) {
    return PreparedStimulus.beside(
            study,
            new SignalInNoise(sources.signals(images, observer), gamma, noise),
            PreparedStimulus.NOISE_ALONE)
        .withNoise(noise);
  }
}
