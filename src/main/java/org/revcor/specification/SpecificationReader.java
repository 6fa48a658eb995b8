package org.revcor.specification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.revcor.Spelling;
import org.revcor.estimate.ConfidenceSequence;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.Require;
import org.revcor.estimate.StoppingRule;
import org.revcor.lane.GradientProtocol;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Precision;
import org.revcor.observer.Readout;
import org.revcor.observer.Scale;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;

/** Turns the object {@code study} into a specification. */
final class SpecificationReader {
  private static final List<String> KEYS =
      List.of(
          "name",
          "seed",
          "observer",
          "stimulus",
          "readout",
          "estimator",
          "gradient-channel",
          "conventions",
          "stop",
          "block-size",
          "batch-size",
          "precision",
          "covariance",
          "whiten",
          "ridge");
  private static final List<String> FILE_KEYS =
      List.of("input", "output", "classes", "scale", "layers");
  private static final List<String> OBSERVER_KEYS =
      Stream.of(List.of("model", "file"), FILE_KEYS, List.of("edits"))
          .flatMap(List::stream)
          .toList();
  private static final List<String> READOUT_KEYS =
      List.of("kind", "layer", UnitKeys.UNITS, UnitKeys.AT, "crop", "by-signal");
  private static final List<String> STOP_KEYS =
      List.of(
          "max-trials",
          "reliability",
          "precision",
          "sequence",
          "level",
          "quantile",
          "require",
          "time");
  private static final double CORRELATED_RIDGE = 0.01;
  private static final double MAX_RIDGE = 1_000;
  private static final int MAX_NAME = 300;
  private static final int MAX_BLOCK = 100_000;
  private static final double HIGHEST_LEVEL = 0.5;
  private static final int MAX_PERMUTATIONS = 9_999;

  private final UnaryOperator<Path> located;

  /**
   * @param located where a file is that the study names
   */
  SpecificationReader(UnaryOperator<Path> located) {
    this.located = located;
  }

  StudySpecification read(String path, JsonNode node) {
    Section study = Section.of(path, node, KEYS);
    ObserverReference observer = observer(study);
    StimulusReader stimuli = new StimulusReader(located);
    StimulusSpecification stimulus = stimuli.read(study);
    Readout readout = readout(study);
    return new StudySpecification(
        name(study, observer, readout, stimulus),
        study.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(1),
        observer,
        stimulus,
        stimuli.antithetic(study),
        readout,
        bySignal(study),
        study.choice("estimator", words(Estimator.values())).orElse(Estimator.AVERAGE),
        gradientChannel(study),
        study.choice("conventions", words(Conventions.values())).orElse(Conventions.DEFAULT),
        stop(study),
        blockSize(study),
        covariance(study),
        ridge(study, stimulus),
        batchSize(study),
        study.choice("precision", words(Precision.values())).orElse(Precision.FLOAT32));
  }

  private static String name(
      Section study, ObserverReference observer, Readout readout, StimulusSpecification stimulus) {
    String name = study.text("name").orElseGet(() -> StandardName.of(observer, readout, stimulus));
    if (study.has("name") && name.length() > MAX_NAME) {
      throw study.wrong("name", "at most " + MAX_NAME + " characters");
    }
    return name;
  }

  private ObserverReference observer(Section study) {
    if (!study.has("observer")) {
      throw study.wrong("observer", "set, for example observer { model = mnist-cnn }");
    }
    Section observer = study.section("observer", OBSERVER_KEYS);
    ObserverReference original = original(observer);
    List<EditReference> edits = new EditReader(located).read(observer);
    return edits.isEmpty() ? original : new ObserverReference.Edited(original, edits);
  }

  private ObserverReference original(Section observer) {
    if (observer.has("model") == observer.has("file")) {
      throw observer.wrong("an object with either model (a name) or file (a TorchScript file)");
    }
    if (observer.has("file")) {
      return fromFile(observer);
    }
    for (String key : FILE_KEYS) {
      observer.requireAbsent(key, "observer.file");
    }
    return new ObserverReference.Named(observer.text("model").orElseThrow());
  }

  private ObserverReference fromFile(Section observer) {
    String file = observer.text("file").orElseThrow();
    Optional<List<Integer>> input =
        observer.sizes("input", "three positive whole numbers, [planes, rows, columns]");
    if (input.isPresent() && input.get().size() != 3) {
      throw observer.wrong("input", "three positive whole numbers, [planes, rows, columns]");
    }
    String wanted = "a list of at least two different names";
    Optional<List<String>> classes = observer.texts("classes", wanted);
    if (classes.isPresent()
        && (classes.get().size() < 2
            || classes.get().stream().distinct().count() < classes.get().size())) {
      throw observer.wrong("classes", wanted);
    }
    try {
      return new ObserverReference.FromFile(
          located.apply(Path.of(file)).toString(),
          input,
          observer.choice("output", words(OutputKind.OF_FILES.toArray(OutputKind[]::new))),
          classes,
          scale(observer),
          observer.texts("layers", "a list of different names"));
    } catch (InvalidPathException unusable) {
      throw observer.wrong("file", "the path of a file");
    }
  }

  private static Optional<Scale> scale(Section observer) {
    return observer.has("scale")
        ? Optional.of(Scale.read(observer.at("scale"), observer.fields().path("scale")))
        : Optional.empty();
  }

  private static Readout readout(Section study) {
    Section readout = study.section("readout", READOUT_KEYS);
    Map<String, Optional<ClassReadout>> kinds = new LinkedHashMap<>();
    words(ClassReadout.values()).forEach((word, kind) -> kinds.put(word, Optional.of(kind)));
    kinds.put(UnitReadout.WORD, Optional.empty());
    Optional<ClassReadout> ofClasses =
        readout.choice("kind", kinds).orElse(Optional.of(ClassReadout.LABEL));
    if (ofClasses.isPresent()) {
      for (String key : READOUT_KEYS.subList(1, READOUT_KEYS.size() - 1)) {
        readout.requireAbsent(key, "kind = activation");
      }
      return ofClasses.get();
    }
    String layer =
        readout
            .text("layer")
            .orElseThrow(() -> readout.wrong("layer", "set, for example layer = conv1"));
    if (readout.isText(UnitKeys.AT)
        && readout.text(UnitKeys.AT).orElseThrow().equals(UnitKeys.POOLED)) {
      readout.requireAbsent("crop", "single units; pooled maps cover the receptive field");
      return new PooledReadout(layer, UnitKeys.maps(readout));
    }
    return new UnitReadout(
        layer,
        UnitKeys.units(readout, new Units.Place.Centre()),
        readout.flag("crop").orElse(true));
  }

  private static boolean bySignal(Section study) {
    return study.section("readout", READOUT_KEYS).flag("by-signal").orElse(false);
  }

  private static Optional<GradientProtocol.Turn> gradientChannel(Section study) {
    if (!study.text("estimator").filter(word -> !word.equals("average")).isPresent()) {
      study.requireAbsent("gradient-channel", "estimator = gradient or combined");
    }
    return study.choice("gradient-channel", words(GradientProtocol.Turn.values()));
  }

  private static StoppingRule stop(Section study) {
    if (!study.has("stop")) {
      return StoppingRule.DEFAULT;
    }
    Section stop = study.section("stop", STOP_KEYS);
    if (!stop.has("precision")) {
      stop.requireAbsent("sequence", "precision");
      stop.requireAbsent("level", "precision");
    }
    if (!stop.has("reliability") && !stop.has("precision")) {
      stop.requireAbsent("quantile", "reliability or precision");
    }
    if (!stop.has("reliability") || !stop.has("precision")) {
      stop.requireAbsent("require", "reliability together with precision");
    }
    return new StoppingRule(
        stop.whole("max-trials", 2, 1_000_000_000_000L),
        stop.number("reliability"),
        stop.number("precision"),
        stop.choice("sequence", words(ConfidenceSequence.values()))
            .orElse(ConfidenceSequence.ASYMPTOTIC),
        stop.number("level").orElse(StoppingRule.DEFAULT_LEVEL),
        stop.number("quantile").orElse(1),
        stop.choice("require", words(Require.values())).orElse(Require.ALL),
        stop.duration("time", "a time from 1s to 365d, such as 90s, 10m or 1h"));
  }

  private static OptionalInt blockSize(Section study) {
    OptionalLong size = study.whole("block-size", 2, MAX_BLOCK);
    if (size.isEmpty()) {
      return OptionalInt.empty();
    }
    if (size.getAsLong() % 2 != 0) {
      throw study.wrong("block-size", "an even number, since a block has two halves");
    }
    return OptionalInt.of((int) size.getAsLong());
  }

  private static BatchSize batchSize(Section study) {
    if (!study.has("batch-size")) {
      return BatchSize.STANDARD;
    }
    JsonNode given = study.fields().path("batch-size");
    if (given.isTextual() && given.textValue().equals(BatchSize.Calibrated.WORD)) {
      return BatchSize.CALIBRATED;
    }
    if (given.canConvertToExactIntegral()
        && given.canConvertToInt()
        && given.intValue() >= 1
        && given.intValue() <= MAX_BLOCK / 2) {
      return new BatchSize.Most(given.intValue());
    }
    throw study.wrong(
        "batch-size",
        "a whole number from 1 to %d, or %s".formatted(MAX_BLOCK / 2, BatchSize.Calibrated.WORD));
  }

  /**
   * Stimuli that are correlated by law are not whitened without a ridge, unless it is 0 in words.
   */
  private static OptionalDouble ridge(Section study, StimulusSpecification stimulus) {
    if (!study.flag("whiten").orElse(false)) {
      study.requireAbsent("ridge", "whiten = true");
      return OptionalDouble.empty();
    }
    double standard =
        switch (stimulus) {
          case StimulusSpecification.White white -> 0;
          case StimulusSpecification.Balanced balanced -> 0;
          case StimulusSpecification.Signal signal -> 0;
          case StimulusSpecification.Images images when images.noiseSd().isPresent() -> 0;
          default -> CORRELATED_RIDGE;
        };
    double ridge = study.number("ridge").orElse(standard);
    if (!(ridge >= 0 && ridge <= MAX_RIDGE)) {
      throw study.wrong(
          "ridge", "a number from 0 to 1000, relative to the mean variance of the stimuli");
    }
    return OptionalDouble.of(ridge);
  }

  private static Optional<CovarianceSpecification> covariance(Section study) {
    if (!study.has("covariance")) {
      return Optional.empty();
    }
    Section covariance = study.section("covariance", List.of("channels", "level", "permutations"));
    String wanted = "a list of at least one channel name, without repetitions";
    Optional<List<String>> channels = covariance.texts("channels", wanted);
    if (channels.isPresent()
        && (channels.get().isEmpty()
            || channels.get().stream().distinct().count() < channels.get().size())) {
      throw covariance.wrong("channels", wanted);
    }
    double level = covariance.number("level").orElse(CovarianceSpecification.DEFAULT_LEVEL);
    if (!(level > 0 && level <= HIGHEST_LEVEL)) {
      throw covariance.wrong("level", "a number above 0 and at most " + HIGHEST_LEVEL);
    }
    return Optional.of(
        new CovarianceSpecification(
            channels.orElse(List.of()),
            level,
            (int) covariance.whole("permutations", 0, MAX_PERMUTATIONS).orElse(0)));
  }

  /** The constants of an enumeration by their names in study files. */
  static <E extends Enum<E>> Map<String, E> words(E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(Spelling.word(value), value);
    }
    return Collections.unmodifiableMap(words);
  }
}
