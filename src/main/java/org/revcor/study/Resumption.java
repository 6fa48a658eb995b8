package org.revcor.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.revcor.checkpoint.Checkpoint;
import org.revcor.checkpoint.UnreadableCheckpointException;
import org.revcor.estimate.Looks;

/**
 * What a run begins with.
 *
 * @param study with the block size that it was begun with
 * @param from what it goes on from; empty if it begins anew
 * @param warnings what could not be read on the way
 */
public record Resumption(PreparedStudy study, Optional<Point> from, List<String> warnings) {

  /** A checkpoint, and what it is of. */
  record Point(Checkpoint checkpoint, CheckpointHeader header) {}

  /** A study that begins now. */
  public static Resumption anew(PreparedStudy study) {
    return new Resumption(study, Optional.empty(), List.of());
  }

  /**
   * A study that was begun before, in the blocks that it was begun with.
   *
   * @param earlier what its folder says of it
   * @throws CannotResumeException if it is another study by now
   */
  public static PreparedStudy theSame(PreparedStudy prepared, StudyView earlier)
      throws CannotResumeException {
    PreparedStudy study = prepared.inTheBlocksOf(earlier.plan());
    requireSame(StudyIdentity.of(study), StudyIdentity.of(earlier));
    return study;
  }

  /**
   * A study that goes on from the newest checkpoint of its folder that can be read. With no
   * checkpoint yet it begins anew.
   *
   * @throws CannotResumeException if the checkpoint is of another study, or none can be read
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
        return new Resumption(study, point, unreadable);
      }
    }
    if (!unreadable.isEmpty()) {
      throw new CannotResumeException(String.join("; ", unreadable));
    }
    return anew(study);
  }

  private static List<Path> checkpoints(RunDirectory directory) throws CannotResumeException {
    try {
      return directory.checkpoints();
    } catch (IOException e) {
      throw new CannotResumeException("its folder cannot be read (%s)".formatted(e));
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
      throw new CannotResumeException(difference.get());
    }
  }

  private static void requireWithin(PreparedStudy study, CheckpointHeader header)
      throws CannotResumeException {
    if (header.blocks() > study.blocks()) {
      throw new CannotResumeException(
          "study.stop.max-trials is %d and %d were shown already"
              .formatted(study.blocks() * study.plan().blockSize(), header.trials()));
    }
  }

  /** Trials that were folded before; 0 if it begins anew. */
  public long trials() {
    return from.map(point -> point.header().trials()).orElse(0L);
  }

  /** Trial counts of the looks that stay: the others are made again, or not at all. */
  Set<Long> looks() {
    long blocks = from.map(point -> point.header().blocks()).orElse(0L);
    Looks schedule = new Looks(study.blocks());
    return schedule
        .upTo(blocks)
        .filter(look -> look < blocks || schedule.isRegular(look))
        .mapToObj(look -> look * study.plan().blockSize())
        .collect(Collectors.toSet());
  }
}
