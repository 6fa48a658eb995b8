package org.revcor.study;

import org.revcor.InvalidInputException;
import org.revcor.Mebibytes;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.MapView;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.Platform;
import org.revcor.lane.SquareProtocol;
import org.revcor.observer.ObserverSource;

/**
 * What a study may take of this process.
 *
 * @param lanes lanes that work on it
 * @param observerBytes memory for loaded observers on each of them
 * @param heapBytes memory for the sums of all maps
 */
public record Capacity(int lanes, long observerBytes, long heapBytes) {
  private static final int HALVES = 2;
  private static final int CHECKPOINTS = 3;

  /** Squares of doubles that are held while a covariance is inverted. */
  private static final long MATRICES_OF_WHITENING = 10;

  /** The sums of a covariance, and what a checkpoint makes of them until it is written. */
  private static final int COPIES_OF_COVARIANCE = 6;

  /** Whatever it takes. */
  public static final Capacity UNLIMITED = new Capacity(1, Long.MAX_VALUE, Long.MAX_VALUE);

  /** That of this process. */
  public static Capacity of(Platform platform, LaneSettings settings) {
    return new Capacity(
        platform.lanes(settings.cpuLanes()),
        settings.observerBytes(),
        Runtime.getRuntime().maxMemory());
  }

  /**
   * @throws InvalidInputException if the study can never fit
   */
  void requireFits(PreparedStudy study) {
    long decoder = decoder(study);
    long weights = weights(study);
    if (weights > observerBytes) {
      throw new InvalidInputException(
          "study.observer",
          "%s, which takes %s on a lane"
              .formatted(
                  study.observer().description().name()
                      + (decoder == 0 ? "" : " and the decoder of its stimuli"),
                  Mebibytes.of(weights)),
          "one that fits into the %s that a lane has for observers (setting lanes.observer-memory)"
              .formatted(Mebibytes.of(observerBytes)));
    }
    long maps = study.channels().size();
    long sums = sums(study);
    requireCovarianceFits(study, sums);
    requireWhiteningFits(study, sums);
    if (sums <= heapBytes && allSums(study) > heapBytes) {
      throw new InvalidInputException(
          "study",
          "one whose maps, covariances and whitening take %s together"
              .formatted(Mebibytes.of(allSums(study))),
          "with one of the last two left out, for the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g gives it more)"
              .formatted(Mebibytes.of(heapBytes)));
    }
    if (sums > heapBytes) {
      throw new InvalidInputException(
          "study.readout",
          "one of %,d maps of %,d values, whose sums take %s on %s"
              .formatted(
                  maps,
                  study.mapValues(),
                  Mebibytes.of(sums),
                  lanes == 1 ? "one lane" : lanes + " lanes"),
          "of fewer or smaller maps, for the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g gives it more)"
              .formatted(Mebibytes.of(heapBytes)));
    }
  }

  private void requireCovarianceFits(PreparedStudy study, long sums) {
    if (study.covariance().isEmpty()) {
      return;
    }
    PreparedCovariance asked = study.covariance().get();
    long bytes = covariance(study, asked);
    if (sums + bytes > heapBytes) {
      throw new InvalidInputException(
          "study.covariance",
          "one of %,d channels of %,d values with %,d permutations, whose sums take %s"
              .formatted(
                  asked.channels().size(),
                  study.mapValues(),
                  asked.permutations(),
                  Mebibytes.of(bytes)),
          "of fewer channels, smaller maps or fewer permutations, for the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g gives it more)"
              .formatted(Mebibytes.of(heapBytes)));
    }
  }

  private void requireWhiteningFits(PreparedStudy study, long sums) {
    long bytes = whitening(study);
    if (bytes > 0 && sums + bytes > heapBytes) {
      throw new InvalidInputException(
          "study.whiten",
          "true with stimuli of %,d values, whose covariance takes %s"
              .formatted(study.values(), Mebibytes.of(bytes)),
          "false, for the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g gives it more)"
              .formatted(Mebibytes.of(heapBytes)));
    }
  }

  /** Sums of both halves, a copy of them, their inverses and what these are made in. */
  private long whitening(PreparedStudy study) {
    if (study.specification().ridge().isEmpty()) {
      return 0;
    }
    long square = (long) study.values() * study.values();
    return square * (Double.BYTES * MATRICES_OF_WHITENING + Float.BYTES * (lanes + 3L));
  }

  private long covariance(PreparedStudy study, PreparedCovariance asked) {
    long tallies = Float.BYTES * (lanes + 3L);
    long numbers = asked.numbers(study.mapValues());
    return (Double.BYTES * COPIES_OF_COVARIANCE + tallies) * numbers;
  }

  /** Memory for all sums, and for those of the blocks that are on their way, in bytes. */
  public long allSums(PreparedStudy study) {
    return sums(study)
        + whitening(study)
        + study.covariance().map(asked -> covariance(study, asked)).orElse(0L);
  }

  /** What its two checkpoints, one more that is being written, and its results may take. */
  public long diskBytes(PreparedStudy study) {
    long maps = study.channels().size() * (long) study.mapValues();
    long covariances = covariances(study);
    long numbers =
        ChannelMoments.numbersAValue(study.specification().estimator()) * maps
            + sketches(study)
            + square(study)
            + covariances;
    return CHECKPOINTS * Double.BYTES * numbers
        + Float.BYTES * (MapView.values().length * maps + covariances);
  }

  private long sums(PreparedStudy study) {
    long sumsAValue = ChannelMoments.numbersAValue(study.specification().estimator());
    if (study.protocol().squares().isPresent()) {
      sumsAValue += ChannelMoments.numbersAValueOfASequence();
    }
    long tallies = rows(study) * HALVES * (lanes + 1L);
    long maps = study.channels().size() * (long) study.mapValues();
    return Double.BYTES * ((sumsAValue + tallies) * maps + sketches(study));
  }

  /** Numbers by which the noise of all maps is known. */
  private static long sketches(PreparedStudy study) {
    return study.channels().size()
        * (long)
            ChannelMoments.numbersAChannel(study.specification().estimator(), study.mapValues());
  }

  /** Rows of a channel that a block has of either half. */
  private static long rows(PreparedStudy study) {
    long rows = study.specification().estimator() == Estimator.COMBINED ? 3 : 1;
    return rows + study.protocol().squares().map(SquareProtocol::rows).orElse(0);
  }

  /** Memory for the sums of one block, in bytes. */
  static long tally(PreparedStudy study) {
    long maps = rows(study) * HALVES * study.channels().size() * study.mapValues();
    long stimuli = (long) HALVES * study.values();
    return Double.BYTES * (maps + stimuli) + Float.BYTES * (square(study) + covariances(study));
  }

  /** Numbers of the covariance that maps are whitened by; 0 if they are not. */
  private static long square(PreparedStudy study) {
    return study.specification().ridge().isEmpty() ? 0 : (long) study.values() * study.values();
  }

  /** Numbers of the covariances that are asked for. */
  private static long covariances(PreparedStudy study) {
    return study.covariance().map(asked -> asked.numbers(study.mapValues())).orElse(0L);
  }

  /** Memory for the observer, and the decoder of its stimuli, on each lane, in bytes. */
  static long weights(PreparedStudy study) {
    return study.observer().bytes() + decoder(study);
  }

  private static long decoder(PreparedStudy study) {
    return study.protocol().decoder().map(ObserverSource::bytes).orElse(0L);
  }

  /**
   * @param permutations null maps of each channel
   * @throws InvalidInputException if their sums do not fit
   */
  void requirePermutationsFit(PreparedStudy study, int permutations) {
    long maps = study.channels().size();
    // each lane holds both halves until they are added; three blocks more wait or are folded
    long tallies = Float.BYTES * (2L * lanes + 3);
    long bytesEach = (Double.BYTES + tallies) * maps * study.mapValues();
    if (bytesEach * permutations > heapBytes) {
      throw new InvalidInputException(
          "--permutations",
          "%,d for %,d maps of %,d values, whose sums take %s"
              .formatted(
                  permutations, maps, study.mapValues(), Mebibytes.of(bytesEach * permutations)),
          "at most %,d, for the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g gives it more)"
              .formatted(heapBytes / bytesEach, Mebibytes.of(heapBytes)));
    }
  }
}
