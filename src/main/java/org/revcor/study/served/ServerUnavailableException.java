package org.revcor.study.served;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;

/** Reports a server that cannot respond now. The same request may succeed later. */
public final class ServerUnavailableException extends RevcorException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;
  private final boolean mayHaveComputed;

  /**
   * @param retryAfter time after which the server wants the next request; null if it states none
   * @param mayHaveComputed whether the model may have computed outputs, whose response is lost
   */
  ServerUnavailableException(
      String message, @Nullable Duration retryAfter, boolean mayHaveComputed) {
    super(message);
    this.retryAfter = retryAfter;
    this.mayHaveComputed = mayHaveComputed;
  }

  /** Returns the time after which the server wants the next request. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns whether the model may have computed outputs, whose response is lost. */
  public boolean mayHaveComputed() {
    return mayHaveComputed;
  }
}
