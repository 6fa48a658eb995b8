package org.revcor.study;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.lane.Job;
import org.revcor.lane.JobResult;
import org.revcor.lane.LanePool;
import org.revcor.lane.RoundedOutputs;
import org.revcor.lane.Stimulator;
import org.revcor.lane.StimulusBlock;

/**
 * Has the first trials of a study answered in float32 as well, so that it can be told what the
 * observer's precision changes: the same trials, and so the same figures, whenever it is asked.
 */
final class RoundingCheck {
  /** Tells a share of .002 to within a quarter. */
  private static final long TRIALS = 10_000;

  /** A study of few trials is not to take twice its time. */
  private static final long MIN_PART = 20;

  private final String id;
  private final PreparedStudy study;
  private final ActorRef<LanePool.Command> pool;
  private final Executor drawers;
  private final Scheduler scheduler;
  private final Stimulator stimulator;

  /**
   * @param drawers where stimuli are drawn
   */
  RoundingCheck(
      String id,
      PreparedStudy study,
      ActorRef<LanePool.Command> pool,
      Executor drawers,
      Scheduler scheduler) {
    this.id = id;
    this.study = study;
    this.pool = pool;
    this.drawers = drawers;
    this.scheduler = scheduler;
    this.stimulator =
        new Stimulator(study.stimulus().sequence(), study.specification().seed(), study.plan());
  }

  /** Blocks that are shown twice: 10,000 trials, or a twentieth of all if they are fewer. */
  static long blocks(PreparedStudy study) {
    return Math.max(
        1, Math.min(study.plan().blocks(TRIALS), Math.ceilDiv(study.blocks(), MIN_PART)));
  }

  /** Fails with the cause if a block cannot be answered. */
  CompletionStage<RoundedOutputs> run() {
    CompletionStage<RoundedOutputs> all = responses(0);
    for (long block = 1; block < blocks(study); block++) {
      long next = block;
      all = all.thenCompose(sum -> responses(next).thenApply(sum::plus));
    }
    return all;
  }

  private CompletionStage<RoundedOutputs> responses(long block) {
    return CompletableFuture.supplyAsync(() -> stimulator.draw(block), drawers)
        .thenCompose(this::compare);
  }

  private CompletionStage<RoundedOutputs> compare(StimulusBlock stimuli) {
    Job job = new Job.Compare(id, study.protocol(), study.plan(), stimuli);
    return AskPattern.<LanePool.Command, JobResult>askWithStatus(
            pool,
            replyTo -> new LanePool.Submit(job, replyTo),
            StudyStream.BLOCK_TIMEOUT,
            scheduler)
        .whenComplete((result, failure) -> stimulator.release(stimuli))
        .thenApply(
            result ->
                switch (result) {
                  case JobResult.Compared compared -> compared.outputs();
                  case JobResult.Reduced other -> throw unexpected(other);
                  case JobResult.Answered other -> throw unexpected(other);
                });
  }

  private static IllegalStateException unexpected(JobResult other) {
    return new IllegalStateException("a comparison was answered by " + other);
  }
}
