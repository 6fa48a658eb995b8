package org.revcor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts refusals of invalid input. */
public final class Refusals {
  private Refusals() {}

  public static void assertRefused(ThrowingCallable call, String message) {
    assertRefused(call).hasMessage(message);
  }

  /** Asserts that a call throws an {@link InvalidInputException}. */
  public static AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
  }
}
