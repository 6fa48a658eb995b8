package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task.TaskKind;

final class WorkerStudyTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final byte[] SUMS = {1, 2, 3};
  private static final Bulk NO_IMAGES = new Bulk.Local(new byte[0]);
  private static final ToWorker.Begin STUDY =
      new ToWorker.Begin(
          "s",
          new Bulk.Local("{}".getBytes(StandardCharsets.UTF_8)),
          NumericPlan.of(
              784,
              Optional.empty(),
              Optional.of(100),
              50,
              new Platform("cpu", "aarch64", "pytorch 2.7.1")),
          784,
          "net",
          "digest",
          "");

  private final TestProbe<Worker.Command> worker = KIT.createTestProbe();
  private final TestProbe<InferenceProcess.Command> process = KIT.createTestProbe();

  private ActorRef<WorkerStudy.Command> study(Consumer<StudyDescription> fetch) {
    return KIT.spawn(WorkerStudy.create(STUDY, "s#1", worker.ref(), process.ref(), fetch));
  }

  private static WorkerStudy.Compute task(long ticket, Bulk images) {
    return new WorkerStudy.Compute(
        new ToWorker.Lease(ticket, "s", TaskKind.SUMS, ticket + 100, images));
  }

  @Test
  void taskIsComputedWhenTheFilesAreFetched() {
    CompletableFuture<StudyDescription> arrived = new CompletableFuture<>();
    CompletableFuture<Void> fetched = new CompletableFuture<>();
    ActorRef<WorkerStudy.Command> study =
        study(
            task -> {
              arrived.complete(task);
              fetched.join();
            });
    study.tell(task(1, NO_IMAGES));
    assertThat(arrived.join().specification()).isEqualTo("{}");
    process.expectNoMessage(Duration.ZERO);

    fetched.complete(null);

    InferenceProcess.Submit submitted = process.expectMessageClass(InferenceProcess.Submit.class);
    assertThat(submitted.study()).isEqualTo(arrived.join());
    assertThat(submitted.study().id()).isEqualTo("s#1");
    assertThat(submitted.block()).isEqualTo(101);
    submitted.replyTo().tell(StatusReply.success(SUMS));
    worker.expectMessage(new Worker.Computed(study, 1, StatusReply.success(SUMS)));
  }

  @Test
  void processForgetsAStudyThatStops() {
    ActorRef<WorkerStudy.Command> study = study(task -> {});
    study.tell(task(1, NO_IMAGES));
    process.expectMessageClass(InferenceProcess.Submit.class);

    KIT.stop(study);

    process.expectMessage(new InferenceProcess.Forget("s#1"));
  }

  @Test
  void studyThatEndsStopsAfterItsLastResult() {
    TestProbe<DeadLetter> deadLetters = KIT.createDeadLetterProbe();
    ActorRef<WorkerStudy.Command> study = study(task -> {});
    study.tell(task(1, NO_IMAGES));
    InferenceProcess.Submit submitted = process.expectMessageClass(InferenceProcess.Submit.class);

    study.tell(new WorkerStudy.End());
    process.expectMessage(new InferenceProcess.Forget("s#1"));
    submitted.replyTo().tell(StatusReply.error("the study has ended"));

    worker.expectTerminated(study);
    deadLetters.expectNoMessage(Duration.ZERO);
    worker.expectNoMessage(Duration.ZERO);
  }

  @Test
  void studyThatEndsBeforeItsFilesAreFetchedStopsThen() {
    CompletableFuture<Void> fetched = new CompletableFuture<>();
    ActorRef<WorkerStudy.Command> study = study(task -> fetched.join());
    study.tell(task(1, NO_IMAGES));
    study.tell(new WorkerStudy.End());
    process.expectMessage(new InferenceProcess.Forget("s#1"));

    fetched.complete(null);

    worker.expectTerminated(study);
    assertThat(process.receiveMessage()).as("no task").isInstanceOf(InferenceProcess.Forget.class);
  }

  @Test
  void studyWhoseFilesCannotBeFetchedIsDeclinedForAWhile() {
    ActorRef<WorkerStudy.Command> study =
        study(
            task -> {
              throw new IllegalStateException("the disk is full");
            });

    worker.expectMessage(
        new Worker.Unable(
            study, "s", "its files cannot be fetched: the disk is full", ClusterTimes.FETCH_PAUSE));
  }

  @Test
  void studyIsDeclinedForAWhileIfTheProcessDoesNotStart() {
    ActorRef<WorkerStudy.Command> study = study(task -> {});
    study.tell(task(1, NO_IMAGES));

    process
        .expectMessageClass(InferenceProcess.Submit.class)
        .replyTo()
        .tell(StatusReply.error(new RefusedException(Reason.UNAVAILABLE, "its process has ended")));

    worker.expectMessage(
        new Worker.Unable(study, "s", "its process has ended", ClusterTimes.START_PAUSE));
  }

  @Test
  void studyWhoseInputIsLostIsDeclined() {
    ActorRef<WorkerStudy.Command> study = study(task -> {});

    study.tell(task(1, new Bulk.Whole(new byte[1], "")));

    worker.expectMessage(
        new Worker.Unable(
            study,
            "s",
            "its input was lost: the received bytes are not those that were sent: their digest"
                + " differs",
            Duration.ZERO));
  }
}
