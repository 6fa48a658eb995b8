package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.revcor.worker.cluster.Worker.HeldTasks;

final class HeldTasksTest {
  private static final byte[] SUMS = {1, 2, 3};

  private final HeldTasks<String> held = new HeldTasks<>();
  private final long now = System.nanoTime();

  @Test
  void taskIsHeldUntilItIsConfirmed() {
    assertThat(held.add(1, "s")).isTrue();
    assertThat(held.add(1, "s")).as("given twice").isFalse();
    held.complete(1, SUMS);
    assertThat(held.tickets()).containsExactly(1L);

    held.remove(1);

    assertThat(held.isEmpty()).isTrue();
    assertThat(held.has(1, "s")).isFalse();
  }

  @Test
  void resultIsDueAtOnceAndAgainWhenItIsNotConfirmed() {
    held.add(1, "s");
    held.add(2, "s");
    assertThat(held.takeDue(now)).as("without a result").isEmpty();
    held.complete(2, SUMS);

    assertThat(held.takeDue(now)).isEqualTo(Map.of(2L, SUMS));
    long late = now + ClusterTimes.CONFIRMATION.toNanos();
    assertThat(held.takeDue(late)).isEmpty();
    assertThat(held.takeDue(late + 1)).isEqualTo(Map.of(2L, SUMS));
  }

  @Test
  void tasksOfAStudyAreRemovedTogether() {
    held.add(1, "s");
    held.add(2, "t");

    held.removeAll("s");
    held.complete(1, SUMS);

    assertThat(held.tickets()).containsExactly(2L);
    assertThat(held.has(2, "s")).isFalse();
    assertThat(held.takeDue(now)).isEmpty();
  }
}
