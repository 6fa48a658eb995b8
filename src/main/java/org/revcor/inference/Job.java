package org.revcor.inference;

import java.math.BigDecimal;
import java.time.Duration;
import org.revcor.RevcorException;
import org.revcor.estimate.Tally;
import org.revcor.observer.ObserverSource;

/** Work of a study for a lane, on the stimuli of a block that the lane draws and releases. */
public sealed interface Job {
  /** Returns the name of the study that the lane seconds are charged to. */
  String study();

  Protocol protocol();

  NumericPlan plan();

  BlockDrawer drawer();

  long block();

  default ObserverSource observer() {
    return protocol().observer();
  }

  /**
   * Shows a block and reduces it; the result is a {@link JobResult.Reduced}.
   *
   * @param outputs outputs of an {@link org.revcor.observer.ExternalObserver}; empty for a network
   */
  record Reduce(
      String study,
      Protocol protocol,
      NumericPlan plan,
      BlockDrawer drawer,
      long block,
      float[] outputs)
      implements Job {
    public Reduce(
        String study, Protocol protocol, NumericPlan plan, BlockDrawer drawer, long block) {
      this(study, protocol, plan, drawer, block, new float[0]);
    }
  }

  record Render(String study, Protocol protocol, NumericPlan plan, BlockDrawer drawer, long block)
      implements Job {}

  sealed interface JobResult {
    record Reduced(Tally tally) implements JobResult {}

    /**
     * The stimuli that an observer is shown.
     *
     * @param images trials x C x H x W
     */
    record Rendered(float[] images) implements JobResult {}
  }

  /** Reports that a lane did not finish a job within its deadline. */
  final class JobOverdueException extends RevcorException {
    private static final long serialVersionUID = 1L;

    JobOverdueException(Job job, Duration deadline, boolean isLoading) {
      super(
          "observer %s %s within %s s"
              .formatted(
                  job.observer().description().name(),
                  isLoading ? "could not be loaded" : "did not respond",
                  BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros().toPlainString()));
    }
  }
}
