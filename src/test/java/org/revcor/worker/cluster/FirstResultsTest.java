package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;
import org.revcor.worker.Task.TaskKind;

final class FirstResultsTest {
  private static final byte[] SUMS = {1, 2, 3};
  private static final byte[] OTHERS = {1, 2, 4};
  private static final Task TASK =
      new Task(
          1,
          new StudyDescription(
              "s",
              "{}",
              NumericPlan.of(
                  784,
                  Optional.empty(),
                  Optional.of(100),
                  50,
                  new Platform("cpu", "aarch64", "pytorch 2.7.1")),
              784,
              "net",
              "digest",
              ""),
          TaskKind.SUMS,
          7,
          new byte[0],
          TestInbox.<StatusReply<byte[]>>create().getRef());

  private final FirstResults<String> firsts = new FirstResults<>();

  private void giveToBoth() {
    firsts.give(TASK, "a");
    firsts.give(TASK, "b");
  }

  private boolean isConflict(String worker, byte[] bytes) {
    return firsts.add(1, worker, worker, bytes).isPresent();
  }

  @Test
  void firstResultIsKnownAsLongAsAnotherWorkerHasTheTask() {
    giveToBoth();
    isConflict("a", SUMS);

    firsts.retain("b", ticket -> ticket == 1);
    assertThat(isConflict("b", OTHERS)).isTrue();

    giveToBoth();
    isConflict("a", SUMS);
    firsts.retain("b", ticket -> ticket == 2);
    assertThat(isConflict("b", OTHERS)).as("b has reported that it does not have it").isFalse();

    giveToBoth();
    isConflict("a", SUMS);
    firsts.retain(worker -> !worker.equals("b"));
    assertThat(isConflict("b", OTHERS)).as("b is unknown").isFalse();

    giveToBoth();
    isConflict("a", SUMS);
    firsts.forget("s");
    assertThat(isConflict("b", OTHERS)).as("the study has ended").isFalse();
  }
}
