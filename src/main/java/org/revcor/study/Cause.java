package org.revcor.study;

import java.util.concurrent.CompletionException;

/** What is behind the failure of a stage. */
public final class Cause {
  private Cause() {}

  /** The failure itself, without the wrappings of stages. */
  public static Throwable of(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? of(failure.getCause())
        : failure;
  }

  /** Its message, or its name if it has none. */
  public static String message(Throwable failure) {
    Throwable cause = of(failure);
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
