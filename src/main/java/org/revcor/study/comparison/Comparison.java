package org.revcor.study.comparison;

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
import org.revcor.inference.LaneSettings;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.Reference;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.run.HeadlessStudy;

/**
 * Runs the members of a comparison one after another on all lanes, each in its own run directory.
 * Complete members are not run again; interrupted ones are resumed.
 */
public final class Comparison {
  public interface Watcher {
    /**
     * Called when a member has started, has been resumed or was already complete. Returns when the
     * member has ended.
     *
     * @param place index of the member, from 0
     */
    void watch(int place, HeadlessStudy study);

    void refused(int place, String reason);
  }

  private final Members members;
  private final Path folder;
  private final Targets targets;
  private final Optional<Reference> reference;

  private final Map<String, String> refusals = new ConcurrentHashMap<>();

  private @Nullable HeadlessStudy running;
  private boolean stopped;

  /**
   * @throws InvalidInputException if the folder cannot be written, or is the run directory of a
   *     study
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
   * Runs all members that are not complete, until the last one or {@link #stop}. A member is
   * refused if its folder holds another study or its observer has changed. Failed and refused
   * members do not prevent the others from running; {@link #results} lists them.
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
              reference,
              false)) {
        setRunning(study);
        watcher.watch(place, study);
        study.end().toCompletableFuture().join();
      } catch (RevcorException refusal) {
        String reason = String.valueOf(refusal.getMessage());
        refusals.put(member.folder(), reason);
        watcher.refused(place, reason);
      } finally {
        clearRunning();
      }
    }
  }

  private synchronized void setRunning(HeadlessStudy study) {
    running = study;
    if (stopped) {
      study.stop();
    }
  }

  private synchronized void clearRunning() {
    running = null;
  }

  /** Ends the running member after its current block. No further member is started. */
  public synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.stop();
    }
  }

  public synchronized boolean stopped() {
    return stopped;
  }

  public ComparisonResults results() {
    List<MemberOutcome> outcomes = new ArrayList<>();
    List<ComparisonResults.Failure> failures = new ArrayList<>();
    for (Member member : members.members()) {
      String title = members.titles().getOrDefault(member.variant(), "");
      try {
        Optional<String> refusal = Optional.ofNullable(refusals.get(member.folder()));
        Optional<MemberOutcome> outcome =
            refusal.isPresent()
                ? Optional.empty()
                : MemberOutcome.read(member, title, folder, targets, reference);
        outcome.ifPresent(outcomes::add);
        refusal
            .or(() -> outcome.flatMap(MemberOutcome::problem))
            .ifPresent(reason -> failures.add(failure(member, title, reason)));
      } catch (UncheckedIOException unreadable) {
        failures.add(failure(member, title, unreadable.getMessage()));
      }
    }
    return new ComparisonResults(targets, outcomes, failures, members.leftOut());
  }

  private static ComparisonResults.Failure failure(
      Member member, String title, @Nullable String reason) {
    return new ComparisonResults.Failure(
        title, member.study().seed(), member.folder(), String.valueOf(reason));
  }
}
