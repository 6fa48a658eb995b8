package org.revcor.study.registry;

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
import org.revcor.study.plan.Cause;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudySnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, exports, imports and deletes inactive studies. A blocking executor accesses the run
 * directories; a study in use cannot resume meanwhile. Only for the studies' actor, on which
 * results arrive.
 */
final class InactiveStudies {
  private static final Logger LOG = LoggerFactory.getLogger(InactiveStudies.class);

  private final StudyArchive archive;
  private final Executor blocking;
  private final Executor actor;
  private final Map<String, Integer> exported = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  /**
   * @param blocking executor for file access
   * @param actor the studies' actor
   */
  InactiveStudies(StudyArchive archive, Executor blocking, Executor actor) {
    this.archive = archive;
    this.blocking = blocking;
    this.actor = actor;
  }

  /**
   * @throws StudyConflictException if the run directory of a study is in use
   */
  void requireUnused(String id) {
    requireUnchanged(id);
    if (exported.containsKey(id)) {
      throw new StudyConflictException("study " + id + " is being exported; try again");
    }
  }

  private void requireUnchanged(String id) {
    if (changed.contains(id)) {
      throw new StudyConflictException(
          "the files of study " + id + " are being changed; try again");
    }
  }

  /**
   * Opens a study for export. Concurrent exports of a study are possible.
   *
   * @param receiver completed with the study; if it was completed before, the study is closed
   * @throws StudyConflictException if its run directory is being changed
   */
  void export(String id, CompletableFuture<ExportedStudy> receiver) {
    requireUnchanged(id);
    RunDirectory directory = archive.directory(id);
    exported.merge(id, 1, Integer::sum);
    supply(() -> ExportedStudy.open(directory))
        .whenCompleteAsync(
            (study, failure) -> {
              exported.computeIfPresent(id, (same, times) -> times == 1 ? null : times - 1);
              if (study == null) {
                receiver.completeExceptionally(Cause.of(failure));
              } else if (!receiver.complete(study)) {
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
   * Moves an unpacked study to the server's studies.
   *
   * @param isUnused whether an id was never used by this server
   * @return the study, with a new id if its own is used
   */
  CompletionStage<StudyView> importStudy(ImportedStudy imported, Predicate<String> isUnused) {
    String own = imported.study().id();
    String id = archive.isFree(own) && !changed.contains(own) && isUnused.test(own) ? own : newId();
    return change(id, () -> archive.move(imported, id))
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
   * Deletes the checkpoints of a study.
   *
   * @return the study without its checkpoint
   * @throws StudyConflictException if its run directory is in use
   */
  CompletionStage<StudyView> deleteCheckpoints(StudyView study) {
    requireUnused(study.id());
    return change(study.id(), () -> archive.deleteCheckpoints(study))
        .thenApply(
            without -> {
              archive.put(without);
              return without;
            });
  }

  /** Removes a study from the archive and deletes its run directory. */
  CompletionStage<Boolean> delete(String id) {
    archive.remove(id);
    RunDirectory directory = archive.directory(id);
    return change(
        id,
        () -> {
          directory.delete();
          return true;
        });
  }

  /**
   * Reads a view of the maps.
   *
   * @return fails with a {@link StudyConflictException} if the study has no maps
   */
  CompletionStage<StudyMaps> maps(StudyView study, MapView view) {
    return supply(
        () ->
            archive
                .maps(study, view)
                .orElseThrow(
                    () -> new StudyConflictException("study " + study.id() + " has no maps")));
  }

  /** Reads the last maps of a study; empty if it has none. */
  CompletionStage<Optional<StudySnapshot>> snapshot(StudyView study) {
    return supply(() -> archive.snapshot(study));
  }

  private <T> CompletionStage<T> change(String id, Callable<T> change) {
    changed.add(id);
    return supply(change).whenCompleteAsync((result, failure) -> changed.remove(id), actor);
  }

  private <T> CompletionStage<T> supply(Callable<T> work) {
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
