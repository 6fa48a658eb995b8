package org.revcor.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.lane.LaneSettings;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.Materials;
import org.revcor.study.RunDirectory;

/**
 * Runs the members of a comparison one after another, each in its own run directory and on all
 * lanes. What is complete there is not run again; what was broken off goes on.
 */
public final class Comparison {
  /** Watches the members. */
  public interface Watcher {
    /**
     * A member has begun, goes on, or was complete before; returns when it has ended.
     *
     * @param place of the member, from 0
     */
    void watch(int place, HeadlessStudy study);
  }

  private final Members members;
  private final Path folder;
  private final Targets targets;
  private final Optional<Reference> reference;

  private @Nullable HeadlessStudy running;
  private boolean stopped;

  /**
   * @param folder where all is written; made if missing
   * @param reference whose maps the last maps of all members are correlated with
   * @throws InvalidInputException if the folder cannot be written, or is that of a study
   */
  public Comparison(Members members, Path folder, Targets targets, Optional<Reference> reference) {
    this.members = members;
    this.folder = folder;
    this.targets = targets;
    this.reference = reference;
    if (new RunDirectory(folder).record().isPresent()) {
      throw new InvalidInputException(
          "--out",
          folder + ", which holds a study",
          "an empty or new folder, or that of this comparison");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new InvalidInputException(
          "--out", folder + " (" + failed.getMessage() + ")", "a folder that can be written");
    }
  }

  /**
   * Runs what is not complete, until all is or it is stopped. A member that fails does not keep the
   * others from running.
   *
   * @throws InvalidInputException if the folder of a member holds another study, or one of an
   *     observer that has changed since
   */
  public void run(
      Materials materials, LaneSettings lanes, Duration checkpointInterval, Watcher watcher) {
    for (int place = 0; place < members.members().size() && !stopped(); place++) {
      Member member = members.members().get(place);
      try (HeadlessStudy study =
          HeadlessStudy.start(
              member.study(),
              materials,
              folder.resolve(member.folder()),
              lanes,
              checkpointInterval)) {
        begun(study);
        watcher.watch(place, study);
        study.end().toCompletableFuture().join();
      } finally {
        ended();
      }
    }
  }

  private synchronized void begun(HeadlessStudy study) {
    running = study;
    if (stopped) {
      study.stop();
    }
  }

  private synchronized void ended() {
    running = null;
  }

  /** Ends the member that runs after the block at hand; those after it do not begin. */
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.stop();
    }
  }

  /** Whether it was stopped. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /** What the members have come to so far; those that have not begun are left out. */
  public Results results() {
    List<Outcome> outcomes = new ArrayList<>();
    for (Member member : members.members()) {
      String title = members.titles().getOrDefault(member.variant(), "");
      Outcome.read(member, title, folder, targets, reference).ifPresent(outcomes::add);
    }
    return new Results(targets, outcomes, members.leftOut());
  }
}
