package org.revcor.study.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.CommonProducts;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.StoppingDecision;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.StudyInference;
import org.revcor.observer.ExternalSource;
import org.revcor.study.specification.StudySpecification;

/**
 * Runs the first blocks of studies on lanes that may be shared, and stores no maps. Thread-safe;
 * each call blocks its thread.
 */
public final class Pilot {
  /** Limits the time that a slow network takes for a block. */
  private static final int MAX_BLOCK_TRIALS = 200;

  /**
   * Minimum number of blocks per lane for a speed measured over the later half; with fewer, all but
   * the first of each lane count.
   */
  private static final int MIN_BLOCKS_PER_LANE = 6;

  /**
   * The part of a study that a pilot runs: whole blocks, at least one.
   *
   * @param time time after the first block in which the pilot waits for others
   */
  public record Limit(long trials, Duration time) {
    /** Limit for a study that is about to run. */
    public static final Limit OF_A_STUDY = new Limit(20_000, Duration.ofSeconds(5));

    /** Limit for one of several proposed studies. */
    public static final Limit OF_A_CANDIDATE = new Limit(10_000, Duration.ofSeconds(3));
  }

  /** The lanes of a pilot, and what else it runs with. */
  public record Resources(Lanes lanes, Materializer materializer, long observerBytes) {
    Capacity capacity() {
      return Capacity.of(lanes, observerBytes);
    }
  }

  private final Materials materials;
  private final Resources resources;
  private final long end;
  private final CompletableFuture<Optional<Tally>> stopped = new CompletableFuture<>();

  /**
   * @param timeout time from now after which the pilot waits for no block of any study
   */
  public Pilot(Materials materials, Resources resources, Duration timeout) {
    this.materials = materials;
    this.resources = resources;
    this.end = System.nanoTime() + timeout.toNanos();
  }

  /** Creates a pilot without a server, which waits for a block as long as the lanes may take. */
  public Pilot(Materials materials, LocalLanes lanes, LaneSettings settings) {
    this(
        materials,
        new Resources(
            lanes, Materializer.createMaterializer(lanes.system()), settings.observerBytes()),
        settings.blockDeadline().multipliedBy(settings.attempts() + 1L));
  }

  Materials materials() {
    return materials;
  }

  /** Ends all current and later calls with a {@link CancellationException}. */
  public void stop() {
    stopped.completeExceptionally(new CancellationException());
  }

  /**
   * Runs the first blocks of a study.
   *
   * @return empty if no block was done before the timeout
   * @throws org.revcor.InvalidInputException if the specification is invalid
   * @throws org.revcor.ObserverFailedException if the observer fails
   * @throws CancellationException after {@link #stop}
   */
  public Optional<PilotReport> run(StudySpecification specification, Limit limit) {
    PreparedStudy study =
        resources
            .lanes()
            .prepare(specification, Optional.empty(), materials, resources.capacity())
            .withMaxBlockSize(MAX_BLOCK_TRIALS);
    ExternalSource.refuse(study.observer());
    return new Blocks(study).run(limit);
  }

  /** The blocks of one study, folded in order. */
  private final class Blocks {
    private final String id = "pilot-" + UUID.randomUUID();
    private final PreparedStudy study;
    private final StimulusSums sums;
    private final Optional<CommonProducts> products;
    private final List<ChannelMoments> moments = new ArrayList<>();

    Blocks(PreparedStudy study) {
      this.study = study;
      this.sums = new StimulusSums(study.sizes().stimulusSums());
      this.products = study.products();
      Workspace workspace = new Workspace();
      for (int channel = 0; channel < study.channels().size(); channel++) {
        moments.add(study.moments(channel, workspace));
      }
    }

    Optional<PilotReport> run(Limit limit) {
      long blocks =
          Math.min(study.blocks(), Math.max(1, limit.trials() / study.plan().blockSize()));
      long last = end;
      List<Long> folded = new ArrayList<>(List.of(System.nanoTime()));
      SinkQueueWithCancel<Tally> tallies = stream(blocks);
      try {
        while (folded.size() == 1 || (folded.size() <= blocks && System.nanoTime() - last < 0)) {
          Optional<Tally> tally = await(tallies.pull(), last);
          if (tally.isEmpty()) {
            break;
          }
          fold(tally.get());
          folded.add(System.nanoTime());
          if (folded.size() == 2) {
            last = Math.min(end, folded.getLast() + limit.time().toNanos());
          }
        }
      } finally {
        tallies.cancel();
      }
      return folded.size() == 1 ? Optional.empty() : Optional.of(report(trialsPerSecond(folded)));
    }

    /** Starts the blocks; their queue in the pool is removed when they are done or cancelled. */
    private SinkQueueWithCancel<Tally> stream(long blocks) {
      StudyInference inference = resources.lanes().of(id, study);
      return inference
          .tallies(0, blocks)
          .watchTermination(
              (none, done) -> done.whenComplete((ended, failure) -> inference.forget()))
          .runWith(
              Sink.<Tally>queue().addAttributes(Attributes.inputBuffer(1, 1)),
              resources.materializer());
    }

    /**
     * Measures the later half, since lanes load the observer and warm up first; of a few blocks,
     * those after the first of each lane.
     */
    private double trialsPerSecond(List<Long> folded) {
      int all = folded.size() - 1;
      int lanes = resources.capacity().lanes();
      int from = all >= MIN_BLOCKS_PER_LANE * lanes ? all / 2 : all > lanes ? lanes : 0;
      double seconds = (folded.getLast() - folded.get(from)) / 1e9;
      return (double) (all - from) * study.plan().blockSize() / seconds;
    }

    private PilotReport report(double trialsPerSecond) {
      StimulusMeans means = means();
      return new PilotReport(
          study.channels(),
          new StoppingDecision(study.specification().stop(), study.mapValues())
              .evaluate(
                  sums.trials(),
                  moments.stream().map(channel -> channel.statistics(means)).toList()),
          trialsPerSecond,
          resources.capacity().lanes(),
          resources.capacity().allSums(study),
          Capacity.weightBytes(study),
          resources.capacity().diskBytes(study));
    }

    private StimulusMeans means() {
      StimulusMeans means = sums.means();
      return products.map(each -> each.complete(means)).orElse(means);
    }

    private void fold(Tally tally) {
      sums.add(tally);
      products.ifPresent(each -> each.add(tally));
      for (int channel = 0; channel < moments.size(); channel++) {
        moments.get(channel).add(tally, channel);
      }
    }
  }

  private Optional<Tally> await(CompletionStage<Optional<Tally>> block, long until) {
    try {
      return block
          .applyToEither(stopped, tally -> tally)
          .toCompletableFuture()
          .get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException timeout) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      Throwable cause = StageFailure.of(failed.getCause() == null ? failed : failed.getCause());
      throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
