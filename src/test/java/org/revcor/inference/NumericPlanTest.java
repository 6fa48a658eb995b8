package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.Refusals;
import org.revcor.inference.NumericPlan.Batch;

final class NumericPlanTest {
  private static final Platform PLATFORM = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
  private static final int MNIST = 784;
  private static final int IMAGENET = 3 * 224 * 224;

  @Test
  void aMillionMnistTrialsHaveBlocksOf1000AndBatchesOf250() {
    assertThat(standard(MNIST, 1_000_000))
        .isEqualTo(new NumericPlan(1000, 250, PLATFORM, "L64X128MixRandom/sha256/1"));
    assertThat(standard(MNIST, 1_000_000).batches())
        .containsExactly(
            new Batch(0, 250, 0),
            new Batch(250, 250, 0),
            new Batch(500, 250, 1),
            new Batch(750, 250, 1));
  }

  @Test
  void aStudyWithoutALimitHasTheSamePlan() {
    assertThat(NumericPlan.of(MNIST, Optional.empty(), Optional.empty(), PLATFORM))
        .isEqualTo(standard(MNIST, 1_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "1000000, 1000",
    "50000, 1000",
    "49999, 998",
    "10000, 200",
    "1000, 20",
    "199, 2",
    "200, 4",
    "100, 2",
    "99, 2",
    "2, 2"
  })
  void aStudyHasAtLeastFiftyBlocks(long maxTrials, int blockSize) {
    assertThat(standard(MNIST, maxTrials).blockSize()).isEqualTo(blockSize);
  }

  @Property(seed = "9")
  void defaultBlocksAreEvenAndAsLargeAsPossible(
      @ForAll @IntRange(min = 1, max = 2_000_000) int values,
      @ForAll @LongRange(min = 100, max = 10_000_000) long maxTrials) {
    NumericPlan plan = standard(values, maxTrials);
    assertThat(plan.blockSize() % 2).isZero();
    assertThat(fits(plan.blockSize(), values, maxTrials)).isTrue();
    assertThat(fits(plan.blockSize() + 2, values, maxTrials)).isFalse();
    assertThat(plan.blocks(maxTrials)).isGreaterThanOrEqualTo(50);
  }

  private static boolean fits(int blockSize, int values, long maxTrials) {
    return blockSize <= 1000 && 4L * values * blockSize <= 16 << 20 && 50L * blockSize <= maxTrials;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "2000, 2", "1000000, 1000", "1000001, 1001"})
  void roundsTrialsUpToWholeBlocks(long trials, long blocks) {
    assertThat(standard(MNIST, 1_000_000).blocks(trials)).isEqualTo(blocks);
  }

  @Property(seed = "10")
  void batchesCoverAllTrialsInOrderWithinHalves(
      @ForAll @IntRange(min = 1, max = 50_000) int halfSize) {
    NumericPlan plan = chosen(1, 2 * halfSize);
    List<Batch> batches = plan.batches();
    int next = 0;
    for (Batch batch : batches) {
      assertThat(batch.first()).isEqualTo(next);
      assertThat(batch.trials()).isBetween(1, Math.min(256, plan.batchSize()));
      assertThat(batch.half()).isEqualTo(batch.first() < halfSize ? 0 : 1);
      next += batch.trials();
      assertThat(next).isLessThanOrEqualTo(batch.half() == 0 ? halfSize : 2 * halfSize);
    }
    assertThat(next).isEqualTo(2 * halfSize);
    assertThat(batches).hasSize(2 * Math.ceilDiv(halfSize, 256));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 0, -2, 999, 5350, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void refusesOddOrLargeBlockSizes(int blockSize) {
    assertRefused(
        MNIST,
        blockSize,
        "study.block-size is "
            + blockSize
            + "; it must be an even number from 2 to 5348 (16 MiB of stimuli, or 4 of them)");
  }

  @Test
  void largestBlockSizeDependsOnTheStimulus() {
    assertRefused(
        IMAGENET,
        28,
        "study.block-size is 28; it must be an even number from 2 to 26 (16 MiB of stimuli, or 4 of"
            + " them)");
    assertRefused(
        1,
        100_002,
        "study.block-size is 100002; it must be an even number from 2 to 100000 (16 MiB of"
            + " stimuli, or 4 of them)");
    assertThat(chosen(1 << 22, 4).blockSize()).isEqualTo(4);
    assertThat(chosen(MNIST, 5348).blockSize()).isEqualTo(5348);
    assertThat(chosen(IMAGENET, 26).blockSize()).isEqualTo(26);
    assertThat(chosen(1, 100_000).blockSize()).isEqualTo(100_000);
  }

  @Test
  void acceptsABlockSizeThatLeavesFewerThanFiftyBlocks() {
    NumericPlan plan = NumericPlan.of(MNIST, Optional.of(1000L), Optional.of(400), PLATFORM);
    assertThat(plan.blockSize()).isEqualTo(400);
    assertThat(plan.blocks(1000)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "100, 100",
    "249, 167",
    "250, 250",
    "499, 250",
    "500, 500",
    "9999, 500"
  })
  void dividesHalvesIntoTheFewestBatchesOfAChosenSize(int max, int batchSize) {
    NumericPlan plan = NumericPlan.of(MNIST, Optional.empty(), Optional.of(1000), max, PLATFORM);
    assertThat(plan.batchSize()).isEqualTo(batchSize);
    assertThat(plan.batches()).hasSize(2 * Math.ceilDiv(500, batchSize));
  }

  @ParameterizedTest
  @CsvSource({"1, 256", "12288, 256", "16384, 256", "16385, 255", "150528, 27", "9000000, 1"})
  void aProcessorShowsAtMost16MiBOfInputsAtOnceByDefault(int values, int trials) {
    assertThat(NumericPlan.standardBatch(PLATFORM, values)).isEqualTo(trials);
  }

  @Test
  void aGpuShowsHalfABlockAtOnceByDefault() {
    Platform gpu = new Platform("gpu NVIDIA L4", "amd64 avx2", "pytorch 2.7.1");
    assertThat(NumericPlan.of(MNIST, Optional.empty(), Optional.empty(), gpu).batchSize())
        .isEqualTo(500);
  }

  private static NumericPlan standard(int values, long maxTrials) {
    return NumericPlan.of(values, Optional.of(maxTrials), Optional.empty(), PLATFORM);
  }

  private static NumericPlan chosen(int values, int blockSize) {
    return NumericPlan.of(values, Optional.empty(), Optional.of(blockSize), PLATFORM);
  }

  private static void assertRefused(int values, int blockSize, String message) {
    Refusals.assertRefused(() -> chosen(values, blockSize), message);
  }
}
