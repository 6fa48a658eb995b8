package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.revcor.estimate.LookSchedule;
import org.revcor.file.Checkpoint;
import org.revcor.file.Checkpoint.UnreadableCheckpointException;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

/**
 * The state from which a run starts, that of a new study as well.
 *
 * @param study study with the block size of its first run
 * @param from checkpoint to resume from; empty for a new study
 * @param warnings checkpoints that could not be read
 */
public record Resumption(PreparedStudy study, Optional<Point> from, List<String> warnings) {

  private static final String ENGINE = "plan.platform.engine ";
  private static final String USE_EARLIER = "; use the version of Revcor that started the study";

  public record Point(Checkpoint checkpoint, CheckpointHeader header) {}

  public static Resumption ofNew(PreparedStudy study) {
    return new Resumption(study, Optional.empty(), List.of());
  }

  /**
   * Returns the study with the block size of its earlier run, after checking that it is the same
   * study. It may name the file of its network in another way.
   *
   * @throws CannotResumeException if the study has changed
   */
  public static PreparedStudy requireSameStudy(PreparedStudy prepared, StudyView earlier)
      throws CannotResumeException {
    PreparedStudy study =
        withReferenceOf(earlier.setup(), prepared.withBlocksOf(earlier.setup().plan()));
    requireSame(StudyIdentity.of(study), StudyIdentity.of(earlier));
    return study;
  }

  /** Takes over the reference to the observer, if both state the same of a file, or of its card. */
  private static PreparedStudy withReferenceOf(StudySetup earlier, PreparedStudy study) {
    JsonNode now = StudySetup.of(study).completeFile();
    if (!observerBesidesPath(now).equals(observerBesidesPath(earlier.completeFile()))) {
      return study;
    }
    return study.withSpecification(
        StudyFile.of(
            StudyFile.withObserver(
                StudyFile.toJson(study.specification()),
                StudyFile.of(earlier.specification()).observer())));
  }

  private static JsonNode observerBesidesPath(JsonNode file) {
    JsonNode observer = file.path("study").path("observer").deepCopy();
    return observer instanceof ObjectNode keys ? keys.without("file") : observer;
  }

  /**
   * Resumes from the newest readable checkpoint of a folder. A study that never had a checkpoint
   * starts from its first trial, and so does one whose checkpoints were deleted on request.
   *
   * @throws CannotResumeException if the checkpoint belongs to another study, none can be read, the
   *     one that the record names is missing, or the history lacks looks before it
   */
  public static Resumption of(PreparedStudy study, RunDirectory directory)
      throws CannotResumeException {
    StudyIdentity identity = StudyIdentity.of(study);
    List<String> unreadable = new ArrayList<>();
    for (Path file : checkpoints(directory)) {
      Optional<Point> point = read(file, unreadable);
      if (point.isPresent()) {
        requireSame(identity, point.get().header().study());
        requireWithin(study, point.get().header());
        Resumption resumption = new Resumption(study, point, unreadable);
        resumption.requireLooks(directory);
        return resumption;
      }
    }
    if (!unreadable.isEmpty()) {
      throw new CannotResumeException(String.join("; ", unreadable));
    }
    Optional<StudyView.CheckpointView> named =
        directory.record().flatMap(run -> Optional.ofNullable(run.storage().checkpoint()));
    if (named.isPresent()) {
      throw new CannotResumeException(
          "the checkpoint at trial %d, which %s names, is missing"
              .formatted(named.get().trials(), RunDirectory.RECORD));
    }
    return ofNew(study);
  }

  private static List<Path> checkpoints(RunDirectory directory) throws CannotResumeException {
    try {
      return directory.checkpoints();
    } catch (IOException e) {
      throw new CannotResumeException("the folder cannot be read (%s)".formatted(e));
    }
  }

  private static Optional<Point> read(Path file, List<String> unreadable) {
    try {
      Checkpoint checkpoint = Checkpoint.of(file);
      return Optional.of(new Point(checkpoint, CheckpointHeader.of(checkpoint)));
    } catch (UnreadableCheckpointException e) {
      unreadable.add(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      unreadable.add("%s: %s".formatted(file.getFileName(), e.getMessage()));
    }
    return Optional.empty();
  }

  private static void requireSame(StudyIdentity now, StudyIdentity earlier)
      throws CannotResumeException {
    Optional<String> difference = now.differenceFrom(earlier);
    if (difference.isPresent()) {
      boolean isOfEngine = difference.get().startsWith(ENGINE);
      throw new CannotResumeException(difference.get() + (isOfEngine ? USE_EARLIER : ""));
    }
  }

  private static void requireWithin(PreparedStudy study, CheckpointHeader header)
      throws CannotResumeException {
    if (header.blocks() > study.blocks()) {
      throw new CannotResumeException(
          "study.stop.max-trials is %d, but %d trials are already folded"
              .formatted(study.blocks() * study.plan().blockSize(), header.trials()));
    }
  }

  private void requireLooks(RunDirectory directory) throws CannotResumeException {
    try {
      directory.lookFiles(Optional.empty()).require(trialsOfLooks(), study.channels().size());
    } catch (IOException e) {
      throw new CannotResumeException("the history cannot be read (%s)".formatted(e));
    }
  }

  public long trials() {
    return from.map(point -> point.header().trials()).orElse(0L);
  }

  public Set<Long> trialsOfLooks() {
    long blocks = from.map(point -> point.header().blocks()).orElse(0L);
    return new LookSchedule(study.blocks())
        .retainedAt(blocks)
        .mapToObj(look -> look * study.plan().blockSize())
        .collect(Collectors.toSet());
  }

  /** A run directory cannot be resumed; the message names the difference. */
  public static final class CannotResumeException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotResumeException(String difference) {
      super(difference);
    }
  }
}
