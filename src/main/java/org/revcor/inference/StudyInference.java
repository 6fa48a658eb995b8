package org.revcor.inference;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.stream.javadsl.Source;
import org.revcor.estimate.Tally;

/** The inference of one study on lanes, of this process or of another one. */
public interface StudyInference {
  /** Timeout of requests whose reply always comes, however late; it only bounds a bug. */
  Duration REPLY_TIMEOUT = Duration.ofDays(100);

  /**
   * Emits the sums of blocks {@code first} to {@code end - 1} in their order. The stream fails if a
   * block fails.
   */
  Source<Tally, NotUsed> tallies(long first, long end);

  /**
   * Returns the sums of a block of an observer whose outputs come from outside.
   *
   * @param outputs outputs of all trials, as {@link
   *     org.revcor.observer.ExternalObserver#setOutputs} takes them
   */
  CompletionStage<Tally> tally(long block, float[] outputs);

  /**
   * Returns the stimuli of a block as the observer is shown them: trials x C x H x W, as a NumPy
   * file.
   */
  CompletionStage<byte[]> stimuli(long block);

  /** Reports whether lanes can take blocks of the study, whenever that changes. */
  void reportAvailability(ActorRef<Availability> listener);

  /** Fails the waiting jobs of the study and releases what the lanes hold for it. */
  void forget();

  /**
   * Whether lanes can take the blocks of a study.
   *
   * @param obstacle why none can; empty if one can
   */
  record Availability(Optional<String> obstacle) {}

  /** The lanes and threads that process blocks. */
  record LaneAccess(
      ActorRef<LanePool.Command> pool, int count, Executor drawers, Scheduler scheduler) {}
}
