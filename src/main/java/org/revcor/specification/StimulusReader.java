package org.revcor.specification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.revcor.stimulus.BernoulliLaw;
import org.revcor.stimulus.Gamma;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.UniformLaw;

/** Turns the object {@code stimulus} of a study into a specification of stimuli. */
final class StimulusReader {
  static final String WHITE = "white-noise";
  static final String BALANCED = "balanced-noise";
  static final String SIGNAL = "signal-in-noise";
  static final String IMAGES = "images";
  static final String BUBBLES = "bubbles";
  static final String GABOR = "gabor-pca";
  static final String GENERATOR = "generator";

  private static final List<String> LAW_KEYS = List.of("law", "mean", "sd", "p");
  private static final List<String> IMAGE_KEYS = List.of("data", "part", "classes");
  private static final String ANTITHETIC = "antithetic";
  private static final int MAX_APERTURES = 1_000;
  private static final int MAX_WIDTHS = 100;
  private static final int MAX_LATENTS = 100_000;

  /** What may stand beside {@code kind} and {@code antithetic}, by kind. */
  private static final Map<String, List<String>> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put(WHITE, LAW_KEYS);
    KEYS.put(BALANCED, List.of("sd"));
    KEYS.put(
        SIGNAL, Stream.of(IMAGE_KEYS, List.of("gamma"), LAW_KEYS).flatMap(List::stream).toList());
    KEYS.put(IMAGES, Stream.of(IMAGE_KEYS, List.of("noise-sd")).flatMap(List::stream).toList());
    KEYS.put(
        BUBBLES,
        Stream.of(IMAGE_KEYS, List.of("number", "width", "background"), LAW_KEYS)
            .flatMap(List::stream)
            .toList());
    KEYS.put(GABOR, List.of("basis", "conventions", "space"));
    KEYS.put(GENERATOR, List.of("decoder", "decoder-file", "latent", "scale", "space"));
  }

  private final UnaryOperator<Path> located;

  /**
   * @param located where a file is that the study names
   */
  StimulusReader(UnaryOperator<Path> located) {
    this.located = located;
  }

  boolean antithetic(Section study) {
    return section(study).flag(ANTITHETIC).orElse(false);
  }

  StimulusSpecification read(Section study) {
    Section stimulus = section(study);
    return switch (kind(study)) {
      case BALANCED ->
          new StimulusSpecification.Balanced(
              new GaussianLaw(0, stimulus.number("sd").orElse(GaussianLaw.DEFAULT.sd())).sd());
      case SIGNAL ->
          new StimulusSpecification.Signal(selection(stimulus), gamma(stimulus), law(stimulus));
      case IMAGES -> new StimulusSpecification.Images(selection(stimulus), noise(stimulus));
      case BUBBLES -> bubbles(stimulus);
      case GABOR -> gabor(stimulus, study);
      case GENERATOR -> generator(stimulus);
      default -> new StimulusSpecification.White(law(stimulus));
    };
  }

  /** The kind, before it is known which keys may stand beside it. */
  private static String kind(Section study) {
    JsonNode stimulus = study.fields().path("stimulus");
    Map<String, String> kinds = new LinkedHashMap<>();
    KEYS.keySet().forEach(kind -> kinds.put(kind, kind));
    return stimulus.isObject()
        ? new Section(study.at("stimulus"), stimulus).choice("kind", kinds).orElse(WHITE)
        : WHITE;
  }

  private static Section section(Section study) {
    List<String> keys = new ArrayList<>(List.of("kind", ANTITHETIC));
    keys.addAll(KEYS.getOrDefault(kind(study), List.of()));
    return study.section("stimulus", keys);
  }

  private static Law law(Section stimulus) {
    Map<String, String> laws = new LinkedHashMap<>();
    List.of("uniform", "gaussian", "bernoulli").forEach(law -> laws.put(law, law));
    String name = stimulus.choice("law", laws).orElse("uniform");
    if (!name.equals("gaussian")) {
      stimulus.requireAbsent("mean", "law = gaussian");
      stimulus.requireAbsent("sd", "law = gaussian");
    }
    if (!name.equals("bernoulli")) {
      stimulus.requireAbsent("p", "law = bernoulli");
    }
    return switch (name) {
      case "gaussian" ->
          new GaussianLaw(
              stimulus.number("mean").orElse(GaussianLaw.DEFAULT.mean()),
              stimulus.number("sd").orElse(GaussianLaw.DEFAULT.sd()));
      case "bernoulli" -> new BernoulliLaw(stimulus.number("p").orElse(0.5));
      default -> new UniformLaw();
    };
  }

  private static ImageSelection selection(Section stimulus) {
    String data =
        stimulus
            .text("data")
            .orElseThrow(() -> stimulus.wrong("data", "set, for example data = mnist"));
    String wanted = "a list of different class names";
    List<String> classes = stimulus.texts("classes", wanted).orElse(List.of());
    if (classes.stream().distinct().count() < classes.size()) {
      throw stimulus.wrong("classes", wanted);
    }
    return new ImageSelection(
        data,
        stimulus
            .choice("part", SpecificationReader.words(ImageSelection.Part.values()))
            .orElse(ImageSelection.Part.TEST),
        classes);
  }

  private static OptionalDouble noise(Section stimulus) {
    OptionalDouble sd = stimulus.number("noise-sd");
    if (sd.isPresent() && !(sd.getAsDouble() >= 1e-6 && sd.getAsDouble() <= 1e6)) {
      throw stimulus.wrong("noise-sd", "a number in [1e-6, 1e6]; leave it out for no noise");
    }
    return sd;
  }

  private static Gamma gamma(Section stimulus) {
    JsonNode gamma = stimulus.fields().path("gamma");
    if (gamma.isObject()) {
      Section range = stimulus.section("gamma", List.of("from", "to"));
      return new Gamma.Uniform(range.number("from").orElse(0), range.number("to").orElse(1));
    }
    if (gamma.isArray()) {
      return new Gamma.InTurn(numbers(stimulus, "gamma"));
    }
    return new Gamma.InTurn(
        List.of(
            stimulus
                .number("gamma")
                .orElseThrow(
                    () ->
                        stimulus.wrong(
                            "gamma",
                            "set to one number, a list of numbers, or { from = 0, to = 1 }"))));
  }

  private static List<Double> numbers(Section stimulus, String key) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : stimulus.fields().path(key)) {
      if (!value.isNumber()) {
        throw stimulus.wrong(key, "a list of numbers");
      }
      numbers.add(value.doubleValue());
    }
    return numbers;
  }

  private static StimulusSpecification bubbles(Section stimulus) {
    StimulusSpecification.Carrier carrier;
    if (stimulus.has("data")) {
      LAW_KEYS.forEach(key -> stimulus.requireAbsent(key, "bubbles on noise, without data"));
      carrier = new StimulusSpecification.Carrier.OfImages(selection(stimulus));
    } else {
      IMAGE_KEYS.forEach(key -> stimulus.requireAbsent(key, "bubbles on images, with data"));
      carrier = new StimulusSpecification.Carrier.OfNoise(law(stimulus));
    }
    List<Double> widths =
        stimulus.isList("width")
            ? numbers(stimulus, "width")
            : List.of(stimulus.number("width").orElse(2));
    if (widths.isEmpty()
        || widths.size() > MAX_WIDTHS
        || !widths.stream().allMatch(sd -> sd >= 0.1 && sd <= 1_000)) {
      throw stimulus.wrong(
          "width",
          "a standard deviation in pixels from 0.1 to 1000, or a list of up to 100 of them");
    }
    double background = stimulus.number("background").orElse(0);
    if (!Double.isFinite(background) || Math.abs(background) > 1e6) {
      throw stimulus.wrong("background", "a number in [-1e6, 1e6]");
    }
    int number = (int) stimulus.whole("number", 1, MAX_APERTURES).orElse(10);
    return new StimulusSpecification.Bubbles(carrier, number, widths, background);
  }

  private StimulusSpecification generator(Section stimulus) {
    if (stimulus.has("decoder") == stimulus.has("decoder-file")) {
      throw stimulus.wrong(
          "an object with either decoder (a trained auto-encoder) or decoder-file (a TorchScript file)");
    }
    StimulusSpecification.Decoder decoder;
    if (stimulus.has("decoder")) {
      stimulus.requireAbsent("latent", "decoder-file");
      decoder =
          new StimulusSpecification.Decoder.OfAutoEncoder(stimulus.text("decoder").orElseThrow());
    } else {
      decoder = new StimulusSpecification.Decoder.OfFile(file(stimulus), latent(stimulus));
    }
    return new StimulusSpecification.Generator(
        decoder,
        stimulus.choice("scale", Map.of("none", false, "min-max", true)).orElse(false),
        space(stimulus));
  }

  private static StimulusSpecification.Space space(Section stimulus) {
    return stimulus
        .choice("space", SpecificationReader.words(StimulusSpecification.Space.values()))
        .orElse(StimulusSpecification.Space.PIXEL);
  }

  /** The conventions are those of the study, unless the stimulus has its own. */
  private static StimulusSpecification gabor(Section stimulus, Section study) {
    Map<String, Conventions> words = SpecificationReader.words(Conventions.values());
    Conventions ofStudy = study.choice("conventions", words).orElse(Conventions.DEFAULT);
    return new StimulusSpecification.GaborPca(
        stimulus
            .text("basis")
            .orElseThrow(() -> stimulus.wrong("basis", "set, for example basis = gabor-mnist")),
        stimulus.choice("conventions", words).orElse(ofStudy),
        space(stimulus));
  }

  private String file(Section stimulus) {
    try {
      return located.apply(Path.of(stimulus.text("decoder-file").orElseThrow())).toString();
    } catch (InvalidPathException unusable) {
      throw stimulus.wrong("decoder-file", "the path of a file");
    }
  }

  private static LatentLaw latent(Section stimulus) {
    Section latent = stimulus.section("latent", List.of("values", "law", "sd", "low", "high"));
    int values =
        (int)
            latent
                .whole("values", 1, MAX_LATENTS)
                .orElseThrow(
                    () ->
                        latent.wrong(
                            "values", "set to the number of values that the decoder takes"));
    boolean uniform = latent.choice("law", Map.of("normal", false, "uniform", true)).orElse(false);
    if (uniform) {
      latent.requireAbsent("sd", "law = normal");
      return LatentLaw.Ranges.of(
          values, latent.number("low").orElse(-1), latent.number("high").orElse(1));
    }
    latent.requireAbsent("low", "law = uniform");
    latent.requireAbsent("high", "law = uniform");
    return new LatentLaw.Normal(values, latent.number("sd").orElse(1));
  }
}
