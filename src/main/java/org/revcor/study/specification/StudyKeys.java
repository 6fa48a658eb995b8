package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.inference.GradientSums.ChannelChoice;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.schema.Group;
import org.revcor.schema.Json;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.StudySpecification.CovarianceSpecification;
import org.revcor.study.specification.StudySpecification.DefaultStudyName;
import org.revcor.study.specification.StudySpecification.RegressionSpecification;

public final class StudyKeys {
  private static final double CORRELATED_RIDGE = 0.01;
  private static final double REGRESSION_RIDGE = 0.001;
  private static final int MAX_NAME = 300;
  private static final String SIZE_RANGE = "two positive whole numbers, [rows, columns]";

  private static final Key<Optional<String>> NAME =
      Key.optional(
          "name",
          new Type<>(
              "at most " + MAX_NAME + " characters",
              Type.named("string").put("maxLength", MAX_NAME),
              StudyKeys::name,
              TextNode::valueOf),
          "observer and stimuli",
          "Name, for people; several studies may have the same.");

  private static final Key<Long> SEED =
      Key.withDefault(
          "seed",
          Type.whole(Long.MIN_VALUE, Long.MAX_VALUE),
          1L,
          "Seed of the stimuli: the same seed gives the same maps.");

  private static final Group<ObserverReference> OBSERVER =
      new Group<>("observer", ObserverKeys.KEYS, true, "The network under study.");

  private static final Key<Boolean> ANTITHETIC =
      Key.withDefault(
              "antithetic",
              Type.FLAG,
              false,
              "Whether every second stimulus is the reflection of the one before.")
          .unwrittenIf(false);

  private static final Key<Optional<StimulusSize>> SIZE =
      Key.optional(
          "size",
          new Type<>(
              SIZE_RANGE,
              Type.named("array")
                  .put("minItems", 2)
                  .put("maxItems", 2)
                  .set("items", Type.named("integer").put("minimum", 1)),
              StudyKeys::size,
              size -> Json.MAPPER.valueToTree(List.of(size.height(), size.width()))),
          "that of the observer's input",
          "Rows and columns of the stimuli, which are enlarged bilinearly to the observer's"
              + " input.");

  private static final int MAX_BLOCK = 100_000;

  private static final Key<Optional<Integer>> BLOCK_SIZE =
      Key.optional(
          "block-size",
          new Type<>(
              "an even number from 2 to " + MAX_BLOCK,
              Type.named("integer")
                  .put("minimum", 2)
                  .put("maximum", MAX_BLOCK)
                  .put("multipleOf", 2),
              StudyKeys::blockSize,
              IntNode::valueOf),
          "chosen by Revcor",
          "Trials of a block.");

  private static final Key<Optional<Integer>> BATCH_SIZE =
      Key.optional(
          "batch-size",
          Type.integer(1, MAX_BLOCK / 2),
          "chosen by Revcor",
          "Most stimuli that are shown at once.");

  private static final Keys<StudySpecification.Numerics> NUMERICS =
      Keys.ofRecord(StudySpecification.Numerics.class, BLOCK_SIZE, BATCH_SIZE);

  /** The first is the default. */
  private static final Variants<StimulusKind> STIMULUS_KINDS =
      Variants.<StimulusKind>byWord(
              "kind",
              "What is shown.",
              List.of(
                  WhiteNoiseKind.OPTION,
                  PinkNoiseKind.OPTION,
                  SignalInNoiseKind.OPTION,
                  ImagesKind.OPTION,
                  BubblesKind.OPTION,
                  GaborPcaKind.OPTION,
                  PcaNoiseKind.OPTION,
                  ThresholdNoiseKind.OPTION,
                  GeneratorKind.OPTION,
                  RecordedKind.OPTION))
          .separate();

  private static final Group<StudySpecification.Stimuli> STIMULUS =
      new Group<>(
          "stimulus",
          Keys.ofRecord(StudySpecification.Stimuli.class, STIMULUS_KINDS, SIZE, ANTITHETIC),
          "What is shown.");

  private static final Group<ReadoutKeys.Split> READOUT =
      new Group<>("readout", ReadoutKeys.KEYS, "What is taken of the network's output.");

  private static final Key<Estimator> ESTIMATOR =
      Key.withDefault(
          "estimator",
          Type.word(Estimator.values()),
          Estimator.AVERAGE,
          "How maps are computed: from stimuli weighted by responses, from gradients of responses,"
              + " or by regression on scores.");

  private static final Key<Optional<ChannelChoice>> GRADIENT_CHANNEL =
      Key.optional(
              "gradient-channel",
              Type.word(ChannelChoice.values()),
              "selected with readout probability, else in-turn",
              "Which channel a trial's gradient is taken of.")
          .only("estimator = gradient", section -> ESTIMATOR.read(section) == Estimator.GRADIENT);

  private static final Key<Conventions> CONVENTIONS =
      Key.withDefault(
          "conventions",
          Type.word(Conventions.values()),
          Conventions.DEFAULT,
          "What maps show: default is centred on the mean of all trials, paper is not, authors is"
              + " the root mean square.");

  private static final Group<StoppingRule> STOP =
      new Group<>("stop", StopKeys.KEYS, "When the study ends.");

  private static final Key<Boolean> WHITEN =
      Key.withDefault(
              "whiten",
              Type.FLAG,
              false,
              "Whether the covariance of the stimuli is removed from averages of at most 1,024"
                  + " values.")
          .unwrittenIf(false);

  private static final Key<Optional<Double>> RIDGE =
      Key.optional(
              "ridge",
              Type.number(
                  0,
                  1_000,
                  "a number from 0 to 1000, relative to the mean variance of the stimuli"),
              "0.001 for a regression; 0 for white noise, alone or beside an image, else 0.01",
              "Added to each variance of the stimuli, or of their scores, as a share of their"
                  + " mean.")
          .only(
              "whiten = true or estimator = regression",
              section -> WHITEN.read(section) || isRegression(section));

  private static final Key<Boolean> SYMMETRY =
      Key.withDefault(
              "symmetry",
              Type.flag("none", "mirror"),
              false,
              "Whether maps are averaged with their mirror images, left and right.")
          .only("estimator = regression", StudyKeys::isRegression)
          .unwrittenIf(false);

  private static final Key<Optional<String>> BASIS =
      Key.optional(
              "basis",
              Type.TEXT,
              "that of pca-noise or gabor-pca",
              "Name of the basis whose scores are regressed on.")
          .only("estimator = regression", StudyKeys::isRegression);

  private static final Keys<Optional<CovarianceSpecification>> COVARIANCE =
      new Group<>(
              "covariance",
              CovarianceSpecification.KEYS,
              "Search for the axes of channels: of spike-triggered covariance, or of gradients.")
          .optional();

  public static final Keys<StudySpecification> ALL =
      Keys.all(
          StudyKeys::study,
          NAME.of(study -> Optional.of(study.name())),
          SEED.of(StudySpecification::seed),
          OBSERVER.of(StudySpecification::observer),
          STIMULUS.of(StudySpecification::stimuli),
          READOUT.of(study -> new ReadoutKeys.Split(study.readout(), study.bySignal())),
          ESTIMATOR.of(study -> study.estimation().estimator()),
          GRADIENT_CHANNEL.of(study -> study.estimation().gradientChannel()),
          CONVENTIONS.of(study -> study.estimation().conventions()),
          STOP.of(StudySpecification::stop),
          NUMERICS.of(StudySpecification::numerics),
          WHITEN.of(study -> study.estimation().ridge().isPresent()),
          RIDGE.of(StudyKeys::ridge),
          SYMMETRY.of(
              study ->
                  study
                      .estimation()
                      .regression()
                      .filter(RegressionSpecification::mirror)
                      .isPresent()),
          BASIS.of(
              study -> study.estimation().regression().flatMap(RegressionSpecification::basis)),
          COVARIANCE.of(study -> study.estimation().covariance()));

  private StudyKeys() {}

  static Conventions conventions(Section part) {
    return CONVENTIONS.read(Objects.requireNonNull(part.parent()));
  }

  private static StudySpecification study(Section section) {
    if (!section.has(OBSERVER.name())) {
      throw section.wrong(OBSERVER.name(), "set, for example observer { model = mnist-cnn }");
    }
    ObserverReference observer = OBSERVER.read(section);
    StudySpecification.Stimuli shown = STIMULUS.read(section);
    ReadoutKeys.Split readout = READOUT.read(section);
    StudySpecification.Numerics numerics = NUMERICS.read(section);
    Estimator estimator = ESTIMATOR.read(section);
    Optional<ChannelChoice> gradientChannel = GRADIENT_CHANNEL.read(section);
    Conventions conventions = CONVENTIONS.read(section);
    StoppingRule stop = section.has(STOP.name()) ? STOP.read(section) : StoppingRule.DEFAULT;
    return new StudySpecification(
        NAME.read(section)
            .orElseGet(() -> DefaultStudyName.of(observer, readout.readout(), shown.kind())),
        SEED.read(section),
        observer,
        shown,
        readout.readout(),
        readout.bySignal(),
        new StudySpecification.Estimation(
            estimator,
            gradientChannel,
            conventions,
            COVARIANCE.read(section),
            ridge(section, shown.kind()),
            regression(section)),
        stop,
        numerics);
  }

  private static boolean isRegression(Section section) {
    return ESTIMATOR.read(section) == Estimator.REGRESSION;
  }

  private static Optional<RegressionSpecification> regression(Section section) {
    boolean mirror = SYMMETRY.read(section);
    Optional<String> basis = BASIS.read(section);
    return isRegression(section)
        ? Optional.of(
            new RegressionSpecification(
                RIDGE.read(section).orElse(REGRESSION_RIDGE), mirror, basis))
        : Optional.empty();
  }

  private static Optional<Double> ridge(StudySpecification study) {
    return study
        .estimation()
        .ridge()
        .or(() -> study.estimation().regression().map(RegressionSpecification::ridge));
  }

  /**
   * Returns the ridge for whitening; empty without whitening. The default is 0 for white stimuli
   * and {@code CORRELATED_RIDGE} for correlated ones.
   */
  private static Optional<Double> ridge(Section section, StimulusKind stimulus) {
    Optional<Double> given = RIDGE.read(section);
    if (!WHITEN.read(section)) {
      return Optional.empty();
    }
    boolean white = stimulus.dependence().equals(MapDependence.NONE);
    return Optional.of(given.orElse(white ? 0.0 : CORRELATED_RIDGE));
  }

  private static String name(Section section, String key) {
    String name = section.text(key);
    if (name.length() > MAX_NAME) {
      throw section.wrong(key, "at most " + MAX_NAME + " characters");
    }
    return name;
  }

  private static StimulusSize size(Section section, String key) {
    List<Integer> size = section.wholes(key, 1, SIZE_RANGE);
    if (size.size() != 2) {
      throw section.wrong(key, SIZE_RANGE);
    }
    return new StimulusSize(size.get(0), size.get(1));
  }

  private static int blockSize(Section section, String key) {
    long size = section.whole(key, 2, MAX_BLOCK);
    if (size % 2 != 0) {
      throw section.wrong(key, "an even number, since a block has two halves");
    }
    return (int) size;
  }

  static final class ReadoutKeys {
    /** The readout of a study. */
    record Split(Readout readout, boolean bySignal) {}

    private static final Key<String> LAYER =
        Key.required("layer", Type.TEXT, "conv1", "Name of the layer.");

    private static final Key<Boolean> CROP =
        Key.withDefault(
            "crop", Type.FLAG, true, "Whether maps cover only the pixels that their units see.");

    private static final Key<Boolean> BY_SIGNAL =
        Key.withDefault(
                "by-signal",
                Type.FLAG,
                false,
                "Whether each channel exists once for every signal; with stimuli that have signals,"
                    + " and label or probability.")
            .unwrittenIf(false);

    private static final Key<Boolean> CENTRED =
        Key.withDefault(
                "centred",
                Type.FLAG,
                false,
                "Whether the mean over classes is subtracted, of the logarithms of probabilities.")
            .unwrittenIf(false);

    private static final Variants<Readout> KIND =
        Variants.byWord(
            "kind",
            "What is taken of the network's output.",
            List.of(
                Option.constant("label", ClassReadout.LABEL, "Label", "the class it chooses"),
                centrable(
                    ClassReadout.PROBABILITY,
                    ClassReadout.CENTRED_PROBABILITY,
                    "Probability",
                    "of each class"),
                centrable(
                    ClassReadout.LOGIT, ClassReadout.CENTRED_LOGIT, "Logit", "before the softmax"),
                Option.of(
                    UnitReadout.WORD,
                    UnitReadout.class,
                    "Activation",
                    "of the units of a layer",
                    LAYER,
                    Keys.ofRecord(Units.class, UnitKeys.UNITS, UnitKeys.CENTRE_UNLESS_GIVEN),
                    CROP)));

    static final Keys<Split> KEYS = Keys.ofRecord(Split.class, KIND, BY_SIGNAL);

    private ReadoutKeys() {}

    private static Option<Readout> centrable(
        ClassReadout plain, ClassReadout centred, String label, String help) {
      return new Option<>(
          plain.word(),
          readout -> readout == plain || readout == centred,
          Keys.<Readout>all(
              section -> CENTRED.read(section) ? centred : plain,
              CENTRED.of(readout -> readout == centred)),
          "",
          label,
          help);
    }
  }
}
