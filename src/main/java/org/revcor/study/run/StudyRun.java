package org.revcor.study.run;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Tally;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.study.plan.Lanes;
import org.revcor.study.results.Reference;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.ChannelReports.Purpose;

/**
 * The messages of a running study and the creation of its actor. The actor first folds blocks
 * ({@link Folding}), then is closed ({@link Closing}). Each of these is a set of behaviours, one
 * for each state; {@link RunContext} has what both use, and handles messages that do not depend on
 * the state.
 *
 * <p>Looks and the end of a study are decided between two blocks. Blocks in flight at the end never
 * count, so results do not depend on lanes. Snapshots and checkpoints are taken at block boundaries
 * as well and change no result.
 */
public final class StudyRun {

  public sealed interface Command {}

  /** Requests the study's view, now and at every change, and the final snapshot before the end. */
  public record Subscribe(ActorRef<StudyView> views, ActorRef<StudySnapshot> last)
      implements Command {}

  public record Describe(ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /** Changes the labels, writes the record and replies with the view. */
  public record Label(StudyView.Labels labels, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  public record GetMaps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /**
   * Requests a snapshot.
   *
   * @param channels indices of the channels whose maps it contains
   */
  public record Capture(BitSet channels, ActorRef<StudySnapshot> replyTo) implements Command {}

  /** Passes the request of a client that computes the observer's outputs to its collector. */
  public record ToCollector(ResponseCollector.Request<?> request) implements Command {}

  public record Stop() implements Command {}

  /** Suspends the study after the current block and writes its checkpoint. */
  public record Suspend(Reason reason) implements Command {
    public enum Reason {
      /** A user pauses it: its maps are written as well. */
      PAUSE,
      /** The process ends, and the next one resumes the study. */
      SHUTDOWN
    }
  }

  /** Sent by a subscriber after the end. The run stops once all subscribers have sent it. */
  public record Close() implements Command {}

  /** Lanes can take blocks of the study, or cannot any more. */
  record LanesChanged(Availability availability) implements Command {}

  record Fold(Tally tally, ActorRef<Boolean> replyTo) implements Command {}

  /** All accumulators have absorbed the blocks last sent. */
  public record Absorbed() implements Command {}

  public record Reported(Purpose purpose, ChannelReports reports) implements Command {}

  /** All accumulators have written their sums. */
  public record Saved(Optional<String> problem) implements Command {}

  /** A checkpoint is written, or writing failed; both are null if it could not be begun. */
  record Committed(@Nullable String digest, @Nullable Throwable failure) implements Command {}

  /** The stream has ended: a block has failed, or the fold has ended it. */
  record StreamEnded(@Nullable Throwable failure) implements Command {}

  /** A block of a round of {@link ContrastPhase} is done. */
  record Searched() implements Command {}

  /** The blocks of a round of {@link ContrastPhase} are done, or one has failed. */
  record RoundDone(@Nullable List<Tally> tallies, @Nullable Throwable failure) implements Command {}

  record PartLost(String part) implements Command {}

  record FolderLost() implements Command {}

  record SumsRead(Closing.@Nullable Sums sums, @Nullable Throwable failure) implements Command {}

  record Written(@Nullable Throwable failure) implements Command {}

  record Retry() implements Command {}

  private StudyRun() {}

  public static Behavior<Command> create(
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      Lanes lanes,
      RunSettings settings,
      MeterRegistry registry) {
    return Behaviors.withMdc(
        Command.class,
        Map.of("study", status.id()),
        Behaviors.setup(
            context -> {
              ContrastPhase.Next folding =
                  collector ->
                      new Folding(
                              new RunContext(
                                  context, status, directory, lanes, settings, registry, collector))
                          .begin(resumption);
              return status.study().stimulus().needsContrasts()
                  ? ContrastPhase.create(
                      context, status, resumption, directory, lanes, settings, folding)
                  : folding.begin(Optional.empty());
            }));
  }

  /**
   * How a run is carried out. No setting changes a result.
   *
   * @param subscribers number of subscribers that will subscribe, and close after the end
   * @param lease time that a client has for the outputs of a block of an external observer
   * @param reference reference that the maps of each look are correlated with
   */
  public record RunSettings(
      int subscribers, Duration checkpointInterval, Duration lease, Optional<Reference> reference) {
    /** Time that a client has for the outputs of a block unless a setting changes it. */
    public static final Duration DEFAULT_LEASE = Duration.ofMinutes(1);

    public RunSettings(
        int subscribers, Duration checkpointInterval, Optional<Reference> reference) {
      this(subscribers, checkpointInterval, DEFAULT_LEASE, reference);
    }
  }
}
