package org.revcor.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;
import org.revcor.lane.LaneSettings;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.Materials;
import org.revcor.study.Reference;
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

    /** A member cannot be run, for a reason. */
    void refused(int place, String reason);
  }

  private final Members members;
  private final Path folder;
  private final Targets targets;
  private final Optional<Reference> reference;

  /** Why members were refused, by their folders. */
  private final Map<String, String> refusals = new ConcurrentHashMap<>();

  private @Nullable HeadlessStudy running;
  private boolean stopped;

  /**
   * @param folder where all is written; made if missing
   * @param reference whose maps those of all members are correlated with
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
   * Runs what is not complete, until all is or it is stopped. A member that fails, or is refused
   * since its folder holds another study or its observer has changed, does not keep the others from
   * running; {@link #results} names it.
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
              checkpointInterval,
              reference)) {
        begun(study);
        watcher.watch(place, study);
        study.end().toCompletableFuture().join();
      } catch (RevcorException refusal) {
        String reason = String.valueOf(refusal.getMessage());
        refusals.put(member.folder(), reason);
        watcher.refused(place, reason);
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
    List<Results.Failure> failures = new ArrayList<>();
    for (Member member : members.members()) {
      String title = members.titles().getOrDefault(member.variant(), "");
      try {
        Optional<String> refusal = Optional.ofNullable(refusals.get(member.folder()));
        Optional<Outcome> outcome =
            refusal.isPresent()
                ? Optional.empty()
                : Outcome.read(member, title, folder, targets, reference);
        outcome.ifPresent(outcomes::add);
        refusal
            .or(() -> outcome.flatMap(Outcome::problem))
            .ifPresent(reason -> failures.add(failure(member, title, reason)));
      } catch (UncheckedIOException unreadable) {
        failures.add(failure(member, title, unreadable.getMessage()));
      }
    }
    return new Results(targets, outcomes, failures, members.leftOut());
  }

  private static Results.Failure failure(Member member, String title, @Nullable String reason) {
    return new Results.Failure(
        title, member.study().seed(), member.folder(), String.valueOf(reason));
  }
}
