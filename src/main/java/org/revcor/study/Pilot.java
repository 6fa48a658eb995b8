package org.revcor.study;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Evidence;
import org.revcor.estimate.StimulusMeans;
import org.revcor.estimate.StimulusProducts;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.lane.Job;
import org.revcor.lane.JobResult;
import org.revcor.lane.LanePool;
import org.revcor.lane.Platform;
import org.revcor.lane.Stimulator;
import org.revcor.lane.StimulusBlock;
import org.revcor.specification.StudySpecification;

/**
 * Shows the first blocks of studies, on lanes that others may work on as well, and keeps nothing of
 * them but figures. Thread-safe, though each call holds its thread.
 */
public final class Pilot {
  /** Of a slow network a standard block takes longer than people wait. */
  private static final int MAX_TRIALS_A_BLOCK = 200;

  /** Blocks a lane after which its speed is judged by the later ones. */
  private static final int ROUNDS = 6;

  private static final Duration JOB_TIMEOUT = Duration.ofDays(100);

  /**
   * How much of a study is shown: whole blocks, at least one.
   *
   * @param trials most trials
   * @param time time after which no further block is waited for
   */
  public record Limit(long trials, Duration time) {
    /** Of a study that is to be run. */
    public static final Limit OF_A_STUDY = new Limit(20_000, Duration.ofSeconds(5));

    /** Of one of several ways to study an observer. */
    public static final Limit OF_A_CANDIDATE = new Limit(10_000, Duration.ofSeconds(3));
  }

  /**
   * Where blocks are worked on.
   *
   * @param capacity of the lanes
   * @param drawers where stimuli are drawn
   */
  public record Workplace(
      ActorRef<LanePool.Command> pool,
      Scheduler scheduler,
      Executor drawers,
      Platform platform,
      Capacity capacity) {}

  private final Materials materials;
  private final Workplace workplace;
  private final long end;
  private final CompletableFuture<Optional<Tally>> stopped = new CompletableFuture<>();

  /**
   * @param patience time from now after which no block is waited for, of whatever study
   */
  public Pilot(Materials materials, Workplace workplace, Duration patience) {
    this.materials = materials;
    this.workplace = workplace;
    this.end = System.nanoTime() + patience.toNanos();
  }

  Materials materials() {
    return materials;
  }

  /** Ends every call, now and later, with a {@link CancellationException}. */
  public void stop() {
    stopped.completeExceptionally(new CancellationException());
  }

  /**
   * Shows the first blocks.
   *
   * @return empty if none was answered while there was patience
   * @throws org.revcor.InvalidInputException if the specification cannot be used
   * @throws org.revcor.ObserverFailedException if the observer fails
   * @throws CancellationException after {@link #stop}
   */
  public Optional<PilotReport> run(StudySpecification specification, Limit limit) {
    PreparedStudy study =
        PreparedStudy.of(specification, materials, workplace.platform(), workplace.capacity())
            .inBlocksOf(MAX_TRIALS_A_BLOCK);
    Blocks blocks = new Blocks(study);
    try {
      return blocks.run(limit);
    } finally {
      blocks.forget();
    }
  }

  /** The blocks of one study, folded in their order. */
  private final class Blocks {
    private final String id = "pilot-" + UUID.randomUUID();
    private final PreparedStudy study;
    private final Stimulator stimulator;
    private final StimulusSums sums;
    private final Optional<StimulusProducts> products;
    private final List<ChannelMoments> moments = new ArrayList<>();
    private volatile boolean over;

    Blocks(PreparedStudy study) {
      this.study = study;
      this.stimulator =
          new Stimulator(study.stimulus().sequence(), study.specification().seed(), study.plan());
      this.sums = new StimulusSums(study.values());
      this.products = study.products();
      Workspace workspace = new Workspace();
      for (int channel = 0; channel < study.channels().size(); channel++) {
        moments.add(study.moments(channel, workspace));
      }
    }

    Optional<PilotReport> run(Limit limit) {
      long blocks =
          Math.min(study.blocks(), Math.max(1, limit.trials() / study.plan().blockSize()));
      long begin = System.nanoTime();
      long last = begin + limit.time().toNanos();
      List<Long> folded = new ArrayList<>(List.of(begin));
      ArrayDeque<CompletableFuture<Optional<Tally>>> ahead = new ArrayDeque<>();
      long next = 0;
      while (folded.size() == 1 || (folded.size() <= blocks && System.nanoTime() - last < 0)) {
        while (next < blocks && ahead.size() <= workplace.capacity().lanes()) {
          ahead.add(block(next++));
        }
        Optional<Tally> tally =
            await(ahead.remove(), folded.size() == 1 ? end : Math.min(end, last));
        if (tally.isEmpty()) {
          break;
        }
        fold(tally.get());
        folded.add(System.nanoTime());
      }
      return folded.size() == 1 ? Optional.empty() : Optional.of(report(trialsPerSecond(folded)));
    }

    /**
     * Of the later half: first the lanes load the observer, and everything runs in. Of a few blocks
     * the whole: several may come at once.
     */
    private double trialsPerSecond(List<Long> folded) {
      int all = folded.size() - 1;
      int from = all < ROUNDS * workplace.capacity().lanes() ? 0 : all / 2;
      double seconds = (folded.getLast() - folded.get(from)) / 1e9;
      return (double) (all - from) * study.plan().blockSize() / seconds;
    }

    /** Drops what waits; a block that is still being drawn is dropped when it comes. */
    void forget() {
      over = true;
      workplace.pool().tell(new LanePool.Forget(id));
    }

    private PilotReport report(double trialsPerSecond) {
      StimulusMeans means = means();
      return new PilotReport(
          study.channels(),
          new Evidence(study.specification().stop(), study.mapValues())
              .glance(
                  sums.trials(),
                  moments.stream().map(channel -> channel.statistics(means)).toList()),
          trialsPerSecond,
          workplace.capacity().lanes(),
          workplace.capacity().allSums(study),
          Capacity.weights(study));
    }

    private StimulusMeans means() {
      StimulusMeans means = sums.means();
      return products.map(each -> means.with(each.whitening(means))).orElse(means);
    }

    private CompletableFuture<Optional<Tally>> block(long index) {
      return CompletableFuture.supplyAsync(() -> stimulator.draw(index), workplace.drawers())
          .thenCompose(this::reduce);
    }

    private CompletableFuture<Optional<Tally>> reduce(StimulusBlock stimuli) {
      Job job = new Job.Reduce(id, study.protocol(), study.plan(), stimuli);
      return AskPattern.<LanePool.Command, JobResult>askWithStatus(
              workplace.pool(),
              replyTo -> new LanePool.Submit(job, replyTo),
              JOB_TIMEOUT,
              workplace.scheduler())
          .whenComplete((result, failure) -> done(stimuli))
          .thenApply(
              result ->
                  switch (result) {
                    case JobResult.Reduced reduced -> Optional.of(reduced.tally());
                    case JobResult.Answered other ->
                        throw new IllegalStateException("a block was answered by " + other);
                    case JobResult.Compared other ->
                        throw new IllegalStateException("a block was answered by " + other);
                  })
          .toCompletableFuture();
    }

    private void done(StimulusBlock stimuli) {
      stimulator.release(stimuli);
      if (over) {
        workplace.pool().tell(new LanePool.Forget(id));
      }
    }

    private void fold(Tally tally) {
      sums.add(tally);
      products.ifPresent(each -> each.add(tally));
      for (int channel = 0; channel < moments.size(); channel++) {
        moments.get(channel).add(tally, channel);
      }
    }
  }

  private Optional<Tally> await(CompletableFuture<Optional<Tally>> block, long until) {
    try {
      return block
          .applyToEither(stopped, tally -> tally)
          .get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException over) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      Throwable cause = Cause.of(failed.getCause() == null ? failed : failed.getCause());
      throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
