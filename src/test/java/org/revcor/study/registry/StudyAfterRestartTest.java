package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.registry.StudyRegistry.FromStudy;
import org.revcor.study.results.StudyView;

/** Tests a study that ran when the server stopped and whose record cannot be written now. */
final class StudyAfterRestartTest {
  private static final String ID = "20261125-101500-042-k3f";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path studies;
  private Path folder;
  @AutoClose private StudyParts parts;
  private TestProbe<StudyRegistry.Command> registry;
  private TestProbe<StatusReply<StudyView>> reply;
  private StudyView running;

  @BeforeEach
  void obstructTheRecord() throws IOException {
    folder = studies.resolve(ID);
    EndedRun.in(folder, ID);
    parts = new StudyParts(studies);
    registry = parts.kit.createTestProbe();
    reply = parts.kit.createTestProbe();
    running = parts.record(ID).withState(StudyState.RUNNING);
    Files.delete(folder.resolve("record.json"));
    Files.createDirectories(folder.resolve("record.json").resolve("in the way"));
  }

  private void unobstruct() throws IOException {
    Files.delete(folder.resolve("record.json").resolve("in the way"));
    Files.delete(folder.resolve("record.json"));
  }

  @Test
  void itWaitsWithItsFolderAndTheReason_andThenNeedsMemory() throws IOException {
    ActorRef<StudyActor.Command> study = queued();
    unobstruct();

    study.tell(new StudyActor.Reserved(0, StatusReply.ack()));
    expect(FromStudy.ReserveMemory.class)
        .replyTo()
        .tell(StatusReply.error(new RefusedException(Reason.MEMORY, "no memory")));

    FromStudy.Requeued again = expect(FromStudy.Requeued.class);
    assertThat(again.problem()).isNull();
    assertThat(again.blocksQueue()).isTrue();
    study.tell(new StudyActor.Reserved(0, StatusReply.ack()));
    expect(FromStudy.ReserveMemory.class).replyTo().tell(StatusReply.ack());
    assertThat(expect(FromStudy.Started.class).study().id()).isEqualTo(ID);
  }

  @Test
  void itCanBePaused_alsoForTheNextServers() throws IOException {
    ActorRef<StudyActor.Command> study = queued();

    study.tell(new StudyRequest.Pause(reply.getRef()));

    assertThat(state(reply.receiveMessage(TIMEOUT).getValue())).isEqualTo(StudyState.PAUSED);
    StudyEntry entry = lastSaved();
    for (int server = 0; server < 2; server++) {
      StudyView known = DurableEntry.known(entry, running);
      assertThat(state(known)).isEqualTo(StudyState.PAUSED);
      parts.kit.stop(study);
      study = existing(known, entry);
      assertThat(state(get(study))).isEqualTo(StudyState.PAUSED);
    }
    unobstruct();
    parts.kit.stop(study);
    existing(DurableEntry.known(entry, running), entry);
    StudyEntry recorded = parts.database.expectMessageClass(StudyRecords.Save.class).entry();
    assertThat(recorded.problem()).isNull();
    assertThat(recorded.state()).isEqualTo(StudyState.PAUSED);
    assertThat(state(parts.record(ID))).isEqualTo(StudyState.PAUSED);
    assertThat(state(DurableEntry.known(recorded, running))).isEqualTo(StudyState.RUNNING);
  }

  @Test
  void itStaysPausedForTheNextServersIfItCannotResume() {
    ActorRef<StudyActor.Command> study = queued();
    study.tell(new StudyRequest.Pause(reply.getRef()));
    reply.receiveMessage(TIMEOUT);
    StudyEntry paused = lastSaved();

    study.tell(new StudyRequest.Resume(new Continuation.FromCheckpoint(), reply.getRef()));
    int attempt = expect(FromStudy.ReserveSlot.class).attempt();
    study.tell(new StudyActor.Reserved(attempt, StatusReply.ack()));
    expect(FromStudy.ReserveMemory.class).replyTo().tell(StatusReply.ack());

    assertThat(reply.receiveMessage(TIMEOUT).getError())
        .hasMessageContaining("its files in %s cannot be written".formatted(folder));
    assertThat(state(get(study))).isEqualTo(StudyState.PAUSED);
    parts.database.getRef().tell(new StudyRecords.AwaitDurable(parts.kit.system().ignoreRef()));
    parts.database.expectMessageClass(StudyRecords.AwaitDurable.class);
    assertThat(state(DurableEntry.known(paused, running))).isEqualTo(StudyState.PAUSED);
  }

  /** Returns the study after it could not resume, in the queue. */
  private ActorRef<StudyActor.Command> queued() {
    ActorRef<StudyActor.Command> study = existing(running, null);
    assertThat(expect(FromStudy.ReserveMemory.class).study()).isEqualTo(running);
    FromStudy.Requeued waiting = expect(FromStudy.Requeued.class);
    assertThat(waiting.problem())
        .startsWith("its files in %s cannot be written (".formatted(folder))
        .contains("record.json");
    assertThat(waiting.blocksQueue()).isFalse();
    study.tell(new StudyActor.Queued(0, running.queuedAt(1, waiting.problem())));
    return study;
  }

  private ActorRef<StudyActor.Command> existing(StudyView view, @Nullable StudyEntry entry) {
    return parts.kit.spawn(StudyActor.existing(parts.services, registry.getRef(), view, entry));
  }

  private StudyView get(ActorRef<StudyActor.Command> study) {
    study.tell(new StudyRequest.Get(reply.getRef()));
    return reply.receiveMessage(TIMEOUT).getValue();
  }

  private static StudyState state(StudyView study) {
    return study.lifecycle().state();
  }

  private StudyEntry lastSaved() {
    parts.database.getRef().tell(new StudyRecords.AwaitDurable(parts.kit.system().ignoreRef()));
    StudyEntry last = parts.database.expectMessageClass(StudyRecords.Save.class).entry();
    while (parts.database.receiveMessage() instanceof StudyRecords.Save(StudyEntry newer)) {
      last = newer;
    }
    return last;
  }

  /** Waits for a message of a type; ignores changes. */
  private <T> T expect(Class<T> type) {
    StudyRegistry.Command message = registry.receiveMessage(TIMEOUT);
    while (message instanceof FromStudy.Changed) {
      message = registry.receiveMessage(TIMEOUT);
    }
    return type.cast(message);
  }
}
