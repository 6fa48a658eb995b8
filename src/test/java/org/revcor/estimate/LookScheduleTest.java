package org.revcor.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class LookScheduleTest {

  @Test
  void firstThirtyBlocksAreLooks() {
    assertThat(looks(1000).subList(0, 30))
        .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
  }

  @Test
  void laterLooksAreFivePercentApart() {
    assertThat(looks(1000).subList(30, looks(1000).size()))
        .containsExactly(
            32L, 34L, 36L, 38L, 40L, 42L, 44L, 46L, 48L, 50L, 53L, 56L, 59L, 62L, 65L, 68L, 71L,
            75L, 79L, 83L, 87L, 91L, 96L, 101L, 106L, 111L, 117L, 123L, 129L, 135L, 142L, 149L,
            156L, 164L, 172L, 181L, 190L, 200L, 210L, 221L, 232L, 244L, 256L, 269L, 282L, 296L,
            311L, 327L, 343L, 360L, 378L, 397L, 417L, 438L, 460L, 483L, 507L, 532L, 559L, 587L,
            616L, 647L, 679L, 713L, 749L, 786L, 825L, 866L, 909L, 954L, 1000L);
  }

  @Test
  void thousandBlocksHaveFewLooks() {
    assertThat(looks(1000)).hasSize(101);
  }

  @Test
  void lastBlockIsAlwaysALook() {
    for (long blocks = 1; blocks <= 300; blocks++) {
      assertThat(looks(blocks)).last().isEqualTo(blocks);
    }
  }

  @Test
  void shorterStudyHasTheLooksOfALongerOneUpToItsEnd() {
    List<Long> shorter = looks(500);
    assertThat(shorter.subList(0, shorter.size() - 1))
        .isEqualTo(looks(1000).subList(0, shorter.size() - 1));
  }

  @Test
  void looksUpToABlockAreThoseDueByThen() {
    for (long blocks : new long[] {1, 2, 30, 100}) {
      List<Long> all = looks(blocks);
      for (long folded = 0; folded <= blocks; folded++) {
        long now = folded;
        assertThat(new LookSchedule(blocks).upTo(folded).boxed().toList())
            .isEqualTo(all.stream().filter(look -> look <= now).toList());
      }
    }
  }

  /** The distance is five percent rounded to whole blocks, at least one block. */
  @Property(seed = "2")
  void nextLookIsAtMostFivePercentAwayToTheNearestBlock(
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long folded) {
    long next = new LookSchedule(Long.MAX_VALUE).after(folded);
    assertThat(next).isGreaterThan(folded);
    assertThat((double) (next - folded)).isLessThanOrEqualTo(Math.max(1, 0.05 * folded + 0.5));
    assertThat((double) (next - folded)).isGreaterThanOrEqualTo(0.05 * folded - 0.5);
  }

  private static List<Long> looks(long blocks) {
    List<Long> looks = new ArrayList<>();
    for (long folded = 0; folded < blocks; ) {
      folded = new LookSchedule(blocks).after(folded);
      looks.add(folded);
    }
    return looks;
  }
}
