package org.revcor.inference;

import java.math.BigDecimal;
import java.time.Duration;
import org.revcor.RevcorException;

/** Reports that a lane did not finish a job within its deadline. */
public final class JobOverdueException extends RevcorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param isLoading whether the job was loading its observer
   */
  JobOverdueException(Job job, Duration deadline, boolean isLoading) {
    super(
        "observer %s %s within %s s"
            .formatted(
                job.observer().description().name(),
                isLoading ? "could not be loaded" : "did not respond",
                BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros().toPlainString()));
  }
}
