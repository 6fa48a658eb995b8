package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.study.run.Reconnection.Backoff;

final class BackoffTest {
  private static Duration delay(int failures, Optional<Duration> retryAfter) {
    return new Backoff(failures).delay(retryAfter);
  }

  @Test
  void delaysAreDoubledUpToThirtySeconds() {
    assertThat(delay(1, Optional.empty())).hasMillis(250);
    assertThat(delay(2, Optional.empty())).hasMillis(500);
    assertThat(delay(7, Optional.empty())).hasMillis(16_000);
    assertThat(delay(8, Optional.empty())).hasSeconds(30);
    assertThat(delay(Integer.SIZE, Optional.empty())).hasSeconds(30);
  }

  @Test
  void aServerExtendsADelayToAtMostTenMinutes() {
    assertThat(delay(3, Optional.of(Duration.ZERO))).hasMillis(1000);
    assertThat(delay(3, Optional.of(Duration.ofSeconds(2)))).hasSeconds(2);
    assertThat(delay(3, Optional.of(Duration.ofHours(1)))).hasMinutes(10);
  }
}
