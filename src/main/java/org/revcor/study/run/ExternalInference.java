package org.revcor.study.run;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.revcor.estimate.Tally;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.plan.PreparedStudy;

/**
 * The inference of a study whose outputs come from outside. Lanes draw its stimuli and reduce its
 * outputs.
 *
 * @param lanes inference on lanes
 * @param collector collects the outputs
 * @param window maximum number of blocks whose outputs are requested at a time
 */
record ExternalInference(
    StudyInference lanes,
    ActorRef<ResponseCollector.Command> collector,
    Scheduler scheduler,
    int window)
    implements StudyInference {
  /** Memory for the stimuli and outputs of the blocks of a window. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int MAX_BLOCKS = 32;
  private static final int MIN_BLOCKS = 2;

  /** Blocks that lanes reduce at a time. */
  private static final int REDUCTIONS = 4;

  /** Returns the window of a study, in blocks. */
  static int window(PreparedStudy study) {
    ObserverDescription observer = study.observer().description();
    long values = (long) observer.values() + ExternalObserver.valuesPerTrial(observer);
    long bytes = values * Float.BYTES * study.plan().blockSize();
    return Math.clamp(MAX_BYTES / bytes, MIN_BLOCKS, MAX_BLOCKS);
  }

  /** The outputs of a block. */
  private record Block(long index, float[] outputs) {}

  @Override
  public Source<Tally, NotUsed> tallies(long first, long end) {
    return Source.unfold(
            first,
            block -> block < end ? Optional.of(Pair.create(block + 1, block)) : Optional.empty())
        .mapAsync(window, block -> outputs(block).thenApply(values -> new Block(block, values)))
        .mapAsync(REDUCTIONS, block -> lanes.tally(block.index(), block.outputs()));
  }

  private CompletionStage<float[]> outputs(long block) {
    return AskPattern.askWithStatus(
        collector, replyTo -> new ResponseCollector.Want(block, replyTo), REPLY_TIMEOUT, scheduler);
  }

  @Override
  public CompletionStage<Tally> tally(long block, float[] given) {
    return lanes.tally(block, given);
  }

  @Override
  public CompletionStage<byte[]> stimuli(long block) {
    return lanes.stimuli(block);
  }

  @Override
  public CompletionStage<float[][]> probabilities(float[] images) {
    return lanes.probabilities(images);
  }

  @Override
  public void reportAvailability(ActorRef<Availability> listener) {
    collector.tell(new ResponseCollector.ReportAvailability(listener));
  }

  @Override
  public void forget() {
    collector.tell(new ResponseCollector.Forget());
    lanes.forget();
  }
}
