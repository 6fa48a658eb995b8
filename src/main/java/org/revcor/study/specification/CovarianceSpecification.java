package org.revcor.study.specification;

import java.util.List;
import java.util.Optional;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Type;

/**
 * The settings of a search for the axes of spike-triggered covariance.
 *
 * @param channels names of the searched channels; empty for all
 * @param level probability of axes where none exist
 * @param permutations number of shuffles of the responses for the null distribution; 0 for none
 */
public record CovarianceSpecification(List<String> channels, double level, int permutations) {
  private static final Key<Optional<List<String>>> CHANNELS =
      Key.optional(
          "channels",
          Type.names(1, "a list of at least one channel name, without repetitions"),
          "all, if ten or fewer",
          "Channels whose axes are searched for.");

  private static final Key<Double> LEVEL =
      Key.withDefault(
          "level",
          Type.number(Double.MIN_VALUE, 0.5, "a number above 0 and at most 0.5"),
          0.01,
          "Probability that a channel without axes shows one.");

  private static final Key<Long> PERMUTATIONS =
      Key.withDefault(
              "permutations",
              Type.whole(0, 9_999),
              0L,
              "How often responses are shuffled, for a p that axes must pass beside z.")
          .unwrittenIf(0L);

  static final Keys<CovarianceSpecification> KEYS =
      Keys.all(
          section ->
              new CovarianceSpecification(
                  CHANNELS.read(section).orElse(List.of()),
                  LEVEL.read(section),
                  Math.toIntExact(PERMUTATIONS.read(section))),
          CHANNELS.of(axes -> Optional.of(axes.channels()).filter(names -> !names.isEmpty())),
          LEVEL.of(CovarianceSpecification::level),
          PERMUTATIONS.of(axes -> (long) axes.permutations()));

  public CovarianceSpecification {
    channels = List.copyOf(channels);
  }
}
