package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.Task.TaskKind;

class TasksTest {
  private static final int ATTEMPTS = 3;
  private static final NumericPlan PLAN =
      new NumericPlan(100, 50, new Platform("cpu", "x", "y"), "generator");

  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final ActorRef<StatusReply<byte[]>> NOBODY = KIT.system().ignoreRef();

  private final Tasks tasks = new Tasks(ATTEMPTS);

  private void add(long ticket, String study) {
    tasks.add(task(ticket, study));
  }

  private static Task task(long ticket, String study) {
    return task(ticket, study, TaskKind.SUMS);
  }

  private static Task task(long ticket, String study, TaskKind kind) {
    return new Task(
        ticket,
        new StudyDescription(study, "{}", PLAN, 1, "net-" + study, "digest", ""),
        kind,
        ticket,
        new byte[0],
        NOBODY);
  }

  private static Collection<Long> tickets(Collection<Task> tasks) {
    return tasks.stream().map(Task::ticket).toList();
  }

  /** Ends the process since a task is late. */
  private Tasks.Failed overdue(long ticket) {
    tasks.overdue(ticket, "late");
    return tasks.ended("by SIGKILL");
  }

  @Test
  void tasksAreSentOnceAndInTheirOrder() {
    add(1, "a");
    add(2, "b");

    assertThat(tickets(tasks.takeSendable())).containsExactly(1L, 2L);
    assertThat(tasks.takeSendable()).isEmpty();
    assertThat(tasks.waiting()).isZero();
  }

  @Test
  void studiesWithTasksAtAnEndRunAloneAndNoneIsBlamed() {
    add(1, "a");
    add(2, "b");
    tasks.takeSendable();

    assertThat(tasks.ended("by SIGFPE").tasks()).isEmpty();
    add(3, "c");

    assertThat(tickets(tasks.takeSendable())).as("a alone").containsExactly(1L);
    tasks.remove(1);
    assertThat(tickets(tasks.takeSendable())).as("then b alone").containsExactly(2L);
    tasks.remove(2);
    assertThat(tickets(tasks.takeSendable())).as("then all").containsExactly(3L);
  }

  @Test
  void studyThatEndsTheProcessAloneThreeTimesFails() {
    add(1, "a");
    add(2, "b");
    tasks.takeSendable();
    tasks.ended("by SIGFPE");

    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      assertThat(tickets(tasks.takeSendable())).containsExactly(1L);
      assertThat(tasks.ended("by SIGFPE").tasks()).isEmpty();
    }
    assertThat(tickets(tasks.takeSendable())).containsExactly(1L);

    Tasks.Failed failed = tasks.ended("by SIGFPE");
    assertThat(tickets(failed.tasks())).containsExactly(1L);
    assertThat(tasks.failure("a"))
        .hasValue("observer net-a has ended its process 3 times, the last time by SIGFPE");
    assertThat(tasks.failure("b")).isEmpty();
    assertThat(tickets(tasks.takeSendable())).as("the other study continues").containsExactly(2L);
  }

  @Test
  void studyWhoseBlockIsOverdueIsBlamedAlsoBesideOthers() {
    add(1, "slow");
    add(2, "b");
    tasks.takeSendable();

    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      assertThat(overdue(1).tasks()).isEmpty();
      tasks.takeSendable();
    }

    assertThat(tickets(overdue(1).tasks())).containsExactly(1L);
    assertThat(tasks.failure("slow")).hasValue("late");
    assertThat(tickets(tasks.takeSendable())).containsExactly(2L);
  }

  @Test
  void overdueBlockOfAForgottenStudyBlamesNone() {
    add(1, "a");
    for (int end = 0; end < ATTEMPTS; end++) {
      tasks.takeSendable();
      assertThat(overdue(-1).tasks()).isEmpty();
    }

    assertThat(tickets(tasks.takeSendable())).as("repeated").containsExactly(1L);
    assertThat(tasks.failure("a")).isEmpty();
  }

  @Test
  void endWithAForgottenStudyInTheProcessCountsForNoOther() {
    add(1, "stopped");
    add(2, "b");
    for (int end = 0; end < ATTEMPTS; end++) {
      tasks.takeSendable();
      tasks.forget("stopped");
      assertThat(tasks.ended("by SIGSEGV").tasks()).isEmpty();
      add(3 + end, "stopped");
    }

    assertThat(tasks.failure("b")).isEmpty();
  }

  @Test
  void endsOfAStudyWhoseTasksAreDoneMeanwhileDoNotAddUp() {
    for (int end = 1; end <= ATTEMPTS; end++) {
      add(end, "a");
      tasks.takeSendable();
      assertThat(tasks.ended("by SIGKILL").tasks()).isEmpty();
      tasks.takeSendable();
      tasks.remove(end);
    }

    assertThat(tasks.failure("a")).isEmpty();
  }

  @Test
  void oneAttemptFailsAStudyAtOnce() {
    Tasks strict = new Tasks(1);
    strict.add(task(1, "a"));
    strict.takeSendable();

    assertThat(tickets(strict.ended("by SIGFPE").tasks())).containsExactly(1L);
  }

  @Test
  void endWithoutTasksBlamesNone() {
    assertThat(tasks.ended("by SIGKILL").tasks()).isEmpty();
    add(1, "a");

    assertThat(tickets(tasks.takeSendable())).containsExactly(1L);
  }

  @Test
  void forgottenSuspectReleasesTheOthersAndStartsAgainWithoutBlame() {
    add(1, "a");
    add(2, "b");
    tasks.takeSendable();
    tasks.ended("by SIGFPE");
    tasks.takeSendable();
    tasks.ended("by SIGFPE");

    assertThat(tickets(tasks.forget("a"))).containsExactly(1L);

    assertThat(tickets(tasks.takeSendable())).containsExactly(2L);
    tasks.remove(2);
    add(3, "a");
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      tasks.takeSendable();
      assertThat(tasks.ended("by SIGFPE").tasks()).isEmpty();
    }
    tasks.takeSendable();
    assertThat(tickets(tasks.ended("by SIGFPE").tasks())).containsExactly(3L);
  }
}
