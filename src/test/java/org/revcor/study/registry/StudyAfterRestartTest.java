package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.study.registry.StudyRegistry.StudyMessage;
import org.revcor.study.results.StudyState;
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

    study.tell(new StudyEvent.Reserved(0, StatusReply.ack()));
    expect(StudyMessage.ReserveMemory.class)
        .replyTo()
        .tell(StatusReply.error(new RefusedException(Reason.MEMORY, "no memory")));

    StudyMessage.Requeued again = expect(StudyMessage.Requeued.class);
    assertThat(again.problem()).isNull();
    assertThat(again.blocksQueue()).isTrue();
    study.tell(new StudyEvent.Reserved(0, StatusReply.ack()));
    expect(StudyMessage.ReserveMemory.class).replyTo().tell(StatusReply.ack());
    assertThat(expect(StudyMessage.Started.class).study().id()).isEqualTo(ID);
  }

  @Test
  void itCannotBePausedUntilItsRecordCanBeWritten() throws IOException {
    ActorRef<StudyActor.Command> study = queued();

    study.tell(new StudyRequest.Pause(reply.getRef()));

    assertThat(reply.receiveMessage(TIMEOUT).getError())
        .hasMessageStartingWith(
            "study %s stays in the queue, since its files in %s cannot be written ("
                .formatted(ID, folder));
    assertThat(get(study).lifecycle().state()).isEqualTo(StudyState.QUEUED);
    unobstruct();
    study.tell(new StudyRequest.Pause(reply.getRef()));
    StudyView paused = reply.receiveMessage(TIMEOUT).getValue();
    assertThat(paused.lifecycle().state()).isEqualTo(StudyState.PAUSED);
    assertThat(parts.record(ID)).isEqualTo(paused);
    assertThat(expect(StudyMessage.Changed.class).study()).isEqualTo(paused);
  }

  /** Returns the study after it could not resume, in the queue. */
  private ActorRef<StudyActor.Command> queued() {
    ActorRef<StudyActor.Command> study =
        parts.kit.spawn(StudyActor.existing(parts.services, registry.getRef(), running));
    assertThat(expect(StudyMessage.ReserveMemory.class).study()).isEqualTo(running);
    StudyMessage.Requeued waiting = expect(StudyMessage.Requeued.class);
    assertThat(waiting.problem())
        .startsWith("its files in %s cannot be written (".formatted(folder))
        .contains("record.json");
    assertThat(waiting.blocksQueue()).isFalse();
    study.tell(new StudyEvent.Queued(0, running.queuedAt(1, waiting.problem())));
    return study;
  }

  private StudyView get(ActorRef<StudyActor.Command> study) {
    study.tell(new StudyRequest.Get(reply.getRef()));
    return reply.receiveMessage(TIMEOUT).getValue();
  }

  /** Waits for a message of a type; ignores other changes. */
  private <T> T expect(Class<T> type) {
    StudyRegistry.Command message = registry.receiveMessage(TIMEOUT);
    while (!type.isInstance(message) && message instanceof StudyMessage.Changed) {
      message = registry.receiveMessage(TIMEOUT);
    }
    return type.cast(message);
  }
}
