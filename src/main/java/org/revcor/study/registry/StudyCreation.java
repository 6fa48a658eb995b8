package org.revcor.study.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.Cause;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares new studies; then creates the run directories and records of all of them, or of none.
 * Thread-safe.
 */
final class StudyCreation {
  private static final Logger LOG = LoggerFactory.getLogger(StudyCreation.class);

  private final Launcher launcher;
  private final StudyArchive archive;
  private final ActorRef<StudyRecords.Command> database;
  private final ActorSystem<?> system;
  private final Executor blocking;

  /**
   * @param archive source of new ids
   * @param blocking executor for file access
   */
  StudyCreation(
      Launcher launcher,
      StudyArchive archive,
      ActorRef<StudyRecords.Command> database,
      ActorSystem<?> system,
      Executor blocking) {
    this.launcher = launcher;
    this.archive = archive;
    this.database = database;
    this.system = system;
    this.blocking = blocking;
  }

  /** Reads studies; fails as {@link Launcher#prepare(Studies.Reader)} does. */
  CompletionStage<Launcher.Prepared> prepare(Studies.Reader reader) {
    return CompletableFuture.supplyAsync(() -> launcher.prepare(reader), blocking);
  }

  /**
   * Creates run directories and records.
   *
   * @param key idempotency key of the request
   * @return fails if a directory cannot be created, or a record does not become durable in time;
   *     then all are deleted
   */
  CompletionStage<List<Launcher.Launch>> create(List<PreparedStudy> studies, @Nullable String key) {
    return CompletableFuture.supplyAsync(() -> directories(studies), blocking)
        .thenCompose(
            launches ->
                records(launches, key)
                    .handleAsync(
                        (done, failure) -> {
                          if (failure != null) {
                            launches.forEach(this::discard);
                            throw new CompletionException(Cause.of(failure));
                          }
                          return launches;
                        },
                        blocking));
  }

  private List<Launcher.Launch> directories(List<PreparedStudy> studies) {
    List<Launcher.Launch> launches = new ArrayList<>();
    try {
      for (PreparedStudy study : studies) {
        launches.add(launcher.create(archive.newId(), study));
      }
      return launches;
    } catch (UncheckedIOException e) {
      launches.forEach(this::discard);
      throw e;
    }
  }

  private CompletionStage<Done> records(List<Launcher.Launch> launches, @Nullable String key) {
    CompletionStage<Done> recorded = CompletableFuture.completedStage(Done.getInstance());
    for (Launcher.Launch launch : launches) {
      StudyEntry entry = StudyEntries.first(launch.status().view(), key);
      recorded =
          recorded.thenCompose(
              done ->
                  AskPattern.askWithStatus(
                      database,
                      replyTo -> new StudyRecords.Create(entry, replyTo),
                      Studies.REQUEST_TIMEOUT,
                      system.scheduler()));
    }
    return recorded;
  }

  private void discard(Launcher.Launch launch) {
    database.tell(new StudyRecords.Remove(launch.id(), system.ignoreRef()));
    try {
      launch.directory().delete();
    } catch (IOException e) {
      LOG.warn("the run directory of {} cannot be deleted", launch.id(), e);
    }
  }
}
