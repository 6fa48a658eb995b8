package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.PoisonPill;
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
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

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
  void requestsWaitUntilAllStudiesAreRead() throws Exception {
    StudyView study = parts.copy(run.resolve("study"), ID);
    CountDownLatch files = parts.holdFileWork();
    ActorRef<StudyRegistry.Command> registry = create();

    registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    files.countDown();

    assertThat(pages.receiveMessage(TIMEOUT).studies()).containsExactly(study);
  }

  @Test
  void moreRequestsThanCanWaitDoNotStopTheRegistry() throws InterruptedException {
    CountDownLatch files = parts.holdFileWork();
    ActorRef<StudyRegistry.Command> registry = create();

    for (int i = 0; i < 1_001; i++) {
      registry.tell(new StudyRegistry.GetPage(StudyQuery.newest(10, null), pages.getRef()));
    }
    files.countDown();

    assertThat(pages.receiveSeveralMessages(1_000, TIMEOUT)).hasSize(1_000);
    assertThat(page(registry)).isEmpty();
  }

  @Test
  void withoutAReadableFolderTheRegistryStops() throws IOException {
    Files.delete(folder);
    Files.createFile(folder);

    ActorRef<StudyRegistry.Command> registry = create();

    pages.expectTerminated(registry, TIMEOUT);
  }

  @Test
  void aRepeatedRequestCreatesNoSecondStudy() throws InterruptedException {
    ActorRef<StudyRegistry.Command> registry = create();
    CountDownLatch files = parts.holdFileWork();
    submit(registry, 1_000_000_000, "key");
    submit(registry, 1_000_000_000, "key");
    files.countDown();
    StudyView created = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst();

    submit(registry, 1_000_000_000, "key");
    for (StatusReply<StudyRegistry.Submitted> repeated :
        submitted.receiveSeveralMessages(2, TIMEOUT)) {
      assertThat(repeated.getValue().studies())
          .extracting(StudyView::id)
          .containsExactly(created.id());
    }
    submit(registry, 1_000, "key");
    assertThat(submitted.receiveMessage().getError())
        .hasMessage(
            "Idempotency-Key was used to create study %s, which is different", created.id());
  }

  @Test
  void keysOfDifferentOwnersAreDifferent_alsoAfterARestart() throws IOException {
    StudyView first = ofAlice(parts.copy(run.resolve("study"), ID));
    new RunDirectory(folder.resolve(ID)).writeRecord(first);
    keys(ID);
    ActorRef<StudyRegistry.Command> registry = create();

    submit(registry, 1_000, "bob", "key");

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
  void ofAStudyWhoseKeyCannotBeStoredNothingIsLeft() throws IOException {
    ActorRef<StudyRegistry.Command> registry = create();
    Path obstacle = Files.createDirectories(keyFile().resolve("in the way"));
    submit(registry, 1_000, "key");

    assertThat(submitted.receiveMessage(TIMEOUT).getError())
        .matches(Reason.STORAGE::isOf)
        .hasMessageStartingWith("the Idempotency-Key cannot be stored (");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(keyFile());
    }
    Files.delete(obstacle);
    Files.delete(keyFile());
    submit(registry, 1_000, "key");
    assertThat(submitted.receiveMessage(TIMEOUT).isSuccess()).isTrue();
  }

  @Test
  void aKeyWhoseStudyWasNotCreatedIsFree() throws IOException {
    keys(ID);
    ActorRef<StudyRegistry.Command> registry = create();

    submit(registry, 1_000, "key");

    assertThat(submitted.receiveMessage(TIMEOUT).getValue().studies())
        .singleElement()
        .extracting(StudyView::id)
        .isNotEqualTo(ID);
  }

  @Test
  void duringAShutDownStudiesAreSuspended_andNoneStarts() {
    ActorRef<StudyRegistry.Command> registry = create();
    TestProbe<Done> ended = parts.kit.createTestProbe();
    submit(registry, 1_000_000_000, "first");
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

    ended.expectMessage(TIMEOUT, Done.getInstance());
    assertThat(parts.record(id).lifecycle().state().isInactive()).isFalse();
    assertThat(parts.record(id).storage().checkpoint()).isNotNull();
  }

  @Test
  void aStudyWhoseActorFailsIsReplaced() throws IOException {
    StudyView study = parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = create();
    assertThat(page(registry)).containsExactly(study);

    killStudies(registry);

    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    view.awaitAssert( // a request that the failed actor still received has no reply
        TIMEOUT,
        () -> {
          registry.tell(new StudyRegistry.ToStudy(ID, new StudyRequest.Get(view.getRef())));
          assertThat(view.receiveMessage(Duration.ofMillis(500)).getValue()).isEqualTo(study);
          return view;
        });
  }

  /** The record in its folder decides what the next process does with it. */
  @Test
  void aRunningStudyWhoseActorFailsHasFailed_alsoInItsRecord() throws IOException {
    parts.copy(run.resolve("study"), ID);
    ActorRef<StudyRegistry.Command> registry = create();
    TestProbe<StatusReply<StudyView>> view = parts.kit.createTestProbe();
    Continuation longer = new Continuation.WithTrials(1_000_000_000);
    registry.tell(new StudyRegistry.ToStudy(ID, new StudyRequest.Resume(longer, view.getRef())));
    assertThat(view.receiveMessage(TIMEOUT).isSuccess()).isTrue();
    assertThat(parts.record(ID).lifecycle().state().isInactive()).isFalse();

    killStudies(registry);

    pages.awaitAssert(
        TIMEOUT,
        () -> {
          assertThat(page(registry).getFirst().lifecycle().state()).isEqualTo(StudyState.FAILED);
          return registry;
        });
    assertThat(parts.record(ID).lifecycle().state()).isEqualTo(StudyState.FAILED);
    assertThat(parts.record(ID).lifecycle().problem()).isEqualTo(StudyActor.UNEXPECTED_END);
  }

  private void killStudies(ActorRef<StudyRegistry.Command> registry) {
    Adapter.toClassic(parts.kit.system())
        .actorSelection(registry.path().child("*"))
        .tell(PoisonPill.getInstance(), null);
  }

  @Test
  void lanesThatAreLostWhileAStudyIsCreatedDoNotStopTheRegistry() {
    // the key is stored after the admission
    LosableLanes lanes = new LosableLanes(parts.services.lanes(), () -> Files.exists(keyFile()));
    ActorRef<StudyRegistry.Command> registry = create(lanes);
    submit(registry, 1_000_000_000, "key");

    StudyView created = submitted.receiveMessage(TIMEOUT).getValue().studies().getFirst();
    assertThat(page(registry)).extracting(StudyView::id).containsExactly(created.id());
  }

  @Test
  void aStudyThatIsCreatedBeforeTheLanesExistWaitsForTheirPlatform() {
    AtomicBoolean exist = new AtomicBoolean();
    ActorRef<StudyRegistry.Command> registry =
        create(new LateLanes(parts.services.lanes(), exist::get));
    submit(registry, 1_000_000_000, "key");

    submitted.receiveMessage(TIMEOUT);
    awaitState(registry, StudyState.QUEUED, "no worker is connected");
    exist.set(true);
    StudyView running = awaitState(registry, StudyState.RUNNING, null);

    Platform platform = running.setup().plan().platform();
    assertThat(platform.sums()).isEqualTo(Platform.ofThisMachine().sums()).isNotEmpty();
    assertThat(parts.record(running.id()).setup().plan()).isEqualTo(running.setup().plan());
  }

  private StudyView awaitState(
      ActorRef<StudyRegistry.Command> registry, StudyState state, @Nullable String problem) {
    return pages.awaitAssert(
        TIMEOUT,
        () -> {
          StudyView study = page(registry).getFirst();
          assertThat(study.lifecycle().state()).isEqualTo(state);
          assertThat(study.lifecycle().problem()).isEqualTo(problem);
          return study;
        });
  }

  /** Lanes of this process that exist later, like those of workers. */
  private record LateLanes(Lanes lanes, BooleanSupplier areRunning) implements Lanes {
    @Override
    public CompletionStage<?> started() {
      return lanes.started();
    }

    @Override
    public boolean exist() {
      return areRunning.getAsBoolean();
    }

    @Override
    public Platform platform() {
      if (!exist()) {
        throw RefusedException.unavailable("no worker is connected");
      }
      return lanes.platform();
    }

    @Override
    public int count() {
      return lanes.count();
    }

    @Override
    public StudyInference of(String id, PreparedStudy study) {
      return lanes.of(id, study);
    }
  }

  /** Lanes of this process whose number becomes unavailable, like that of a server's worker. */
  private static final class LosableLanes implements Lanes {
    private final Lanes lanes;
    private final BooleanSupplier areLost;

    LosableLanes(Lanes lanes, BooleanSupplier areLost) {
      this.lanes = lanes;
      this.areLost = areLost;
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
      if (areLost.getAsBoolean()) {
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
        StudyRegistry.create(services.settings(), lanes, services.materials(), services.meters()));
  }

  private Path keyFile() {
    return parts.services.settings().keys();
  }

  /** Stores the key of a request for 1,000 trials that created studies. */
  private void keys(String... ids) throws IOException {
    StudyRegistry.Submit submit =
        new StudyRegistry.Submit(
            new StudyRegistry.SingleStudy(study(1_000)), null, "key", submitted.getRef());
    IdempotencyKeys.read(keyFile(), Set.of())
        .add(List.of(ids), Objects.requireNonNull(submit.requestKey()));
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
    registry.tell(
        new StudyRegistry.Submit(
            new StudyRegistry.SingleStudy(study(maxTrials)), owner, key, submitted.getRef()));
  }

  private static StudySpecification study(long maxTrials) {
    return StudyFile.parseJson(
        "{\"observer\": {\"model\": \"mnist-logistic\"}, \"stop\": {\"max-trials\": %d}}"
            .formatted(maxTrials));
  }

  private static StudyView ofAlice(StudyView study) {
    StudyView.Lifecycle old = study.lifecycle();
    return new StudyView(
        study.id(),
        study.labels(),
        new StudyView.Lifecycle(
            old.state(), old.created(), "alice", old.ended(), old.end(), old.problem(), null),
        study.seed(),
        study.progress(),
        study.setup(),
        study.maps(),
        study.warnings(),
        study.storage(),
        study.channels());
  }
}
