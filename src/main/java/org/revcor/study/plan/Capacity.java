package org.revcor.study.plan;

import org.revcor.InvalidInputException;
import org.revcor.estimate.MapView;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.observer.ObserverSource;

/** Resources of this process that a study may use. */
public record Capacity(int lanes, long observerBytes, long heapBytes) {
  private static final int HALVES = 2;
  private static final int CHECKPOINTS = 3;

  /** The sums of a covariance, and copies made until a checkpoint is written. */
  private static final int COVARIANCE_COPIES = 6;

  public static final Capacity UNLIMITED = new Capacity(1, Long.MAX_VALUE, Long.MAX_VALUE);

  public static Capacity of(Platform platform, LaneSettings settings) {
    return of(platform.lanes(settings.cpuLanes()), settings.observerBytes());
  }

  /** Returns the capacity of this process with some lanes; waits until they run. */
  public static Capacity of(Lanes lanes, long observerBytes) {
    return of(lanes.count(), observerBytes);
  }

  private static Capacity of(int lanes, long observerBytes) {
    return new Capacity(lanes, observerBytes, Runtime.getRuntime().maxMemory());
  }

  /**
   * Checks that a study can be computed on this machine.
   *
   * @throws InvalidInputException if the study can never fit
   */
  public void requireFits(PreparedStudy study) {
    long decoder = decoder(study);
    long weights = weightBytes(study);
    if (weights > observerBytes) {
      throw new InvalidInputException(
          "study.observer",
          "%s, which takes %s on a lane"
              .formatted(
                  study.observer().description().name()
                      + (decoder == 0 ? "" : " and the decoder of its stimuli"),
                  Mebibytes.of(weights)),
          "an observer that fits into the %s of a lane (setting lanes.observer-memory)"
              .formatted(Mebibytes.of(observerBytes)));
    }
    long maps = study.channels().size();
    long sums = sums(study);
    if (sums <= heapBytes && allSums(study) > heapBytes) {
      throw new InvalidInputException(
          "study",
          "one whose maps, covariances and products of stimuli take %s together"
              .formatted(Mebibytes.of(allSums(study))),
          "one with fewer channels or permutations of covariance, with smaller maps, or without"
              + " whiten and regression, to fit into "
              + heap());
    }
    if (sums > heapBytes) {
      throw new InvalidInputException(
          "study.readout",
          "a readout with %,d maps of %,d values, whose sums take %s on %s"
              .formatted(
                  maps,
                  study.mapValues(),
                  Mebibytes.of(sums),
                  lanes == 1 ? "one lane" : lanes + " lanes"),
          "a readout with fewer or smaller maps, to fit into " + heap());
    }
  }

  private String heap() {
    return "the %s of this process (REVCOR_JAVA_OPTS=-Xmx4g raises the limit)"
        .formatted(Mebibytes.of(heapBytes));
  }

  private long covariance(PreparedStudy study, PreparedCovariance requested) {
    long tallies = Float.BYTES * (lanes + 3L);
    long numbers = requested.numbers(study.mapValues());
    return (Double.BYTES * COVARIANCE_COPIES + tallies) * numbers;
  }

  /** Returns memory for all sums, including those of blocks in flight, in bytes. */
  public long allSums(PreparedStudy study) {
    return sums(study)
        + Double.BYTES * study.sizes().work()
        + Float.BYTES * (lanes + 3L) * study.sizes().blockProducts()
        + study.covariance().map(requested -> covariance(study, requested)).orElse(0L);
  }

  /**
   * Returns the maximum size of two checkpoints, a third one being written, and the results, in
   * bytes.
   */
  public long diskBytes(PreparedStudy study) {
    long maps = study.channels().size() * (long) study.mapValues();
    long covariances = covariances(study);
    long numbers = moments(study) + study.sizes().products() + covariances;
    return CHECKPOINTS * Double.BYTES * numbers
        + Float.BYTES * (MapView.values().length * maps + covariances);
  }

  private long sums(PreparedStudy study) {
    long rows = study.channels().size() * (long) study.sizes().row();
    return Double.BYTES * (moments(study) + HALVES * (lanes + 1L) * rows);
  }

  private static long moments(PreparedStudy study) {
    return study.channels().size() * study.sizes().moments();
  }

  /** Returns memory for the sums of one block, in bytes. */
  public static long tallyBytes(PreparedStudy study) {
    long maps = (long) HALVES * study.channels().size() * study.sizes().row();
    long stimuli = (long) HALVES * study.sizes().stimulusSums();
    return Double.BYTES * (maps + stimuli)
        + Float.BYTES * (study.sizes().blockProducts() + covariances(study));
  }

  private static long covariances(PreparedStudy study) {
    return study.covariance().map(requested -> requested.numbers(study.mapValues())).orElse(0L);
  }

  /** Returns memory for the observer and the decoder of its stimuli on each lane, in bytes. */
  static long weightBytes(PreparedStudy study) {
    return study.observer().bytes() + decoder(study);
  }

  private static long decoder(PreparedStudy study) {
    return study.protocol().decoder().map(ObserverSource::bytes).orElse(0L);
  }
}
