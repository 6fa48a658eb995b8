package org.revcor.studies;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.revcor.estimate.MapView;
import org.revcor.study.Cause;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyMaps;
import org.revcor.study.StudySnapshot;
import org.revcor.study.StudyView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with the folders of studies that rest. Folders are read and written on threads that
 * may wait, and no study whose folder is in use goes on meanwhile. Used by the studies' actor
 * alone, which also takes up what comes after.
 */
final class InactiveStudies {
  private static final Logger LOG = LoggerFactory.getLogger(InactiveStudies.class);

  private final StudyArchive archive;
  private final Executor blocking;
  private final Executor actor;
  private final Map<String, Integer> exported = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  /**
   * @param blocking where folders are read and written
   * @param actor the studies' actor
   */
  InactiveStudies(StudyArchive archive, Executor blocking, Executor actor) {
    this.archive = archive;
    this.blocking = blocking;
    this.actor = actor;
  }

  /**
   * @throws StudyConflictException if the folder of a study is in use
   */
  void requireUnused(String id) {
    requireUnchanged(id);
    if (exported.containsKey(id)) {
      throw new StudyConflictException("study " + id + " is being exported; ask again");
    }
  }

  private void requireUnchanged(String id) {
    if (changed.contains(id)) {
      throw new StudyConflictException(
          "the files of study " + id + " are being changed; ask again");
    }
  }

  /**
   * Opens a study. It may be opened several times at once.
   *
   * @param taker is given it; if that was completed meanwhile, nobody takes the study and it is
   *     closed
   * @throws StudyConflictException if its folder is being changed
   */
  void export(String id, CompletableFuture<ExportedStudy> taker) {
    requireUnchanged(id);
    RunDirectory directory = archive.directory(id);
    exported.merge(id, 1, Integer::sum);
    done(() -> ExportedStudy.open(directory))
        .whenCompleteAsync(
            (study, failure) -> {
              exported.computeIfPresent(id, (same, times) -> times == 1 ? null : times - 1);
              if (study == null) {
                taker.completeExceptionally(Cause.of(failure));
              } else if (!taker.complete(study)) {
                blocking.execute(() -> close(study));
              }
            },
            actor);
  }

  private static void close(ExportedStudy study) {
    try {
      study.close();
    } catch (IOException e) {
      LOG.warn("the files of study {} could not be closed", study.study().id(), e);
    }
  }

  /**
   * Takes a study that was unpacked beside the folders of the others.
   *
   * @param unused whether an id was never used here
   * @return the study, under a new id if its own is used
   */
  CompletionStage<StudyView> adopt(ImportedStudy imported, Predicate<String> unused) {
    String own = imported.study().id();
    String id = archive.isFree(own) && !changed.contains(own) && unused.test(own) ? own : newId();
    return changing(id, () -> archive.place(imported, id))
        .thenApply(
            study -> {
              archive.put(study);
              return study;
            });
  }

  private String newId() {
    String id = archive.newId();
    return changed.contains(id) ? newId() : id;
  }

  /**
   * Deletes what a study could go on from.
   *
   * @return the study as it is then
   * @throws StudyConflictException if its folder is in use
   */
  CompletionStage<StudyView> dropCheckpoints(StudyView study) {
    requireUnused(study.id());
    return changing(study.id(), () -> archive.deleteCheckpoints(study))
        .thenApply(
            without -> {
              archive.put(without);
              return without;
            });
  }

  /** Deletes a study; it is not known from now on. */
  CompletionStage<Boolean> delete(String id) {
    archive.remove(id);
    RunDirectory directory = archive.directory(id);
    return changing(
        id,
        () -> {
          directory.delete();
          return true;
        });
  }

  /**
   * Reads a view of the maps, which may be large.
   *
   * @return fails with a {@link StudyConflictException} if the study left none
   */
  CompletionStage<StudyMaps> maps(StudyView study, MapView view) {
    return done(
        () ->
            archive
                .maps(study, view)
                .orElseThrow(
                    () -> new StudyConflictException("study " + study.id() + " left no maps")));
  }

  /** Reads the last maps of a study; empty if it left none. */
  CompletionStage<Optional<StudySnapshot>> snapshot(StudyView study) {
    return done(() -> archive.snapshot(study));
  }

  private <T> CompletionStage<T> changing(String id, Callable<T> change) {
    changed.add(id);
    return done(change).whenCompleteAsync((result, failure) -> changed.remove(id), actor);
  }

  private <T> CompletionStage<T> done(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception failure) {
            throw new CompletionException(failure);
          }
        },
        blocking);
  }
}
