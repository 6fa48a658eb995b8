package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of channels without responses are not read and count as zeros. */
final class SilentChannelTest {
  private static final int D = 6;
  private static final int BLOCK = 8;
  private static final double[] VARIANCE = {1, 1, 2, 1, 1, 0};
  private static final double[] UNREAD = {};

  /** Sum of squares so small that no other sum changes, but not 0. */
  private static final double WHISPER = 1e-300;

  static Stream<ChannelMoments> moments() {
    Patch patch = Patch.whole(D);
    return Arrays.stream(Estimand.values())
        .flatMap(
            estimand ->
                Stream.of(
                    ChannelMoments.averages(estimand, patch, VARIANCE, new Workspace()),
                    ChannelMoments.whitened(estimand, patch)));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void missingRowsCountAsZeros(ChannelMoments moments) {
    double[] before = moments.state();
    blocks(true).forEach(tally -> moments.add(tally, 0));
    double[] silent = moments.state();
    moments.restore(before);
    blocks(false).forEach(tally -> moments.add(tally, 0));
    assertThat(silent).containsExactly(moments.state(), within(100 * WHISPER));
    assertThat(IntStream.range(0, silent.length).filter(i -> silent[i] != 0)).isNotEmpty();
  }

  /** Blocks in which the channel responds in both halves, in one and in none. */
  private static List<Tally> blocks(boolean leftOut) {
    Random random = new Random(4);
    return Stream.of("11", "10", "00", "01", "00", "11")
        .map(
            responding ->
                new Tally(
                    0,
                    half(random, responding.charAt(0) == '1', leftOut),
                    half(random, responding.charAt(1) == '1', leftOut)))
        .toList();
  }

  private static HalfTally half(Random random, boolean responds, boolean leftOut) {
    double[][] stimuli = new double[BLOCK / 2][];
    double[][] responses = new double[BLOCK / 2][];
    for (int t = 0; t < stimuli.length; t++) {
      stimuli[t] = random.doubles(D, -2, 1).toArray();
      responses[t] = new double[] {responds ? random.nextDouble() : 0};
    }
    HalfTally sums = new Trials(stimuli, responses).half();
    return new HalfTally(
        sums.trials(),
        sums.stimuli(),
        sums.responses(),
        responds || leftOut ? sums.squaredResponses() : new double[] {WHISPER},
        leftOut && !responds ? new double[][] {UNREAD} : sums.weighted());
  }
}
