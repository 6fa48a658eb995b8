package org.revcor.studies;

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
import org.revcor.record.StudyEntry;
import org.revcor.record.StudyRecords;
import org.revcor.study.Cause;
import org.revcor.study.PreparedStudy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads new studies; makes the folders and then the records of all of them, or of none.
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
   * @param archive gives new ids
   * @param blocking where files are read and folders made
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

  /** Reads them; fails as {@link Launcher#prepared(Studies.Reading)} does. */
  CompletionStage<Launcher.Prepared> prepare(Studies.Reading reading) {
    return CompletableFuture.supplyAsync(() -> launcher.prepared(reading), blocking);
  }

  /**
   * Makes them.
   *
   * @param key name of the request that they are created by
   * @return fails if a folder cannot be made, or a record does not become durable in time; nothing
   *     is left of any then
   */
  CompletionStage<List<Launcher.Launch>> create(List<PreparedStudy> studies, @Nullable String key) {
    return CompletableFuture.supplyAsync(() -> folders(studies), blocking)
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

  private List<Launcher.Launch> folders(List<PreparedStudy> studies) {
    List<Launcher.Launch> launches = new ArrayList<>();
    try {
      for (PreparedStudy study : studies) {
        launches.add(launcher.anew(archive.newId(), study));
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
      StudyEntry entry = RecordKeeping.first(launch.status().view(), key);
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
      LOG.warn("the folder of {} is left behind", launch.id(), e);
    }
  }
}
