package org.revcor.inference;

import java.math.BigDecimal;
import java.time.Duration;
import org.revcor.RevcorException;

/** Reports that a lane did not finish a job within its deadline. */
public final class JobOverdueException extends RevcorException {
  private static final long serialVersionUID = 1L;

  JobOverdueException(Job job, Duration deadline) {
    super(
        "observer %s did not respond within %s s"
            .formatted(
                job.observer().description().name(),
                BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros().toPlainString()));
  }
}
