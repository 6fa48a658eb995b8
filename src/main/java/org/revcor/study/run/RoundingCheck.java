package org.revcor.study.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.inference.Job;
import org.revcor.inference.JobResult;
import org.revcor.inference.LanePool;
import org.revcor.inference.RoundedOutputs;
import org.revcor.inference.Stimulator;
import org.revcor.inference.StimulusBlock;
import org.revcor.study.plan.PreparedStudy;

/**
 * Compares outputs of the observer's precision with those of float32 on the first trials of a
 * study. The trials are fixed, so the result is reproducible.
 */
final class RoundingCheck {
  /** Estimates a share of .002 to within a quarter. */
  private static final long TRIALS = 10_000;

  /** Limits the check to one twentieth of a short study. */
  private static final long MAX_SHARE_INVERSE = 20;

  private final String id;
  private final PreparedStudy study;
  private final ActorRef<LanePool.Command> pool;
  private final Executor drawers;
  private final Scheduler scheduler;
  private final Stimulator stimulator;

  /**
   * @param drawers executor that draws stimuli
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

  /**
   * Returns the number of blocks compared: 10,000 trials, or a twentieth of all trials if that is
   * less.
   */
  static long blocks(PreparedStudy study) {
    return Math.max(
        1, Math.min(study.plan().blocks(TRIALS), Math.ceilDiv(study.blocks(), MAX_SHARE_INVERSE)));
  }

  /** Runs the comparison; fails with the cause if a block fails. */
  CompletionStage<RoundedOutputs> run() {
    CompletionStage<RoundedOutputs> all = compareBlock(0);
    for (long block = 1; block < blocks(study); block++) {
      long next = block;
      all = all.thenCompose(sum -> compareBlock(next).thenApply(sum::plus));
    }
    return all;
  }

  private CompletionStage<RoundedOutputs> compareBlock(long block) {
    return CompletableFuture.supplyAsync(() -> stimulator.draw(block), drawers)
        .thenCompose(this::submit);
  }

  private CompletionStage<RoundedOutputs> submit(StimulusBlock stimuli) {
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
                  case JobResult.Classified other -> throw unexpected(other);
                });
  }

  private static IllegalStateException unexpected(JobResult other) {
    return new IllegalStateException("unexpected result of a comparison: " + other);
  }
}
