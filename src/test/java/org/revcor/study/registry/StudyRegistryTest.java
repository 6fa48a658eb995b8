package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.RecordedStudies;
import org.revcor.study.record.RecordedStudies.UnreadableEntry;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Tests the states of the registry with a probe as the database. */
final class StudyRegistryTest {
  private static final String ID = "20261125-101500-042-k3f";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private static Path run;
  @TempDir private Path folder;
  @AutoClose private StudyParts parts;
  private TestProbe<StudyRegistry.Page> pages;
  private TestProbe<StatusReply<StudyRegistry.Submitted>> submitted;

  @BeforeAll
  static void runAStudy() throws IOException {
    EndedRun.in(run.resolve("study"), ID);
  }

  @BeforeEach
  void createParts() {
    parts = new StudyParts(folder);
    pages = parts.kit.createTestProbe();
    submitted = parts.kit.createTestProbe();
  }

  @Test
  void requestsWaitUntilAllStudiesAreRead() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = create();

    registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    readAll().tell(StatusReply.success(recorded()));

    assertThat(pages.receiveMessage(TIMEOUT).studies()).containsExactly(study);
  }

  @Test
  void moreRequestsThanCanWaitDoNotStopTheRegistry() {
    ActorRef<StudyRegistry.Command> registry = create();

    for (int i = 0; i < 1_001; i++) {
      registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    }
    readAll().tell(StatusReply.success(recorded()));

    assertThat(pages.receiveSeveralMessages(1_000, TIMEOUT)).hasSize(1_000);
    assertThat(page(registry)).isEmpty();
  }

  @Test
  void withoutTheDatabaseTheRegistryStops() {
    ActorRef<StudyRegistry.Command> registry = create();

    readAll().tell(StatusReply.error(new IllegalStateException("test failure")));

    pages.expectTerminated(registry, TIMEOUT);
  }

  @Test
  void anInterruptedDeletionIsCompleted() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = create();

    readAll().tell(StatusReply.success(recorded(DurableEntry.first(study, null).withDeleting())));

    assertThat(expect(StudyRecords.Remove.class).id()).isEqualTo(ID);
    assertThat(page(registry)).isEmpty();
    assertThat(folder.resolve(ID)).doesNotExist();
  }

  @Test
  void aStudyWithAnUnreadableEntryIsListedAsDamaged_andRefusesAllRequests() throws IOException {
    parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = create();
    UnreadableEntry newer = new UnreadableEntry(ID, "has the format study/7");

    readAll().tell(StatusReply.success(new RecordedStudies(List.of(), List.of(newer))));

    String problem = "its entry in the database has the format study/7";
    registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    StudyRegistry.Page page = pages.receiveMessage(TIMEOUT);
    assertThat(page.studies()).isEmpty();
    assertThat(page.damaged()).containsExactly(new StudyRegistry.Damaged(ID, problem));
    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    registry.tell(new StudyRegistry.ToStudy(ID, new StudyRequest.Get(view.getRef())));
    assertThat(view.receiveMessage().getError()).hasMessage("study %s is damaged: %s", ID, problem);
  }

  @Test
  void aRepeatedRequestCreatesNoSecondStudy() throws InterruptedException {
    ActorRef<StudyRegistry.Command> registry = open();
    CountDownLatch files = parts.holdFileWork();
    submit(registry, 1_000_000_000, "key");
    submit(registry, 1_000_000_000, "key");
    assertThat(submitted.receiveMessage().getError())
        .hasMessage("a request with the same Idempotency-Key is in progress; try again");
    files.countDown();
    acknowledgeCreation();
    StudyView created = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst();

    submit(registry, 1_000_000_000, "key");
    assertThat(submitted.receiveMessage().getValue().studies())
        .extracting(StudyView::id)
        .containsExactly(created.id());
    submit(registry, 1_000, "key");
    assertThat(submitted.receiveMessage().getError())
        .hasMessage(
            "Idempotency-Key was used to create study %s, which is different", created.id());
  }

  @Test
  void keysOfDifferentOwnersAreDifferent_alsoAfterARestart() throws IOException {
    StudyView first = parts.copy(run.resolve("study"), ID).withOwner("alice");
    new RunDirectory(folder.resolve(ID)).writeRecord(first);
    ActorRef<StudyRegistry.Command> registry = open(DurableEntry.first(first, "key"));

    submit(registry, 1_000, "bob", "key");
    acknowledgeCreation();

    String second = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst().id();
    assertThat(second).isNotEqualTo(ID);
    for (String owner : List.of("alice", "bob")) {
      submit(registry, 1_000, owner, "key");
      assertThat(submitted.receiveMessage().getValue().studies())
          .extracting(StudyView::id)
          .containsExactly(owner.equals("alice") ? ID : second);
    }
  }

  @Test
  void theKeyOfADamagedStudyStaysUsed() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    Files.delete(folder.resolve(ID).resolve("record.json"));
    Files.delete(folder.resolve(ID).resolve("summary.json"));
    ActorRef<StudyRegistry.Command> registry = open(DurableEntry.first(study, "key"));

    submit(registry, 1_000, "key");

    assertThat(submitted.receiveMessage(TIMEOUT).getError())
        .hasMessage("Idempotency-Key was used to create study %s, which is damaged", ID);
  }

  @Test
  void aDamagedStudyOfAnotherOwnerDoesNotHideTheStudyWithTheSameKey() throws IOException {
    StudyView own = parts.copy(run.resolve("study"), ID).withOwner("alice");
    new RunDirectory(folder.resolve(ID)).writeRecord(own);
    String damaged = "20261125-101500-043-k3b"; // before the other one in the hash table
    parts.copy(run.resolve("study"), damaged);
    Files.delete(folder.resolve(damaged).resolve("record.json"));
    Files.delete(folder.resolve(damaged).resolve("summary.json"));
    ActorRef<StudyRegistry.Command> registry =
        open(DurableEntry.first(own, "key"), DurableEntry.first(own.withId(damaged), "key"));

    submit(registry, 1_000, "alice", "key");

    assertThat(submitted.receiveMessage(TIMEOUT).getValue().studies())
        .extracting(StudyView::id)
        .containsExactly(ID);
  }

  @Test
  void ofAStudyThatIsNotRecordedNothingIsLeft() throws IOException {
    ActorRef<StudyRegistry.Command> registry = open();
    submit(registry, 1_000, "key");

    StudyRecords.Create create = expect(StudyRecords.Create.class);
    create.replyTo().tell(StatusReply.error(new IllegalStateException("test failure")));

    assertThat(submitted.receiveMessage(TIMEOUT).getError()).hasMessage("test failure");
    assertThat(expect(StudyRecords.Remove.class).id()).isEqualTo(create.entry().id());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    submit(registry, 1_000, "key");
    acknowledgeCreation();
    assertThat(submitted.receiveMessage(TIMEOUT).isSuccess()).isTrue();
  }

  @Test
  void duringAShutDownStudiesAreSuspended_andNoneStarts() {
    ActorRef<StudyRegistry.Command> registry = open();
    TestProbe<Done> ended = parts.kit.createTestProbe();
    submit(registry, 1_000_000_000, "first");
    acknowledgeCreation();
    String id = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst().id();

    registry.tell(new StudyRegistry.ShutDown(ended.getRef()));
    submit(registry, 1_000, "second");
    assertThat(submitted.receiveMessage().getError()).hasMessage("the server is shutting down");
    TestProbe<StatusReply<StudyView>> reply = parts.kit.createTestProbe();
    for (StudyRequest request :
        List.of(
            new StudyRequest.Resume(new Continuation.Restart(), reply.getRef()),
            new StudyRequest.Pause(reply.getRef()),
            new StudyRequest.Stop(reply.getRef()))) {
      registry.tell(new StudyRegistry.ToStudy(id, request));
      assertThat(reply.receiveMessage().getError()).hasMessage("the server is shutting down");
    }

    expect(StudyRecords.AwaitDurable.class).replyTo().tell(Done.getInstance());
    ended.expectMessage(Done.getInstance());
    assertThat(parts.record(id).lifecycle().state().isInactive()).isFalse();
    assertThat(parts.record(id).storage().checkpoint()).isNotNull();
  }

  @Test
  void aStudyWhoseActorFailsIsReplaced() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = open(DurableEntry.first(study, "key"));
    expect(StudyRecords.Save.class);

    Adapter.toClassic(parts.kit.system())
        .actorSelection(registry.path().child("*"))
        .tell(PoisonPill.getInstance(), null);

    assertThat(expect(StudyRecords.Save.class).entry().idempotencyKey()).isEqualTo("key");
    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    registry.tell(new StudyRegistry.ToStudy(ID, new StudyRequest.Get(view.getRef())));
    assertThat(view.receiveMessage().getValue()).isEqualTo(study);
  }

  /** The record in its folder decides what the next process does with it. */
  @Test
  void aRunningStudyWhoseActorFailsHasFailed_alsoInItsRecord() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = open(DurableEntry.first(study, null));
    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    Continuation longer = new Continuation.WithTrials(1_000_000_000);
    registry.tell(new StudyRegistry.ToStudy(ID, new StudyRequest.Resume(longer, view.getRef())));
    assertThat(view.receiveMessage(TIMEOUT).isSuccess()).isTrue();
    assertThat(parts.record(ID).lifecycle().state().isInactive()).isFalse();

    Adapter.toClassic(parts.kit.system())
        .actorSelection(registry.path().child("*"))
        .tell(PoisonPill.getInstance(), null);

    StudyEntry saved = expect(StudyRecords.Save.class).entry();
    while (saved.state() != StudyState.FAILED) {
      saved = expect(StudyRecords.Save.class).entry();
    }
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(parts.record(ID).lifecycle().problem()).isEqualTo(WritingStudy.UNEXPECTED_END);
  }

  @Test
  void lanesThatAreLostWhileAStudyIsCreatedDoNotStopTheRegistry() {
    LosableLanes lanes = new LosableLanes(parts.services.lanes());
    ActorRef<StudyRegistry.Command> registry = create(lanes);
    readAll().tell(StatusReply.success(recorded()));
    submit(registry, 1_000_000_000, "key");
    ActorRef<StatusReply<Done>> recorded = expect(StudyRecords.Create.class).replyTo();

    lanes.areLost = true;
    recorded.tell(StatusReply.ack());

    StudyView created = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst();
    assertThat(page(registry)).extracting(StudyView::id).containsExactly(created.id());
  }

  /** Lanes of this process whose number becomes unavailable, like that of a server's worker. */
  private static final class LosableLanes implements Lanes {
    private final Lanes lanes;
    private volatile boolean areLost;

    LosableLanes(Lanes lanes) {
      this.lanes = lanes;
    }

    @Override
    public CompletionStage<?> started() {
      return lanes.started();
    }

    @Override
    public Platform platform() {
      return lanes.platform();
    }

    @Override
    public int count() {
      if (areLost) {
        throw new RefusedException(Reason.UNAVAILABLE, "the lanes are lost");
      }
      return lanes.count();
    }

    @Override
    public StudyInference of(String id, PreparedStudy study) {
      return lanes.of(id, study);
    }
  }

  private ActorRef<StudyRegistry.Command> create() {
    return create(parts.services.lanes());
  }

  private ActorRef<StudyRegistry.Command> create(Lanes lanes) {
    StudyServices services = parts.services;
    return parts.kit.spawn(
        StudyRegistry.create(
            services.settings(),
            lanes,
            services.database(),
            services.materials(),
            services.meters()));
  }

  private ActorRef<StudyRegistry.Command> open(StudyEntry... entries) {
    ActorRef<StudyRegistry.Command> registry = create();
    readAll().tell(StatusReply.success(recorded(entries)));
    return registry;
  }

  private ActorRef<StatusReply<RecordedStudies>> readAll() {
    return parts.database.expectMessageClass(StudyRecords.ReadAll.class).replyTo();
  }

  private static RecordedStudies recorded(StudyEntry... entries) {
    return new RecordedStudies(List.of(entries), List.of());
  }

  private List<StudyView> page(ActorRef<StudyRegistry.Command> registry) {
    registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    return pages.receiveMessage(TIMEOUT).studies();
  }

  private void submit(ActorRef<StudyRegistry.Command> registry, long maxTrials, String key) {
    submit(registry, maxTrials, null, key);
  }

  private void submit(
      ActorRef<StudyRegistry.Command> registry,
      long maxTrials,
      @Nullable String owner,
      String key) {
    StudySpecification study =
        StudyFile.parseJson(
            "{\"observer\": {\"model\": \"mnist-logistic\"}, \"stop\": {\"max-trials\": %d}}"
                .formatted(maxTrials));
    registry.tell(
        new StudyRegistry.Submit(
            new StudyRegistry.SingleStudy(study), owner, key, submitted.getRef()));
  }

  private void acknowledgeCreation() {
    expect(StudyRecords.Create.class).replyTo().tell(StatusReply.ack());
  }

  /** Waits for a message to the database, and ignores others. */
  private <M extends StudyRecords.Command> M expect(Class<M> type) {
    return type.cast(
        parts
            .database
            .fishForMessage(
                TIMEOUT,
                message ->
                    type.isInstance(message)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .getLast());
  }
}
