package org.revcor.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.observer.Precision;
import org.revcor.stimulus.StimulusSequence;

/**
 * Everything besides specification and seed that the last bits of a result depend on.
 *
 * <p>It is fixed when a study is submitted and stored with its results: a network answers
 * differently in the last bits at another batch size, thread count, instruction set or engine
 * version. Under the same plan any number of lanes gives the same bytes.
 *
 * @param blockSize trials of a block, even
 * @param batchSize most trials shown at once; a half-block is shown in as few batches of nearly
 *     equal size as it allows
 * @param threadsPerLane threads that one lane computes with
 * @param platform what lanes compute on
 * @param generator version of the rule that draws stimuli
 * @param precision in which the observer computes; that of plans that name none is float32
 */
public record NumericPlan(
    int blockSize,
    int batchSize,
    int threadsPerLane,
    Platform platform,
    String generator,
    Precision precision) {

  private static final int MAX_TRIALS_A_BLOCK = 1_000;
  private static final long MAX_BYTES_A_BLOCK = 16L << 20;
  private static final int MIN_BLOCKS = 50;

  /** Trials of which label sums are exact in float32 in any order. */
  static final int MAX_TRIALS_A_BATCH = 256;

  private static final int MAX_TRIALS_OF_A_USERS_BLOCK = 100_000;

  /**
   * @param precision null in plans that were stored when there was no other than float32
   */
  public NumericPlan(
      int blockSize,
      int batchSize,
      int threadsPerLane,
      Platform platform,
      String generator,
      @Nullable Precision precision) {
    this.blockSize = blockSize;
    this.batchSize = batchSize;
    this.threadsPerLane = threadsPerLane;
    this.platform = platform;
    this.generator = generator;
    this.precision = Objects.requireNonNullElse(precision, Precision.FLOAT32);
  }

  /**
   * The plan of a new study whose observer computes in float32.
   *
   * @param values values of a row, or of what is shown of it, whichever are more
   * @param maxTrials where the study ends at the latest
   * @param blockSize block size that the user chose
   * @throws InvalidInputException if the chosen block size is odd, out of range or takes over 16
   *     MiB
   */
  public static NumericPlan of(
      int values, OptionalLong maxTrials, OptionalInt blockSize, Platform platform) {
    return of(values, maxTrials, blockSize, standardBatch(platform), platform);
  }

  /**
   * The plan of a new study in batches of a chosen size.
   *
   * @param mostAtOnce most trials of a batch, at least 1
   * @throws InvalidInputException if the chosen block size is odd, out of range or takes over 16
   *     MiB
   */
  public static NumericPlan of(
      int values,
      OptionalLong maxTrials,
      OptionalInt blockSize,
      int mostAtOnce,
      Platform platform) {
    int size =
        blockSize.isPresent() ? chosen(blockSize.getAsInt(), values) : standard(values, maxTrials);
    return new NumericPlan(
        size,
        batchSize(size / 2, mostAtOnce),
        1,
        platform,
        StimulusSequence.GENERATOR,
        Precision.FLOAT32);
  }

  /** The same for an observer that computes in a precision. */
  public NumericPlan in(Precision wanted) {
    return new NumericPlan(
        blockSize, batchSize, threadsPerLane, platform.in(wanted), generator, wanted);
  }

  /**
   * Most trials of a batch where nothing else is asked: as many as label sums are exact of on a
   * processor, whose caches hold no more anyway, and half a block on a GPU.
   */
  public static int standardBatch(Platform platform) {
    return platform.onGpus() ? MAX_TRIALS_OF_A_USERS_BLOCK / 2 : MAX_TRIALS_A_BATCH;
  }

  /** Half a block cut into as few batches of nearly equal size as {@code mostAtOnce} allows. */
  private static int batchSize(int half, int mostAtOnce) {
    return ceilDiv(half, ceilDiv(half, mostAtOnce));
  }

  private static int chosen(int size, int values) {
    long most = Math.min(MAX_TRIALS_OF_A_USERS_BLOCK, MAX_BYTES_A_BLOCK / (4L * values) / 2 * 2);
    if (size < 2 || size % 2 != 0 || size > most) {
      throw new InvalidInputException(
          "study.block-size",
          String.valueOf(size),
          "an even number from 2 to " + most + " (16 MiB of stimuli)");
    }
    return size;
  }

  private static int standard(int values, OptionalLong maxTrials) {
    long size = Math.min(MAX_TRIALS_A_BLOCK, MAX_BYTES_A_BLOCK / (4L * values));
    if (maxTrials.isPresent()) {
      size = Math.min(size, maxTrials.getAsLong() / MIN_BLOCKS);
    }
    return (int) Math.max(2, size / 2 * 2);
  }

  /** Number of blocks that hold {@code trials}, rounded up. */
  public long blocks(long trials) {
    return Math.ceilDiv(trials, (long) blockSize);
  }

  /** The batches of a block, in the order in which they are shown. */
  List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    int halfSize = blockSize / 2;
    for (int half = 0; half < 2; half++) {
      for (int first = 0; first < halfSize; first += batchSize) {
        batches.add(
            new Batch(half * halfSize + first, Math.min(batchSize, halfSize - first), half));
      }
    }
    return batches;
  }

  private static int ceilDiv(int a, int b) {
    return Math.ceilDiv(a, b);
  }
}
