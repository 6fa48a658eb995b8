package org.revcor.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.StimulusSequence;

/**
 * The parameters besides specification and seed that determine the last bits of a result.
 *
 * <p>The plan is fixed when a study is submitted, and stored with its results. Batch size, thread
 * count, instruction set and engine version change the last bits of a network's outputs. With the
 * same plan any number of lanes gives the same bytes.
 *
 * @param batchSize maximum trials of a batch; a half-block has the smallest possible number of
 *     batches of nearly equal size
 * @param contrasts contrast of the example of each class in threshold noise, {@link
 *     org.revcor.stimulus.ThresholdNoise#LEFT_OUT} if it is not shown; empty if there are none, or
 *     they are not found yet
 */
@JsonPropertyOrder({"blockSize", "batchSize", "threadsPerLane"})
@JsonIgnoreProperties(
    value = {"threadsPerLane", "precision"},
    allowGetters = true)
public record NumericPlan(
    int blockSize,
    int batchSize,
    Platform platform,
    String generator,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> contrasts) {
  private static final int MAX_DEFAULT_BLOCK = 1_000;
  private static final long MAX_BLOCK_BYTES = 16L << 20;
  private static final int MIN_BLOCKS = 50;

  /** Maximum number of trials whose label sums are exact in float32 in any order. */
  static final int MAX_EXACT_BATCH = 256;

  private static final int MAX_BLOCK = 100_000;

  /** The largest block for stimuli of any size: two antithetic pairs. */
  private static final int ALWAYS_ALLOWED_BLOCK = 4;

  public NumericPlan {
    contrasts = List.copyOf(contrasts);
  }

  /** Creates a plan without contrasts. */
  public NumericPlan(int blockSize, int batchSize, Platform platform, String generator) {
    this(blockSize, batchSize, platform, generator, List.of());
  }

  public NumericPlan withContrasts(List<Double> other) {
    return new NumericPlan(blockSize, batchSize, platform, generator, other);
  }

  /**
   * Returns the plan of a new study.
   *
   * @param values values of a row or of a stimulus, whichever is more
   * @throws InvalidInputException if the chosen block size is odd or out of range
   */
  public static NumericPlan of(
      int values, Optional<Long> maxTrials, Optional<Integer> blockSize, Platform platform) {
    return of(values, maxTrials, blockSize, standardBatch(platform, values), platform);
  }

  /**
   * Returns the plan of a new study with a chosen batch size.
   *
   * @param maxBatch maximum trials of a batch, at least 1
   * @throws InvalidInputException if the chosen block size is odd or out of range
   */
  public static NumericPlan of(
      int values,
      Optional<Long> maxTrials,
      Optional<Integer> blockSize,
      int maxBatch,
      Platform platform) {
    int size =
        blockSize.isPresent() ? chosen(blockSize.get(), values) : standard(values, maxTrials);
    return new NumericPlan(
        size, batchSize(size / 2, maxBatch), platform, StimulusSequence.GENERATOR);
  }

  /**
   * Returns the default maximum batch size. On a processor label sums of that many trials are
   * exact, and larger batches exceed its caches: 256 trials, and at most 16 MiB of inputs, since a
   * network's activations take a multiple of that. On a GPU it is half of the largest block.
   */
  public static int standardBatch(Platform platform, int values) {
    return platform.onGpus()
        ? MAX_BLOCK / 2
        : Math.clamp(MAX_BLOCK_BYTES / (4L * values), 1, MAX_EXACT_BATCH);
  }

  /** Divides half a block into the smallest number of batches of nearly equal size. */
  private static int batchSize(int half, int maxBatch) {
    return Math.ceilDiv(half, Math.ceilDiv(half, maxBatch));
  }

  /** Returns the largest block that a study may choose, for stimuli of so many values. */
  public static int maxBlock(int values) {
    return Math.clamp(MAX_BLOCK_BYTES / (4L * values) / 2 * 2, ALWAYS_ALLOWED_BLOCK, MAX_BLOCK);
  }

  private static int chosen(int size, int values) {
    int max = maxBlock(values);
    if (size < 2 || size % 2 != 0 || size > max) {
      throw new InvalidInputException(
          "study.block-size",
          String.valueOf(size),
          "an even number from 2 to %d (16 MiB of stimuli, or %d of them)"
              .formatted(max, ALWAYS_ALLOWED_BLOCK));
    }
    return size;
  }

  private static int standard(int values, Optional<Long> maxTrials) {
    long size = Math.min(MAX_DEFAULT_BLOCK, MAX_BLOCK_BYTES / (4L * values));
    if (maxTrials.isPresent()) {
      size = Math.min(size, maxTrials.get() / MIN_BLOCKS);
    }
    return (int) Math.max(2, size / 2 * 2);
  }

  @JsonProperty
  private int threadsPerLane() {
    return 1;
  }

  public long blocks(long trials) {
    return Math.ceilDiv(trials, (long) blockSize);
  }

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

  /**
   * Consecutive trials of one block that a lane shows at once.
   *
   * @param half 0 for the block's first half (A), 1 for its second (B)
   */
  record Batch(int first, int trials, int half) {}

  /** The position of a batch in its study. */
  record BatchPosition(long block, int blockTrials, Batch batch) {
    int trials() {
      return batch.trials();
    }

    long first() {
      return block * blockTrials + batch.first();
    }

    /** Returns the number of each trial among the trials of its half of the study. */
    long[] turns() {
      int half = blockTrials / 2;
      long first = block * half + batch.first() - (long) batch.half() * half;
      return LongStream.range(first, first + batch.trials()).toArray();
    }
  }
}
