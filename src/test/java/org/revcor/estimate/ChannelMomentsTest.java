package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares maps with their definitions, computed in two passes over single trials. */
final class ChannelMomentsTest {
  private static final int D = 5;
  private static final int BLOCK = 6;
  private static final int BLOCKS = 9;
  private static final double VARIANCE = 1.7;

  private static final int LABEL = 0;
  private static final int PROBABILITY = 1;
  private static final int LOGIT = 2;
  private static final int SILENT = 3;

  /** Rounding of values near 1 to float32. */
  private static final Offset<Double> FLOAT = within(1e-6);

  private static final Trials TRIALS = trials();
  private static final List<Trials> SHOWN = TRIALS.blocks(BLOCK);

  private static Trials trials() {
    Random random = new Random(3);
    int n = BLOCK * BLOCKS;
    double[][] x = new double[n][D];
    double[][] r = new double[n][];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < D; i++) {
        x[t][i] = random.nextGaussian() + 0.5 * i + 3;
      }
      double logit = x[t][0] - 2 * x[t][2] + random.nextGaussian() + 7;
      r[t] = new double[] {logit > 1 ? 1 : 0, 1 / (1 + Math.exp(-logit)), logit, 0};
    }
    return new Trials(x, r);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void classMapIsTheWeightedMeanOfStimuliLessTheirMean(int channel) {
    assertThat(view(Estimand.CLASS_MAP, channel, MapView.MAP))
        .satisfies(map -> matches(map, classMap(TRIALS, channel)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void triggeredMeanIsTheWeightedMeanOfStimuli(int channel) {
    assertThat(view(Estimand.TRIGGERED_MEAN, channel, MapView.MAP))
        .satisfies(map -> matches(map, triggeredMean(TRIALS, channel)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void firstOrderKernelIsTheCovarianceOverTheVarianceOfTheLaw(int channel) {
    assertThat(view(Estimand.FIRST_ORDER_KERNEL, channel, MapView.MAP))
        .satisfies(map -> matches(map, kernel(TRIALS, channel)));
  }

  @ParameterizedTest
  @EnumSource
  void halfMapsAreThoseOfTheFirstAndTheSecondHalvesOfAllBlocks(Estimand estimand) {
    for (int channel : new int[] {LABEL, PROBABILITY}) {
      matches(
          view(estimand, channel, MapView.HALF_A), map(estimand, halves(0, BLOCK / 2), channel));
      matches(
          view(estimand, channel, MapView.HALF_B),
          map(estimand, halves(BLOCK / 2, BLOCK), channel));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ROOT_MEAN_SQUARE")
  void zIsTheCovarianceOverItsSpreadWhateverTheEstimand(Estimand estimand) {
    for (int channel : new int[] {LABEL, PROBABILITY, LOGIT}) {
      double meanResponse = mean(TRIALS, t -> TRIALS.responses()[t][channel]);
      double spread =
          Math.sqrt(
              VARIANCE * sum(TRIALS, t -> square(TRIALS.responses()[t][channel] - meanResponse)));
      matches(
          view(estimand, channel, MapView.Z),
          pixels(
              i -> {
                double meanStimulus = mean(TRIALS, t -> TRIALS.stimuli()[t][i]);
                return sum(
                        TRIALS,
                        t ->
                            (TRIALS.responses()[t][channel] - meanResponse)
                                * (TRIALS.stimuli()[t][i] - meanStimulus))
                    / spread;
              }));
    }
  }

  /**
   * With fewer than fifty effective trials: at least the error for a response that is independent
   * of the value.
   */
  @ParameterizedTest
  @CsvSource({"0", "1"})
  void errorOfAClassMapIsThatOfARatioOverBlocksOrThatOfChance(int channel) {
    double sum = sum(TRIALS, t -> TRIALS.responses()[t][channel]);
    double mean = sum / TRIALS.size();
    double spread = sum(TRIALS, t -> square(TRIALS.responses()[t][channel] - mean));
    double[] ofBlocks =
        ratioErrors(
            (block, i) -> centredSum(block, channel, i) * BLOCK / (BLOCK - 1.0),
            block -> sum(block, t -> block.responses()[t][channel]));
    matches(
        view(Estimand.CLASS_MAP, channel, MapView.ERROR),
        pixels(i -> Math.max(ofBlocks[i], Math.sqrt(VARIANCE * spread) / sum)));
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void errorOfATriggeredMeanIsThatOfARatioOverBlocksOrThatOfChance(int channel) {
    double sum = sum(TRIALS, t -> TRIALS.responses()[t][channel]);
    double squares = sum(TRIALS, t -> square(TRIALS.responses()[t][channel]));
    double[] ofBlocks = errorsOfMeans(channel);
    matches(
        view(Estimand.TRIGGERED_MEAN, channel, MapView.ERROR),
        pixels(i -> Math.max(ofBlocks[i], Math.sqrt(VARIANCE * squares) / sum)));
  }

  private static double[] errorsOfMeans(int channel) {
    return ratioErrors(
        (block, i) -> sum(block, t -> block.responses()[t][channel] * block.stimuli()[t][i]),
        block -> sum(block, t -> block.responses()[t][channel]));
  }

  /** Such as a pixel at the border of images. */
  @Test
  void rootOfAValueThatIsAlwaysZeroHasNoError() {
    Folded folded = new Folded(Estimand.ROOT_MEAN_SQUARE);
    new Trials(new double[TRIALS.stimuli().length][D], TRIALS.responses())
        .blocks(BLOCK)
        .forEach(folded::add);
    assertThat(folded.view(LABEL, MapView.ERROR)).containsOnly(0);
  }

  /** d√m = dm / 2√m. */
  @ParameterizedTest
  @CsvSource({"0", "1"})
  void errorOfARootIsThatOfItsRatioOverTwiceTheRoot(int channel) {
    float[] map = view(Estimand.ROOT_MEAN_SQUARE, channel, MapView.MAP);
    double[] errors = errorsOfMeans(channel);
    matches(
        view(Estimand.ROOT_MEAN_SQUARE, channel, MapView.ERROR),
        pixels(i -> errors[i] / (2 * map[i])));
    assertThat(view(Estimand.ROOT_MEAN_SQUARE, channel, MapView.Z)).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void errorOfAKernelIsThatOfARatioOverBlocks(int channel) {
    matches(
        view(Estimand.FIRST_ORDER_KERNEL, channel, MapView.ERROR),
        ratioErrors(
            (block, i) -> centredSum(block, channel, i) * BLOCK / (BLOCK - 1.0),
            block -> BLOCK * VARIANCE));
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASS_MAP", "TRIGGERED_MEAN"})
  void effectiveTrialsOfASoftResponseAreItsSquaredSumOverItsSumOfSquares(Estimand estimand) {
    double sum = sum(TRIALS, t -> TRIALS.responses()[t][PROBABILITY]);
    double squares = sum(TRIALS, t -> square(TRIALS.responses()[t][PROBABILITY]));
    assertThat(statistics(estimand, PROBABILITY).nEff())
        .isCloseTo(sum * sum / squares, within(1e-9));
  }

  @Test
  void effectiveTrialsOfAKernelAreThoseOfEqualDeviations() {
    double mean = sum(TRIALS, t -> TRIALS.responses()[t][LOGIT]) / TRIALS.size();
    double squares = sum(TRIALS, t -> square(TRIALS.responses()[t][LOGIT] - mean));
    double fourths = sum(TRIALS, t -> square(square(TRIALS.responses()[t][LOGIT] - mean)));
    assertThat(statistics(Estimand.FIRST_ORDER_KERNEL, LOGIT).nEff())
        .isCloseTo(squares * squares / fourths, within(1e-9));
  }

  /** Five values: about the value of a map without structure. */
  @ParameterizedTest
  @EnumSource(names = {"CLASS_MAP", "TRIGGERED_MEAN"})
  void ratioIsThePowerOfTheMapOverThatOfItsErrorLessOne(Estimand estimand) {
    double power = 0;
    double noise = 0;
    double[] errors =
        estimand.isCentred()
            ? ratioErrors(
                (block, i) -> centredSum(block, PROBABILITY, i) * BLOCK / (BLOCK - 1.0),
                block -> sum(block, t -> block.responses()[t][PROBABILITY]))
            : errorsOfMeans(PROBABILITY);
    for (int pixel = 0; pixel < D; pixel++) {
      int i = pixel;
      double weight = 0;
      double sum = 0;
      for (Trials block : SHOWN) {
        weight += sum(block, t -> block.responses()[t][PROBABILITY]);
        sum +=
            estimand.isCentred()
                ? centredSum(block, PROBABILITY, i) * BLOCK / (BLOCK - 1.0)
                : sum(block, t -> block.responses()[t][PROBABILITY] * block.stimuli()[t][i]);
      }
      double usual = estimand.isCentred() ? 0 : mean(TRIALS, t -> TRIALS.stimuli()[t][i]);
      power += square(sum / weight - usual);
      noise += square(errors[i]);
    }
    ChannelStatistics statistics = statistics(estimand, PROBABILITY);
    assertThat(statistics.signal().ratio())
        .isCloseTo(power / noise - 1, within(1e-5 * power / noise));
    assertThat(statistics.reliability()).isCloseTo(Math.max(0, 1 - noise / power), FLOAT);
    assertThat(statistics.assured()).isBetween(0.0, statistics.reliability());
    assertThat(statistics.signal().dimensions()).isBetween(1.0, (double) D);
  }

  @ParameterizedTest
  @EnumSource
  void largestErrorAndBlocksAreThoseOfTheMap(Estimand estimand) {
    ChannelStatistics statistics = statistics(estimand, PROBABILITY);
    double largest = 0;
    for (float error : view(estimand, PROBABILITY, MapView.ERROR)) {
      largest = Math.max(largest, error);
    }
    double sum = 0;
    double squares = 0;
    for (Trials block : SHOWN) {
      double w =
          estimand == Estimand.FIRST_ORDER_KERNEL
              ? BLOCK
              : sum(block, t -> block.responses()[t][PROBABILITY]);
      sum += w;
      squares += w * w;
    }
    assertThat(statistics.largestError()).isEqualTo(largest);
    assertThat(statistics.blocks()).isCloseTo(sum * sum / squares, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(names = {"CLASS_MAP", "TRIGGERED_MEAN", "ROOT_MEAN_SQUARE"})
  void statisticsOfAChannelWithoutTrialsAreUndefined(Estimand estimand) {
    for (MapView view : MapView.values()) {
      assertThat(view(estimand, SILENT, view)).hasSize(D).containsOnly(Float.NaN);
    }
    double unknown = Double.NaN;
    assertThat(statistics(estimand, SILENT))
        .isEqualTo(new ChannelStatistics(0, 0, SignalToNoise.UNKNOWN, unknown, 0));
  }

  @Test
  void kernelOfAResponseThatNeverChangesIsZeroAndItsZIsNotDefined() {
    assertThat(view(Estimand.FIRST_ORDER_KERNEL, SILENT, MapView.MAP)).containsOnly(0f);
    assertThat(view(Estimand.FIRST_ORDER_KERNEL, SILENT, MapView.Z)).containsOnly(Float.NaN);
    assertThat(statistics(Estimand.FIRST_ORDER_KERNEL, SILENT).reliability()).isNaN();
  }

  @Test
  void mapOfAClassThatTakesAllTrialsIsBlank() {
    Folded folded = new Folded(Estimand.CLASS_MAP);
    double[][] always = new double[TRIALS.size()][];
    Arrays.fill(always, new double[] {1, 0, 0, 0});
    for (Trials block : new Trials(TRIALS.stimuli(), always).blocks(BLOCK)) {
      folded.add(block);
    }
    assertThat(folded.view(0, MapView.MAP)).containsOnly(0f);
    assertThat(folded.view(0, MapView.Z)).containsOnly(Float.NaN);
    assertThat(folded.statistics(0).reliability()).isNaN();
  }

  @ParameterizedTest
  @EnumSource
  void errorIsNotDefinedFromASingleBlock(Estimand estimand) {
    Folded folded = new Folded(estimand);
    folded.add(SHOWN.get(0));
    assertThat(folded.view(PROBABILITY, MapView.ERROR)).containsOnly(Float.NaN);
    assertThat(folded.statistics(PROBABILITY).signal().ratio()).isNaN();
    assertThat(folded.view(PROBABILITY, MapView.MAP)).doesNotContain(Float.NaN);
  }

  /** The number of blocks that carry weights w is (Σw)²/Σw². */
  @ParameterizedTest
  @CsvSource({
    "2 2, true",
    "2 1, false",
    "2 1 1, true",
    "2 0, false",
    "0 2 0 2, true",
    "3 1 1, true",
    "5 1 1, false"
  })
  void errorIsDefinedOnceTwoBlocksCarryTheWeight(String labels, boolean defined) {
    Folded folded = new Folded(Estimand.CLASS_MAP, 1);
    int block = 0;
    for (String count : labels.split(" ", -1)) {
      double[][] responses = new double[BLOCK][1];
      for (int t = 0; t < Integer.parseInt(count); t++) {
        responses[t][0] = 1;
      }
      folded.add(new Trials(SHOWN.get(block++).stimuli(), responses));
    }
    float[] errors = folded.view(0, MapView.ERROR);
    if (defined) {
      assertThat(errors).doesNotContain(Float.NaN);
    } else {
      assertThat(errors).containsOnly(Float.NaN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void restoredStateContinuesToTheSameBytes(Estimand estimand) {
    Folded whole = folded(estimand);
    for (int cut = 0; cut <= BLOCKS; cut++) {
      Folded before = new Folded(estimand);
      SHOWN.subList(0, cut).forEach(before::add);
      Folded after = before.restored(estimand);
      SHOWN.subList(cut, BLOCKS).forEach(after::add);
      for (int channel = 0; channel < TRIALS.channels(); channel++) {
        for (MapView view : MapView.values()) {
          assertThat(after.view(channel, view)).isEqualTo(whole.view(channel, view));
        }
        assertThat(after.statistics(channel)).isEqualTo(whole.statistics(channel));
      }
    }
  }

  private static float[] view(Estimand estimand, int channel, MapView view) {
    return folded(estimand).view(channel, view);
  }

  private static ChannelStatistics statistics(Estimand estimand, int channel) {
    return folded(estimand).statistics(channel);
  }

  private static Folded folded(Estimand estimand) {
    Folded folded = new Folded(estimand);
    SHOWN.forEach(folded::add);
    return folded;
  }

  private static double[] map(Estimand estimand, Trials trials, int channel) {
    return switch (estimand) {
      case CLASS_MAP -> classMap(trials, channel);
      case TRIGGERED_MEAN -> triggeredMean(trials, channel);
      case ROOT_MEAN_SQUARE ->
          Arrays.stream(triggeredMean(trials, channel)).map(Math::sqrt).toArray();
      case FIRST_ORDER_KERNEL -> kernel(trials, channel);
    };
  }

  private static double[] classMap(Trials trials, int channel) {
    double responses = sum(trials, t -> trials.responses()[t][channel]);
    return pixels(i -> centredSum(trials, channel, i) / responses);
  }

  private static double[] triggeredMean(Trials trials, int channel) {
    double responses = sum(trials, t -> trials.responses()[t][channel]);
    return pixels(
        i -> sum(trials, t -> trials.responses()[t][channel] * trials.stimuli()[t][i]) / responses);
  }

  private static double[] kernel(Trials trials, int channel) {
    return pixels(i -> centredSum(trials, channel, i) / trials.size() / VARIANCE);
  }

  /** Returns Σ r (x - x̄) over the given trials. */
  private static double centredSum(Trials trials, int channel, int pixel) {
    double mean = mean(trials, t -> trials.stimuli()[t][pixel]);
    return sum(trials, t -> trials.responses()[t][channel] * (trials.stimuli()[t][pixel] - mean));
  }

  @FunctionalInterface
  private interface BlockSum {
    double of(Trials block, int pixel);
  }

  @FunctionalInterface
  private interface BlockWeight {
    double of(Trials block);
  }

  /**
   * Returns {@code √(B/(B-1) Σ(D - m w)²) / Σw} with {@code m = ΣD/Σw} and {@code B = (Σw)²/Σw²}.
   */
  private static double[] ratioErrors(BlockSum d, BlockWeight w) {
    double weights = SHOWN.stream().mapToDouble(w::of).sum();
    double blocks =
        square(weights) / SHOWN.stream().mapToDouble(block -> square(w.of(block))).sum();
    return pixels(
        i -> {
          double m = SHOWN.stream().mapToDouble(block -> d.of(block, i)).sum() / weights;
          double squares =
              SHOWN.stream().mapToDouble(block -> square(d.of(block, i) - m * w.of(block))).sum();
          return Math.sqrt(squares * blocks / (blocks - 1)) / weights;
        });
  }

  private static Trials halves(int from, int to) {
    double[][] stimuli =
        SHOWN.stream()
            .flatMap(block -> Arrays.stream(block.slice(from, to).stimuli()))
            .toArray(double[][]::new);
    double[][] responses =
        SHOWN.stream()
            .flatMap(block -> Arrays.stream(block.slice(from, to).responses()))
            .toArray(double[][]::new);
    return new Trials(stimuli, responses);
  }

  private static double[] pixels(IntToDoubleFunction value) {
    return IntStream.range(0, D).mapToDouble(value).toArray();
  }

  private static double sum(Trials trials, IntToDoubleFunction value) {
    return IntStream.range(0, trials.size()).mapToDouble(value).sum();
  }

  private static double mean(Trials trials, IntToDoubleFunction value) {
    return sum(trials, value) / trials.size();
  }

  private static double square(double value) {
    return value * value;
  }

  private static void matches(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("value %d", i)
          .isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  /** Moments of all channels over the same blocks. */
  private static final class Folded {
    private final StimulusSums sums = new StimulusSums(D);
    private final List<ChannelMoments> channels;
    private long blocks;

    private static double[] variances() {
      double[] variances = new double[D];
      Arrays.fill(variances, VARIANCE);
      return variances;
    }

    Folded(Estimand estimand) {
      this(estimand, TRIALS.channels());
    }

    Folded(Estimand estimand, int count) {
      Workspace shared = new Workspace();
      channels =
          IntStream.range(0, count)
              .mapToObj(c -> ChannelMoments.averages(estimand, Patch.whole(D), variances(), shared))
              .toList();
    }

    void add(Trials block) {
      Tally tally = block.tally(blocks++);
      sums.add(tally);
      for (int c = 0; c < channels.size(); c++) {
        channels.get(c).add(tally, c);
      }
    }

    Folded restored(Estimand estimand) {
      Folded restored = new Folded(estimand, channels.size());
      restored.sums.restore(sums.state());
      restored.blocks = blocks;
      for (int c = 0; c < channels.size(); c++) {
        restored.channels.get(c).restore(channels.get(c).state());
      }
      return restored;
    }

    float[] view(int channel, MapView view) {
      return channels.get(channel).view(view, sums.means());
    }

    ChannelStatistics statistics(int channel) {
      return channels.get(channel).statistics(sums.means());
    }
  }
}
