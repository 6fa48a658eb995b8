package org.revcor.study.plan;

import java.util.concurrent.CompletionException;

public final class StageFailure {
  private StageFailure() {}

  /** Returns the failure without the wrapping {@link CompletionException}s. */
  public static Throwable of(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? of(failure.getCause())
        : failure;
  }

  /** Returns the message of the unwrapped failure, or its class name if it has none. */
  public static String message(Throwable failure) {
    Throwable cause = of(failure);
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
