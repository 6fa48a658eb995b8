package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Hardware;
import org.revcor.inference.Platform;
import org.revcor.worker.cluster.PoolWorker.Speed;

final class PoolWorkersTest {
  private static final Platform HERE = new Platform("cpu", "x86_64 avx2", "pytorch 2.7.1");
  private static final Platform ELSEWHERE = new Platform("cpu", "aarch64", "pytorch 2.7.1");

  private final PoolWorkers<String> members = new PoolWorkers<>();

  private PoolWorker join(String worker, @Nullable String address, Platform platform) {
    PoolWorker member = new PoolWorker(card(worker, address, platform), 1);
    members.put(worker, member);
    return member;
  }

  private static WorkerCard card(String name, @Nullable String address, Platform platform) {
    return new WorkerCard(
        name,
        address,
        "1",
        new Hardware("processor", 1, List.of(), platform),
        List.of(platform),
        1);
  }

  private void seconds(int count) {
    for (int second = 0; second < count; second++) {
      assertThat(members.tick()).isEmpty();
    }
  }

  @Test
  void silentWorkerIsLostOnceAndRemovedTenMinutesAfterItsLastMessage() {
    PoolWorker silent = join("a", null, HERE);
    seconds(10);

    assertThat(members.tick()).containsOnlyKeys("a");
    assertThat(silent.state()).isEqualTo(WorkerView.State.LOST);
    seconds(600 - 11);
    assertThat(members.find("a")).isSameAs(silent);
    seconds(1);
    assertThat(members.find("a")).isNull();
  }

  @Test
  void lostWorkerThatRespondsIsReadyAndCanBeLostAgain() {
    PoolWorker worker = join("a", null, HERE);
    seconds(10);
    members.tick();

    assertThat(worker.contact().recordMessage()).as("was lost").isTrue();
    assertThat(worker.contact().recordMessage()).isFalse();
    assertThat(worker.isReady()).isTrue();
    seconds(10);
    assertThat(members.tick()).containsOnlyKeys("a");
  }

  @Test
  void obstacleNamesThePlatformsOfTheWorkersThatGetTasks() {
    assertThat(members.obstacle(HERE)).contains("no worker is connected");

    join("a", null, ELSEWHERE);
    assertThat(members.obstacle(HERE))
        .contains(
            "no worker has the platform of the study: cpu, x86_64 avx2, pytorch 2.7.1; a has cpu,"
                + " aarch64, pytorch 2.7.1");
    PoolWorker here = join("b", null, HERE);
    assertThat(members.obstacle(HERE)).isEmpty();
    here.drain();
    assertThat(members.obstacle(HERE)).isPresent();
  }

  @Test
  void obstacleOfAStudyIsWhyAllWorkersOfItsPlatformRefuseIt() {
    join("a", null, ELSEWHERE);
    PoolWorker first = join("b", null, HERE);
    PoolWorker second = join("c", null, HERE);
    first.decline("s", "its process does not start", 30);
    assertThat(members.obstacle("s", HERE)).as("c takes it").isEmpty();

    second.decline("s", "its disk is full", 60);
    assertThat(members.obstacle("s", HERE))
        .contains(
            "worker b cannot compute it now: its process does not start; worker c cannot compute"
                + " it now: its disk is full");
    assertThat(members.obstacle("t", HERE)).as("another study").isEmpty();
    first.computed("s", 29);
    assertThat(members.obstacle("s", HERE)).as("of a task before it refused").isPresent();
    first.computed("s", 30);
    assertThat(members.obstacle("s", HERE)).as("b computes it").isEmpty();
    assertThat(members.obstacle("s", new Platform("cpu", "arm", "pytorch")))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("no worker has the platform"));
  }

  @Test
  void workerReplacesThoseAtItsAddress() {
    join("a", "host:1", HERE);
    join("b", "host:2", HERE);
    join("local", null, HERE);

    assertThat(members.replacedBy("c", card("c", "host:1", HERE))).containsExactly("a");
    assertThat(members.replacedBy("a", card("a", "host:1", HERE))).as("itself").isEmpty();
    assertThat(members.replacedBy("d", card("d", null, HERE))).isEmpty();
  }

  private final Speed speed = new Speed();

  private void seconds(int count, long trials) {
    for (int second = 0; second < count; second++) {
      speed.add(trials);
      speed.tick();
    }
  }

  @Test
  void constantSpeedIsShownAfterSomeSeconds() {
    seconds(1, 1000);
    assertThat(speed.trialsPerSecond()).isCloseTo(300, within(1e-9));
    seconds(60, 1000);
    assertThat(speed.trialsPerSecond()).isCloseTo(1000, within(1e-3));
  }

  @Test
  void idleWorkerShowsNone() {
    seconds(60, 1000);
    seconds(27, 0);
    assertThat(speed.trialsPerSecond()).isPositive();
    seconds(1, 0);
    assertThat(speed.trialsPerSecond()).isZero();
  }
}
