package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;

/** Tests the states of a study with a real run, and a probe as the registry. */
final class StudyActorTest {
  private static final String ID = "20261125-101500-042-k3f";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Continuation RESUME = new Continuation.FromCheckpoint();
  private static final Continuation EXTEND = new Continuation.WithTrials(1_000_000_000);

  @TempDir private static Path run;
  @TempDir private Path folder;
  @AutoClose private StudyParts parts;
  private TestProbe<StudyRegistry.Command> registry;
  private TestProbe<StatusReply<StudyView>> reply;

  @BeforeAll
  static void runAStudy() throws IOException {
    EndedRun.in(run.resolve("study"), ID);
  }

  @BeforeEach
  void copyTheStudy() throws IOException {
    parts = new StudyParts(folder);
    registry = parts.kit.createTestProbe();
    reply = parts.kit.createTestProbe();
    parts.copy(run.resolve("study"), ID);
  }

  @Test
  void duringAnExport_furtherExportsArePossible_butNoChanges() throws Exception {
    ActorRef<StudyActor.Command> study = study();
    TestProbe<StatusReply<ExportedStudy>> exported = parts.kit.createTestProbe();
    CountDownLatch files = parts.holdFileWork();

    study.tell(new StudyRequest.Export(exported.getRef()));
    study.tell(new StudyRequest.Export(exported.getRef()));
    String refusal = "study %s is being exported; try again";
    assertRefused(study, resume(EXTEND), refusal);
    TestProbe<StatusReply<Done>> deleted = parts.kit.createTestProbe();
    study.tell(new StudyRequest.Delete(deleted.getRef()));
    assertThat(deleted.receiveMessage().getError()).hasMessage(refusal, ID);
    files.countDown();

    for (int i = 0; i < 2; i++) {
      try (ExportedStudy open = exported.receiveMessage(TIMEOUT).getValue()) {
        assertThat(open.next()).isPresent();
      }
    }
    study.tell(new StudyRequest.Resume(EXTEND, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);
  }

  @Test
  void aFailedExportIsReported_andReleasesTheStudy() throws IOException {
    ActorRef<StudyActor.Command> study = study();
    Files.delete(folder.resolve(ID).resolve("record.json"));
    TestProbe<StatusReply<ExportedStudy>> exported = parts.kit.createTestProbe();

    study.tell(new StudyRequest.Export(exported.getRef()));

    assertThat(exported.receiveMessage().isError()).isTrue();
    study.tell(new StudyRequest.Resume(EXTEND, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);
  }

  @Test
  void aStudyThatIsDeletedAcceptsNoRequests_andStops() throws Exception {
    ActorRef<StudyActor.Command> study = study();
    TestProbe<LiveEvent> client = parts.kit.createTestProbe();
    TestProbe<StatusReply<Done>> deleted = parts.kit.createTestProbe();
    feed(study).tell(new Live.Join(client.getRef()));
    client.expectMessageClass(LiveEvent.Changed.class);
    CountDownLatch files = parts.holdFileWork();

    study.tell(new StudyRequest.Delete(deleted.getRef()));
    assertThat(get(study)).isEmpty();
    assertRefused(study, resume(EXTEND), "study %s does not exist");
    assertThat(folder.resolve(ID)).exists();
    files.countDown();
    registry.expectMessage(new StudyMessage.Deleted(ID, study));
    assertThat(folder.resolve(ID)).doesNotExist();
    assertThat(get(study)).isEmpty();
    study.tell(new StudyEvent.Unlisted());

    assertThat(deleted.receiveMessage().isSuccess()).isTrue();
    client.fishForMessage(
        TIMEOUT,
        event ->
            event instanceof LiveEvent.Deleted
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    registry.expectTerminated(study);
  }

  @Test
  void noPartOfAStudyThatIsDeletedIsEverLeft() throws IOException {
    ActorRef<StudyActor.Command> study = study();
    Path directory = folder.resolve(ID);
    for (int i = 1; i <= 2_000; i++) {
      Files.createFile(directory.resolve("checkpoint-1000" + i));
    }
    int files = Objects.requireNonNull(directory.toFile().list()).length;
    TestProbe<StatusReply<Done>> deleted = parts.kit.createTestProbe();
    study.tell(new StudyRequest.Delete(deleted.getRef()));

    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (Files.exists(directory)) {
      assertThat(System.nanoTime() - end).as("nanoseconds after the timeout").isNegative();
      String[] seen = directory.toFile().list();
      boolean isWhole = seen != null && seen.length == files;
      assertThat(isWhole || Files.notExists(directory)).isTrue();
    }
    expect(StudyMessage.Deleted.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aStudyThatWaitsForASlotIsAboutToResume() {
    ActorRef<StudyActor.Command> study = study();
    TestProbe<StatusReply<StudyView>> resumed = parts.kit.createTestProbe();

    study.tell(new StudyRequest.Resume(EXTEND, resumed.getRef()));
    expect(StudyMessage.ReserveSlot.class);
    assertRefused(study, StudyRequest.Pause::new, "study %s is about to resume; try again");
    assertRefused(study, StudyRequest.Stop::new, "study %s is about to resume; try again");
    assertRefused(
        study,
        resume(new Continuation.Restart()),
        "study %s is running; stop it first and wait until it is inactive");
    assertThat(ask(study, resume(RESUME))).isEqualTo(parts.record(ID));

    study.tell(
        new StudyEvent.Reserved(
            1, StatusReply.error(RefusedException.conflict("no slot is free"))));
    assertThat(resumed.receiveMessage().getError()).hasMessage("no slot is free");
    assertRefused(study, StudyRequest.Pause::new, "study %s has ended");
  }

  @Test
  void aStudyThatDoesNotFitIntoTheMemoryStaysAsItWas() {
    ActorRef<StudyActor.Command> study = study();
    study.tell(new StudyRequest.Resume(EXTEND, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);

    study.tell(granted(1));
    refuseMemory();

    assertThat(changed()).isEqualTo(parts.record(ID));
    assertThat(reply.receiveMessage().getError()).hasMessage("no memory");
    assertThat(get(study)).contains(parts.record(ID));
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.FINISHED);
  }

  @Test
  void aStudyWithAnIncompleteHistoryIsNotExtended_andStaysAsItWas() throws IOException {
    Path history = folder.resolve(ID).resolve("history.csv");
    Files.writeString(history, Files.readString(history).lines().findFirst().orElseThrow());
    StudyView before = parts.record(ID);
    ActorRef<StudyActor.Command> study = study();
    study.tell(new StudyRequest.Resume(EXTEND, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);

    study.tell(granted(1));

    assertThat(reply.receiveMessage(TIMEOUT).getError())
        .matches(Reason.CONFLICT::isOf)
        .hasMessageMatching(
            "study .* cannot resume \\(history.csv has 0 rows of the \\d+ looks before the"
                + " checkpoint, not \\d+\\); it can be restarted");
    assertThat(parts.record(ID)).isEqualTo(before);
    assertThat(folder.resolve(ID).resolve("summary.json"))
        .hasSameBinaryContentAs(run.resolve("study").resolve("summary.json"));
  }

  @Test
  void aRestartWhoseRecordCannotBeWrittenDeletesNoResults() throws IOException {
    Path record = folder.resolve(ID).resolve("record.json");
    Path responses = Files.createFile(folder.resolve(ID).resolve("responses.log"));
    ActorRef<StudyActor.Command> study = study();
    study.tell(new StudyRequest.Resume(new Continuation.Restart(), reply.getRef()));
    Files.delete(record);
    Files.createDirectories(record.resolve("folder"));

    start(study, 1);

    assertThat(reply.receiveMessage(TIMEOUT).getError()).hasMessageContaining("record.json");
    assertThat(responses).exists();
    for (String name : List.of("summary.json", "maps.npy", "history.csv")) {
      assertThat(folder.resolve(ID).resolve(name))
          .hasSameBinaryContentAs(run.resolve("study").resolve(name));
    }
  }

  @Test
  void aResumedStudyThatDoesNotFitIntoTheMemoryWaitsInTheQueue() {
    ActorRef<StudyActor.Command> study = paused();
    study.tell(new StudyRequest.Resume(RESUME, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);

    study.tell(granted(2));
    refuseMemory();
    assertThat(expect(StudyMessage.Requeued.class))
        .isEqualTo(new StudyMessage.Requeued(ID, 2, null, true));
    StudyView queued = parts.record(ID).queuedAt(1, "no memory");
    study.tell(new StudyEvent.Queued(2, queued));

    assertThat(reply.receiveMessage(TIMEOUT).getValue()).isEqualTo(queued);
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.QUEUED);
    start(study, 2);
    expect(StudyMessage.Started.class);
  }

  @Test
  void aStudyOfTheQueueStaysThereAfterARestart_andBecomesAsItWas() throws IOException {
    StudyView ended = parts.record(ID);
    new RunDirectory(folder.resolve(ID)).writeRecord(ended.queued());
    ActorRef<StudyActor.Command> study = study();
    StudyView queued = ended.queuedAt(3, null);
    study.tell(new StudyEvent.Queued(0, queued));
    assertThat(get(study)).contains(queued);

    assertThat(ask(study, StudyRequest.Pause::new)).isEqualTo(ended);

    assertThat(changed()).isEqualTo(ended);
    assertThat(parts.record(ID)).isEqualTo(ended);
  }

  @Test
  void aStudyStaysAsItWasIfItsPlaceInTheQueueCannotBeRecorded() throws IOException {
    ActorRef<StudyActor.Command> study = paused();
    StudyView before = parts.record(ID);
    study.tell(new StudyRequest.Resume(RESUME, reply.getRef()));
    Path record = folder.resolve(ID).resolve("record.json");
    Files.delete(record);
    Files.createDirectories(record.resolve("folder"));

    study.tell(new StudyEvent.Queued(2, before.queuedAt(1, null)));

    assertThat(reply.receiveMessage(TIMEOUT).getError()).hasMessageContaining("record.json");
    assertThat(awaitInactive()).isEqualTo(before);
    assertThat(get(study)).contains(before);
  }

  @Test
  void lateRepliesToAnEarlierRequestForASlotAreIgnored() {
    ActorRef<StudyActor.Command> study = paused();
    study.tell(new StudyRequest.Resume(RESUME, reply.getRef()));
    study.tell(new StudyEvent.Queued(2, parts.record(ID).queuedAt(1, null)));
    reply.receiveMessage();
    assertThat(ask(study, StudyRequest.Stop::new).lifecycle().state()).isEqualTo(StudyState.PAUSED);
    study.tell(new StudyRequest.Stop(reply.getRef()));

    study.tell(new StudyEvent.Queued(2, parts.record(ID).queuedAt(2, null)));
    study.tell(granted(2));
    assertRefused(study, StudyRequest.Pause::new, "study %s is about to resume; try again");
    start(study, 3);

    assertThat(awaitInactive().lifecycle().state()).isEqualTo(StudyState.FINISHED);
  }

  @Test
  void aQueuedStudyWithResultsThatCannotResumeBecomesInactiveAgain() throws IOException {
    ActorRef<StudyActor.Command> study = paused();
    study.tell(new StudyRequest.Resume(RESUME, reply.getRef()));
    study.tell(new StudyEvent.Queued(2, parts.record(ID).queuedAt(1, null)));
    reply.receiveMessage();
    for (Path checkpoint : parts.services.files().directory(ID).checkpoints()) {
      Files.write(checkpoint, new byte[] {1, 2, 3});
    }

    study.tell(granted(2));

    assertThat(awaitInactive()).isEqualTo(parts.record(ID));
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.PAUSED);
  }

  @Test
  void aPausedStudyWithoutItsCheckpointsIsNotStopped_andKeepsItsMaps() throws IOException {
    ActorRef<StudyActor.Command> study = paused();
    for (Path checkpoint : parts.services.files().directory(ID).checkpoints()) {
      Files.delete(checkpoint);
    }
    byte[] maps = Files.readAllBytes(folder.resolve(ID).resolve("maps.npy"));
    study.tell(new StudyRequest.Stop(reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);

    study.tell(granted(2));

    assertThat(reply.receiveMessage(TIMEOUT).getError())
        .matches(Reason.CONFLICT::isOf)
        .hasMessageEndingWith(", which record.json names, is missing); it can be restarted");
    assertThat(folder.resolve(ID).resolve("maps.npy")).hasBinaryContent(maps);
  }

  @Test
  void aQueuedStudyWhoseFilesCannotBeWrittenIsTriedAgain() throws IOException {
    ActorRef<StudyActor.Command> study = paused();
    study.tell(new StudyRequest.Resume(RESUME, reply.getRef()));
    study.tell(new StudyEvent.Queued(2, parts.record(ID).queuedAt(1, null)));
    reply.receiveMessage();
    study.tell(granted(2));
    Path record = folder.resolve(ID).resolve("record.json");
    Files.delete(record);
    Files.createDirectories(record.resolve("folder"));

    expect(StudyMessage.ReserveMemory.class).replyTo().tell(StatusReply.ack());

    StudyMessage.Requeued requeued = expect(StudyMessage.Requeued.class);
    assertThat(requeued.attempt()).isEqualTo(2);
    assertThat(requeued.problem()).contains("record.json");
    Files.delete(record.resolve("folder"));
    Files.delete(record);
    start(study, 2);
    expect(StudyMessage.Started.class);
  }

  @Test
  void aStudyRunsAndPausesWhileAllThreadsOfRequestsAccessFiles() throws Exception {
    ActorRef<StudyActor.Command> study = running();
    CountDownLatch files = parts.holdFileWork();

    assertThat(ask(study, StudyRequest.Pause::new).lifecycle().state().isInactive()).isFalse();
    assertThat(awaitInactive().lifecycle().state()).isEqualTo(StudyState.PAUSED);
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.PAUSED);
    files.countDown();
  }

  @Test
  void aSuspendedStudyStaysRunningInItsRecords_andResumesWithoutASlot() {
    ActorRef<StudyActor.Command> study = running();

    study.tell(new StudyEvent.Suspend());
    awaitInactive();

    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.RUNNING);
    parts.kit.stop(study);
    study();
    StudyMessage.Started started = expect(StudyMessage.Started.class);
    assertThat(started.study().id()).isEqualTo(ID);
  }

  @Test
  void aStudyThatCannotResumeAfterAStopFails() throws IOException {
    ActorRef<StudyActor.Command> study = running();
    study.tell(new StudyEvent.Suspend());
    awaitInactive();
    parts.kit.stop(study);
    for (Path checkpoint : parts.services.files().directory(ID).checkpoints()) {
      Files.write(checkpoint, new byte[] {1, 2, 3});
    }

    study();

    StudyView failed = awaitInactive();
    assertThat(failed.lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(failed.lifecycle().problem()).endsWith("; it can be restarted");
    assertThat(parts.record(ID)).isEqualTo(failed);
  }

  @Test
  void moreRequestsThanCanWaitForARecordAreRefused() throws Exception {
    CountDownLatch files = parts.holdFileWork();
    ActorRef<StudyActor.Command> study =
        parts.kit.spawn(StudyActor.failed(parts.services, registry.getRef(), parts.record(ID)));

    for (int i = 0; i < 1_001; i++) {
      study.tell(new StudyRequest.Get(reply.getRef()));
    }

    assertThat(reply.receiveMessage(TIMEOUT).getError())
        .hasMessage("the record of study %s is being written; try again", ID);
    files.countDown();
    assertThat(reply.receiveSeveralMessages(1_000, TIMEOUT)).allMatch(StatusReply::isSuccess);
  }

  @Test
  void aFeedThatStopsDuringARunIsReplaced_andTheRunEnds() {
    ActorRef<StudyActor.Command> study = running();
    ActorRef<Live.Command> first = feed(study);

    first.tell(new Live.Close());
    // the study may learn of the end later than this test
    ActorRef<Live.Command> second =
        registry.awaitAssert(
            () -> {
              ActorRef<Live.Command> current = feed(study);
              assertThat(current).isNotEqualTo(first);
              return current;
            });

    TestProbe<LiveEvent> client = parts.kit.createTestProbe();
    second.tell(new Live.Join(client.getRef()));
    client.expectMessageClass(LiveEvent.Changed.class);
    ask(study, StudyRequest.Pause::new);
    assertThat(awaitInactive().lifecycle().state()).isEqualTo(StudyState.PAUSED);
  }

  private ActorRef<StudyActor.Command> study() {
    return parts.kit.spawn(
        StudyActor.existing(parts.services, registry.getRef(), parts.record(ID)));
  }

  /** Returns a study that runs for longer than any test. */
  private ActorRef<StudyActor.Command> running() {
    ActorRef<StudyActor.Command> study = study();
    study.tell(new StudyRequest.Resume(EXTEND, reply.getRef()));
    expect(StudyMessage.ReserveSlot.class);
    start(study, 1);
    expect(StudyMessage.Started.class);
    assertThat(reply.receiveMessage(TIMEOUT).isSuccess()).isTrue();
    return study;
  }

  private ActorRef<StudyActor.Command> paused() {
    ActorRef<StudyActor.Command> study = running();
    ask(study, StudyRequest.Pause::new);
    awaitInactive();
    return study;
  }

  private void start(ActorRef<StudyActor.Command> study, int attempt) {
    study.tell(granted(attempt));
    expect(StudyMessage.ReserveMemory.class).replyTo().tell(StatusReply.ack());
  }

  private static StudyEvent.Reserved granted(int attempt) {
    return new StudyEvent.Reserved(attempt, StatusReply.ack());
  }

  private void refuseMemory() {
    expect(StudyMessage.ReserveMemory.class)
        .replyTo()
        .tell(StatusReply.error(new RefusedException(Reason.MEMORY, "no memory")));
  }

  private static Function<ActorRef<StatusReply<StudyView>>, StudyRequest> resume(Continuation how) {
    return replyTo -> new StudyRequest.Resume(how, replyTo);
  }

  private StudyView ask(
      ActorRef<StudyActor.Command> study,
      Function<ActorRef<StatusReply<StudyView>>, StudyRequest> request) {
    study.tell(request.apply(reply.getRef()));
    return reply.receiveMessage(TIMEOUT).getValue();
  }

  private void assertRefused(
      ActorRef<StudyActor.Command> study,
      Function<ActorRef<StatusReply<StudyView>>, StudyRequest> request,
      String refusal) {
    study.tell(request.apply(reply.getRef()));
    assertThat(reply.receiveMessage().getError()).hasMessage(refusal, ID);
  }

  /** Returns the current view; empty if the study does not exist. */
  private Optional<StudyView> get(ActorRef<StudyActor.Command> study) {
    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    study.tell(new StudyRequest.Get(view.getRef()));
    StatusReply<StudyView> current = view.receiveMessage();
    return current.isSuccess() ? Optional.of(current.getValue()) : Optional.empty();
  }

  private ActorRef<Live.Command> feed(ActorRef<StudyActor.Command> study) {
    TestProbe<StatusReply<ActorRef<Live.Command>>> feed = parts.kit.createTestProbe();
    study.tell(new StudyRequest.GetLive(feed.getRef()));
    return feed.receiveMessage().getValue();
  }

  /** Waits for a message to the registry, and ignores others. */
  private <M extends StudyRegistry.Command> M expect(Class<M> type) {
    return type.cast(
        registry
            .fishForMessage(
                TIMEOUT,
                message ->
                    type.isInstance(message)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .getLast());
  }

  private StudyView changed() {
    return expect(StudyMessage.Changed.class).study();
  }

  private StudyView awaitInactive() {
    StudyView view = changed();
    while (!view.lifecycle().state().isInactive()) {
      view = changed();
    }
    return view;
  }
}
