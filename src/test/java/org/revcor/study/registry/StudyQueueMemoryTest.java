package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Tests the queue with slots for four studies, of which two fit into the memory. */
final class StudyQueueMemoryTest {
  private static final String ID = "20261125-101500-042-k3f";
  private static final int MAX = 4;

  @TempDir private static Path folder;
  @AutoClose private static StudyParts parts;
  private static PreparedStudy prepared;
  private static StudyView paused;

  private final StudyList studies = new StudyList();
  private final Map<String, TestProbe<StudyActor.Command>> actors = new HashMap<>();
  private Admission admission;
  private StudyQueue queue;

  @BeforeAll
  static void create() throws IOException {
    EndedRun.in(folder.resolve(ID), ID);
    parts = new StudyParts(folder);
    paused = parts.record(ID).withState(StudyState.PAUSED);
    prepared =
        parts
            .services
            .lanes()
            .prepare(
                StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"}}"),
                Optional.empty(),
                parts.services.materials(),
                Capacity.UNLIMITED);
  }

  @BeforeEach
  void createQueue() {
    long heap = 2 * Capacity.UNLIMITED.allSums(prepared);
    admission = new Admission(MAX, () -> new Capacity(1, Long.MAX_VALUE, heap));
    queue = new StudyQueue(studies, admission);
    List.of("a", "b", "c", "d", "e").forEach(this::list);
  }

  private void list(String id) {
    TestProbe<StudyActor.Command> actor = parts.kit.createTestProbe();
    actors.put(id, actor);
    studies.put(actor.getRef(), paused.withId(id));
  }

  @Test
  void oneStudyStartsAtATime_andNoneOvertakesTheFirstOne() {
    List.of("a", "b", "c", "d").forEach(id -> queue.add(id, 1));
    queue.advance();

    expectStart("a");
    expectQueued("b", 1);
    expectQueued("c", 2);
    expectQueued("d", 3);
    assertThat(queue.canStartNew()).isFalse();
    start("a");
    expectStart("b");
    expectQueued("c", 1);
    expectQueued("d", 2);
    start("b");
    expectStart("c");
    expectQueued("d", 1);
    String problem = refused("c");
    queue.addAgain(new StudyMessage.Requeued("c", 1, null, true));

    assertThat(queued("c")).isEqualTo(paused.withId("c").queuedAt(1, problem));
    expectQueued("d", 2);
    assertThat(studies.require("c").view().lifecycle().problem()).isEqualTo(problem);
    queue.remove("a");
    expectStart("c");
    expectQueued("d", 1);
    assertThat(studies.require("c").view().lifecycle().state()).isEqualTo(StudyState.SUBMITTED);
  }

  @Test
  void memoryThatIsReleasedBeforeARefusedStudyWaitsAgainIsUsed() {
    List.of("a", "b", "c").forEach(id -> queue.add(id, 1));
    queue.advance();
    start("a");
    start("b");
    expectQueued("c", 2);
    expectQueued("c", 1);
    expectStart("c");
    refused("c");

    queue.remove("b");
    queue.addAgain(new StudyMessage.Requeued("c", 1, null, true));

    expectStart("c");
  }

  @Test
  void aStudyThatCannotWaitIsRefusedWhileTheFirstOneWaitsForMemory() {
    List.of("a", "b", "c").forEach(id -> queue.add(id, 1));
    queue.advance();
    start("a");
    start("b");
    String problem = refused("c");
    queue.addAgain(new StudyMessage.Requeued("c", 1, null, true));

    queue.reserveSlot(new StudyMessage.ReserveSlot("d", 7, false, actor("d").getRef()));

    StudyEvent.Reserved refused = actor("d").expectMessageClass(StudyEvent.Reserved.class);
    assertThat(refused.attempt()).isEqualTo(7);
    assertThat(refused.result().getError())
        .hasMessage("study c is the next one of the queue and waits (%s)", problem);
  }

  @Test
  void aStudyWithoutDiskSpaceIsTriedAgain_andTheOthersWait() {
    List.of("a", "b").forEach(id -> queue.add(id, 1));
    queue.advance();
    expectStart("a");
    expectQueued("b", 1);

    queue.addAgain(new StudyMessage.Requeued("a", 1, "the disk is full", true));

    assertThat(queued("a")).isEqualTo(paused.withId("a").queuedAt(1, "the disk is full"));
    expectQueued("b", 2);
    queue.retry();
    expectStart("a");
  }

  @Test
  void studiesWhoseFilesCannotBeWrittenAreOvertaken_untilAllHaveHadTheirTurn() {
    List.of("a", "b", "c").forEach(id -> queue.add(id, 1));
    queue.advance();
    expectStart("a");
    queue.addAgain(new StudyMessage.Requeued("a", 1, "a is read-only", false));
    queued("a");
    expectQueued("b", 1);
    expectStart("b");
    queue.addAgain(new StudyMessage.Requeued("b", 1, "b is read-only", false));
    expectQueued("c", 2);
    expectStart("c");

    admission.started("c");
    queue.remove("c");
    actor("a").expectNoMessage(Duration.ZERO);
    queue.retry();
    expectStart("a");
  }

  @Test
  void noStudyStartsBeforeThoseOfASweepThatIsBeingCreated() {
    StudyRegistry.Submit sweep =
        new StudyRegistry.Submit(
            new StudyRegistry.StudySweep("{}"), null, "key", parts.kit.system().ignoreRef());

    assertThat(admission.reserve(sweep, List.of(prepared, prepared, prepared), true)).isEqualTo(2);
    assertThat(queue.canStartNew()).isFalse();
    admission.release(sweep);
    assertThat(queue.canStartNew()).isTrue();
  }

  private TestProbe<StudyActor.Command> actor(String id) {
    return Objects.requireNonNull(actors.get(id));
  }

  private void start(String id) {
    assertThat(prepare(id).isSuccess()).isTrue();
    admission.started(id);
    queue.advance();
  }

  /** Returns why a study cannot start. */
  private String refused(String id) {
    return String.valueOf(prepare(id).getError().getMessage());
  }

  private StatusReply<Done> prepare(String id) {
    TestProbe<StatusReply<Done>> reply = parts.kit.createTestProbe();
    queue.reserveMemory(
        new StudyMessage.ReserveMemory(studies.require(id).view(), prepared, reply.getRef()));
    return reply.receiveMessage();
  }

  private void expectStart(String id) {
    actor(id).expectMessage(new StudyEvent.Reserved(1, StatusReply.ack()));
  }

  private void expectQueued(String id, int position) {
    assertThat(queued(id)).isEqualTo(paused.withId(id).queuedAt(position, null));
  }

  private StudyView queued(String id) {
    StudyEvent.Queued queued = actor(id).expectMessageClass(StudyEvent.Queued.class);
    assertThat(queued.attempt()).isEqualTo(1);
    return queued.view();
  }
}
