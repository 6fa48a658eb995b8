package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.revcor.server.FairUse.RateLimit;

final class RateLimitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RateLimit limit = new RateLimit(10, Duration.ofSeconds(1), 0);

  @Test
  void theAmountOfOneIntervalCanBeTakenAtOnce_thenItFillsAtAConstantRate() {
    assertThat(limit.take(10, 0)).isZero();
    assertThat(limit.take(1, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(limit.take(4, SECOND / 10)).isEqualTo(Duration.ofMillis(300));
    assertThat(limit.take(4, 4 * SECOND / 10)).isZero();
  }

  @Test
  void itNeverHoldsMoreThanTheAmountOfOneInterval() {
    assertThat(limit.take(10, 60 * SECOND)).isZero();
    assertThat(limit.take(1, 60 * SECOND)).isPositive();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    assertThat(limit.take(10, 0)).isZero();
    limit.giveBack(4);
    assertThat(limit.take(5, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(limit.take(4, 0)).isZero();
  }
}
