package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.Hardware;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.observer.KernelChoice;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task.TaskKind;
import org.revcor.worker.cluster.FileServer.FileReply;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;

final class WorkerTest {
  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final byte[] SUMS = {1, 2, 3};
  private static final Bulk NO_IMAGES = new Bulk.Whole(new byte[0]);
  private static final Platform HERE = new Platform("cpu", "aarch64", "pytorch 2.7.1");
  private static final ToWorker.Begin STUDY =
      new ToWorker.Begin(
          new StudyDescription(
              "s",
              "",
              NumericPlan.of(784, Optional.empty(), Optional.of(100), 50, HERE),
              784,
              "net",
              "digest",
              ""),
          new Bulk.Whole("{}".getBytes(StandardCharsets.UTF_8)));

  private final TestProbe<WorkerPool.Command> pool = KIT.createTestProbe();
  private final TestProbe<InferenceProcess.Command> process = KIT.createTestProbe();
  private final TestProbe<FileServer.Command> files = KIT.createTestProbe();

  @TempDir Path folder;

  private ActorRef<Worker.Command> worker() {
    String none = folder.toString();
    ProcessSettings settings =
        new ProcessSettings(
            none, none, none, false, 1, 60_000, 3, 1 << 26, KernelChoice.LIBTORCH, 2L << 30);
    ActorRef<Worker.Command> worker =
        KIT.spawn(
            Worker.create(
                pool.ref(),
                process.ref(),
                new WorkerIdentity("a", null, "1"),
                Optional.of(new FileMirror(settings, KIT.system())),
                KIT.<Worker.Refusal>createTestProbe().ref()));
    worker.tell(new Worker.Start());
    next(process, InferenceProcess.GetLanes.class)
        .replyTo()
        .tell(new InferenceProcess.ProcessLanes(new Hardware("cpu", 1, List.of(), HERE), 1));
    next(pool, ToPool.Join.class);
    worker.tell(new ToWorker.Joined(files.ref()));
    return worker;
  }

  /** Returns the next message of a type; others come with each second. */
  private static <T> T next(TestProbe<? super T> probe, Class<T> type) {
    Object message = probe.receiveMessage();
    return type.isInstance(message) ? type.cast(message) : next(probe, type);
  }

  private void sendFiles(FileReply reply) {
    next(files, FileServer.GetFiles.class).replyTo().tell(reply);
  }

  private ActorRef<Worker.Command> withTask(Bulk images) {
    ActorRef<Worker.Command> worker = worker();
    worker.tell(STUDY);
    worker.tell(new ToWorker.Lease(1, "s", TaskKind.SUMS, 101, images));
    return worker;
  }

  private static ToPool.Declined declined(
      ActorRef<Worker.Command> worker, String reason, Duration pause) {
    return new ToPool.Declined(worker, "s", reason, pause.toSeconds());
  }

  @Test
  void taskIsComputedWhenTheFilesAreFetched() {
    ActorRef<Worker.Command> worker = withTask(NO_IMAGES);
    sendFiles(new FileReply.Files(List.of()));

    InferenceProcess.Submit submitted = next(process, InferenceProcess.Submit.class);
    assertThat(submitted.task().study().id()).isEqualTo("s#1");
    assertThat(submitted.task().study().specification()).isEqualTo("{}");
    assertThat(submitted.task().block()).isEqualTo(101);
    submitted.task().succeed(SUMS);
    ToPool.Done done = next(pool, ToPool.Done.class);
    assertThat(done.worker()).isEqualTo(worker);
    assertThat(done.result()).isInstanceOf(Bulk.Whole.class);
  }

  @Test
  void processForgetsTheStudiesOfAWorkerThatStops() {
    ActorRef<Worker.Command> worker = withTask(NO_IMAGES);
    sendFiles(new FileReply.Files(List.of()));
    next(process, InferenceProcess.Submit.class);

    KIT.stop(worker);

    assertThat(next(process, InferenceProcess.Forget.class).study()).isEqualTo("s#1");
  }

  @Test
  void studyThatEndsBeforeItsFilesAreFetchedIsNotComputed() {
    ActorRef<Worker.Command> worker = withTask(NO_IMAGES);
    worker.tell(new ToWorker.Forget("s"));
    next(process, InferenceProcess.Forget.class);
    sendFiles(new FileReply.Files(List.of()));
    worker.tell(STUDY);
    worker.tell(new ToWorker.Lease(2, "s", TaskKind.SUMS, 102, NO_IMAGES));
    sendFiles(new FileReply.Files(List.of()));

    assertThat(next(process, InferenceProcess.Submit.class).task().block()).isEqualTo(102);
  }

  @Test
  void studyWhoseFilesCannotBeFetchedIsDeclinedForAWhile() {
    ActorRef<Worker.Command> worker = withTask(NO_IMAGES);
    sendFiles(new FileReply.Unavailable("the disk is full"));

    assertThat(next(pool, ToPool.Declined.class))
        .isEqualTo(
            declined(
                worker, "its files cannot be fetched: the disk is full", ClusterTimes.FETCH_PAUSE));
  }

  @Test
  void studyIsDeclinedForAWhileIfTheProcessDoesNotStart() {
    ActorRef<Worker.Command> worker = withTask(NO_IMAGES);
    sendFiles(new FileReply.Files(List.of()));

    next(process, InferenceProcess.Submit.class)
        .task()
        .replyTo()
        .tell(StatusReply.error(new RefusedException(Reason.UNAVAILABLE, "its process has ended")));

    assertThat(next(pool, ToPool.Declined.class))
        .isEqualTo(declined(worker, "its process has ended", ClusterTimes.START_PAUSE));
  }
}
