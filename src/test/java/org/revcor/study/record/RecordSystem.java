package org.revcor.study.record;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.Await;
import org.revcor.study.record.StudyRecords.RecordStatus;

/** The records actor in its own actor system. */
final class RecordSystem implements AutoCloseable {
  private static final RecordIntervals PACE =
      new RecordIntervals(
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  private final ActorSystem<StudyRecords.Command> records;

  private RecordSystem(ActorSystem<StudyRecords.Command> records) {
    this.records = records;
  }

  static RecordSystem start(DatabaseSettings settings) {
    return new RecordSystem(
        ActorSystem.create(
            StudyRecords.create(Database.open(settings), PACE),
            "records",
            settings.forPekko().withFallback(ConfigFactory.load())));
  }

  void save(StudyEntry entry) {
    records.tell(new StudyRecords.Save(entry));
  }

  CompletionStage<Done> create(StudyEntry entry) {
    return askWithStatus(replyTo -> new StudyRecords.Create(entry, replyTo));
  }

  void remove(String id) {
    records.tell(new StudyRecords.Remove(id));
  }

  RecordedStudies readAll() throws Throwable {
    return Await.result(askWithStatus(StudyRecords.ReadAll::new));
  }

  RecordStatus status() {
    return AskPattern.ask(records, StudyRecords.GetStatus::new, Await.TIMEOUT, records.scheduler())
        .toCompletableFuture()
        .join();
  }

  void awaitDurable() throws Throwable {
    Await.result(
        AskPattern.ask(
            records, StudyRecords.AwaitDurable::new, Await.TIMEOUT, records.scheduler()));
  }

  /** Returns the actor system, for further actors. */
  ActorSystem<StudyRecords.Command> system() {
    return records;
  }

  private <T> CompletionStage<T> askWithStatus(
      Function<ActorRef<StatusReply<T>>, StudyRecords.Command> message) {
    return AskPattern.askWithStatus(records, message, Await.TIMEOUT, records.scheduler());
  }

  @Override
  public void close() {
    records.terminate();
    records
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
