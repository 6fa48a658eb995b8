package org.revcor.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.estimate.UpperTriangle;
import org.revcor.lane.Protocol;
import org.revcor.lane.SecondMoments;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.PooledReadout;
import org.revcor.specification.PreparedStimulus;
import org.revcor.specification.StudySpecification;

/**
 * A covariance that is known to make sense for its study.
 *
 * @param channels indices of the channels, ascending
 * @param level probability that axes are found where there are none
 * @param permutations shuffles of the responses
 * @param spherical whether all directions of the stimuli are alike
 */
record PreparedCovariance(
    List<Integer> channels, double level, int permutations, boolean spherical) {
  private static final String FIELD = "study.covariance";
  private static final String CHANNELS = FIELD + ".channels";
  private static final int MAX_CHANNELS_UNNAMED = 10;

  /** Values of a map from which a covariance has over half a million numbers. */
  private static final int MAX_VALUES = 1_024;

  /**
   * Checks what a study asks for.
   *
   * @param names of the study's channels
   * @throws InvalidInputException if it has no covariance, or none of a size that can be kept
   */
  static Optional<PreparedCovariance> of(
      StudySpecification study, PreparedStimulus stimulus, Protocol protocol, List<String> names) {
    return study
        .covariance()
        .map(
            asked -> {
              if (study.readout() == ClassReadout.LOGIT) {
                throw new InvalidInputException(
                    FIELD,
                    "asked for with readout logit",
                    "left out, since logits may be below 0 and are then no weights of stimuli;"
                        + " label, probability and activations after a ReLU are");
              }
              if (study.readout() instanceof PooledReadout) {
                throw new InvalidInputException(
                    FIELD,
                    "asked for with readout.at = pooled",
                    "left out, or of single units (at = centre)");
              }
              if (study.estimator().takesGradients()) {
                throw new InvalidInputException(
                    FIELD,
                    "asked for with an estimator that takes gradients",
                    "left out, or estimator = average");
              }
              if (study.antithetic()) {
                throw new InvalidInputException(
                    FIELD,
                    "asked for with antithetic pairs",
                    "left out, since the two of a pair have the same second moments");
              }
              requireSize(protocol);
              return new PreparedCovariance(
                  channels(asked.channels(), names),
                  asked.level(),
                  asked.permutations(),
                  isSpherical(study, stimulus));
            });
  }

  private static void requireSize(Protocol protocol) {
    var window = protocol.windows().getFirst();
    long values = protocol.averaged().get(0) * window.height() * window.width();
    if (values > MAX_VALUES) {
      throw new InvalidInputException(
          FIELD,
          "asked for maps of %,d values".formatted(values),
          "of maps of at most %,d: cropped ones of the units of a layer (readout activation), or latent numbers"
              .formatted(MAX_VALUES));
    }
  }

  private static List<Integer> channels(List<String> asked, List<String> names) {
    if (asked.isEmpty()) {
      if (names.size() > MAX_CHANNELS_UNNAMED) {
        throw new InvalidInputException(
            CHANNELS,
            "missing",
            "there, since the study has %,d channels, for example [\"%s\"]"
                .formatted(names.size(), names.getFirst()));
      }
      asked = names;
    }
    List<Integer> channels = new ArrayList<>();
    for (String name : asked) {
      int channel = names.indexOf(name);
      if (channel < 0) {
        throw new InvalidInputException(CHANNELS, name, Spelling.expected(name, names));
      }
      channels.add(channel);
    }
    return channels.stream().sorted().toList();
  }

  /**
   * @throws InvalidInputException if their values are not independent
   */
  private static boolean isSpherical(StudySpecification study, PreparedStimulus stimulus) {
    if (!study.stimulus().dependence().independent()) {
      throw correlated(study.stimulus().words());
    }
    return stimulus.sequence().stimulus().isSpherical();
  }

  private static InvalidInputException correlated(String stimuli) {
    return new InvalidInputException(
        FIELD,
        "asked for with " + stimuli,
        "left out, since these are correlated by themselves; white noise, noise beside a signal and"
            + " latent numbers are not");
  }

  /** What lanes have to sum. */
  SecondMoments secondMoments(PreparedStimulus stimulus) {
    return new SecondMoments(channels, false, stimulus.averaged().mean(), permutations);
  }

  /** What a user should know. */
  List<String> warnings() {
    return spherical
        ? List.of()
        : List.of(
            "covariance: only Gaussian noise is alike in all directions; under this law a filter of"
                + " few pixels shows axes that are of the noise's making");
  }

  /**
   * Numbers that are kept of all channels.
   *
   * @param values of a map
   */
  long numbers(int values) {
    return channels.size() * (2L + permutations) * UpperTriangle.length(values);
  }
}
