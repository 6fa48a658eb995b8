package org.revcor.study.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.estimate.covariance.AxisMoments;
import org.revcor.estimate.covariance.GradientSketch;
import org.revcor.estimate.covariance.TriggeredMoments;
import org.revcor.inference.AxisProtocol;
import org.revcor.inference.Protocol;
import org.revcor.observer.ClassReadout;
import org.revcor.schema.Spelling;
import org.revcor.study.specification.MapDependence;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.PreparedStimulus;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.StudySpecification.CovarianceSpecification;

/**
 * A validated request for the axes of channels.
 *
 * @param channels indices of the channels, ascending
 * @param level false positive probability of axes
 */
public record PreparedCovariance(
    boolean ofGradients,
    List<Integer> channels,
    double level,
    int permutations,
    boolean spherical) {
  private static final String FIELD = "study.covariance";
  private static final String CHANNELS = FIELD + ".channels";
  private static final int MAX_CHANNELS_UNNAMED = 10;

  /** Maximum number of values of a map; the covariance then has about half a million values. */
  private static final int MAX_VALUES = 1_024;

  /**
   * Validates the covariance settings of a study.
   *
   * @throws InvalidInputException if the study has no covariance, or one that is too large
   */
  static Optional<PreparedCovariance> of(
      StudySpecification study, PreparedStimulus stimulus, Protocol protocol, List<String> names) {
    return study
        .estimation()
        .covariance()
        .map(
            requested ->
                study.estimation().kind().takesGradients() && !study.stimuli().antithetic()
                    ? ofGradients(requested, names)
                    : ofResponses(requested, study, stimulus, protocol, names));
  }

  private static PreparedCovariance ofResponses(
      CovarianceSpecification requested,
      StudySpecification study,
      PreparedStimulus stimulus,
      Protocol protocol,
      List<String> names) {
    if (study.stimuli().antithetic()) {
      throw refused(
          "with antithetic pairs",
          "left out, since both stimuli of a pair have the same second moments");
    }
    // outputs of external observers may be spike counts; a channel with one below 0 has no axes
    if (study.readout() instanceof ClassReadout readout
        && !readout.hasNaturalZero()
        && !(study.observer() instanceof ObserverReference.External)) {
      throw refused(
          "with readout " + readout.word(),
          "left out, since responses below 0 cannot weight stimuli; label, probability and"
              + " activations after a ReLU can");
    }
    requireSize(protocol);
    List<Integer> channels = channels(requested.channels(), names);
    MapDependence dependence = study.stimuli().kind().dependence();
    if (!dependence.independent()) {
      throw refused(
          "with " + study.stimuli().kind().words(),
          "left out, since %s; or white noise, noise around a signal, latent numbers, or recorded"
                  .formatted(dependence.reason().orElseThrow())
              + " stimuli with stimulus.independent = true (revcor fold --independent)");
    }
    return new PreparedCovariance(
        false,
        channels,
        requested.level(),
        requested.permutations(),
        stimulus.sequence().stimulus().isSpherical());
  }

  private static InvalidInputException refused(String requested, String expected) {
    return new InvalidInputException(FIELD, "requested " + requested, expected);
  }

  private static PreparedCovariance ofGradients(
      CovarianceSpecification requested, List<String> names) {
    if (requested.permutations() > 0) {
      throw new InvalidInputException(
          FIELD + ".permutations",
          String.valueOf(requested.permutations()),
          "0 with estimator = gradient, whose axes are tested by rotations");
    }
    return new PreparedCovariance(
        true, channels(requested.channels(), names), requested.level(), 0, true);
  }

  private static void requireSize(Protocol protocol) {
    int values = protocol.mapValues();
    if (values > MAX_VALUES) {
      throw refused(
          "for maps of %,d values".formatted(values),
          "requested for maps of at most %,d values: cropped maps of units of a layer (readout activation), or latent numbers"
              .formatted(MAX_VALUES));
    }
  }

  private static List<Integer> channels(List<String> requested, List<String> names) {
    if (requested.isEmpty()) {
      if (names.size() > MAX_CHANNELS_UNNAMED) {
        throw new InvalidInputException(
            CHANNELS,
            "missing",
            "a list of channel names, since the study has %,d channels; for example [\"%s\"]"
                .formatted(names.size(), names.getFirst()));
      }
      requested = names;
    }
    List<Integer> channels = new ArrayList<>();
    for (String name : requested) {
      int channel = names.indexOf(name);
      if (channel < 0) {
        throw new InvalidInputException(CHANNELS, name, Spelling.expected(name, names));
      }
      channels.add(channel);
    }
    return channels.stream().sorted().toList();
  }

  /** Returns the second moments that lanes compute. */
  AxisProtocol axes(PreparedStimulus stimulus, Protocol protocol) {
    if (!ofGradients) {
      return new AxisProtocol.SecondMoments(channels, stimulus.averaged().mean(), permutations);
    }
    int values = protocol.mapValues();
    return new AxisProtocol.GradientSketches(
        channels,
        GradientSketch.columns(values),
        List.of(GradientSketch.signs(values, 0), GradientSketch.signs(values, 1)));
  }

  public AxisMoments moments(int mapValues) {
    return ofGradients
        ? new GradientSketch(mapValues)
        : new TriggeredMoments(mapValues, permutations);
  }

  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!spherical) {
      warnings.add(
          "covariance: only Gaussian noise is the same in all directions; under this law a filter"
              + " of few pixels has axes that the noise alone causes");
    }
    double minP = 2 / (permutations + 1.0);
    if (permutations > 0 && minP > level) {
      warnings.add(
          "covariance: p of %d permutations is at least %s, so no axis is significant at level %s;"
                  .formatted(permutations, minP, level)
              + " %.0f are required".formatted(Math.ceil(2 / level) - 1));
    }
    return warnings;
  }

  long numbers(int values) {
    return ofGradients
        ? channels.size() * 2L * GradientSketch.numbers(values)
        : channels.size() * (2L + permutations) * UpperTriangle.length(values);
  }
}
