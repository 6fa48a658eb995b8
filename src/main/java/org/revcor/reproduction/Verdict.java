package org.revcor.reproduction;

import java.util.Arrays;

/**
 * Verdict of a criterion.
 *
 * @param kind kind of verdict
 * @param reason the computed difference, or the reason of the verdict; may be ""
 */
public record Verdict(Kind kind, String reason) {
  /** Kind of a verdict. */
  public enum Kind {
    AGREES("agrees"),
    /** Both numbers are at chance or at the ceiling, so that their agreement means little. */
    AGREES_AT_LIMIT("agrees at chance or ceiling"),
    DIFFERS("differs"),
    INCOMPARABLE("cannot be compared"),
    NOT_RUN("not run");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns the first words of verdicts of this kind. */
    public String words() {
      return words;
    }
  }

  static final Verdict AGREES = new Verdict(Kind.AGREES, "");
  static final Verdict AGREES_AT_LIMIT = new Verdict(Kind.AGREES_AT_LIMIT, "");

  static Verdict of(boolean agrees, String distance) {
    return agrees ? AGREES : differs(distance);
  }

  static Verdict differs(String distance) {
    return new Verdict(Kind.DIFFERS, distance + "; reason unknown");
  }

  static Verdict incomparable(String reason) {
    return new Verdict(Kind.INCOMPARABLE, reason);
  }

  /**
   * Returns agreement for more than three standard errors above 0, difference for as many below,
   * and incomparable between.
   */
  static Verdict beyond(double distance, String words, double error) {
    if (distance > Criterion.ERRORS * error) {
      return AGREES;
    }
    return distance < -Criterion.ERRORS * error || error == 0 ? differs(words) : tooClose(words);
  }

  static Verdict tooClose(String distance) {
    return incomparable(distance + ", too close to decide");
  }

  static Verdict notRun(String reason) {
    return new Verdict(Kind.NOT_RUN, reason);
  }

  /** Returns the most serious verdict: different before incomparable before agreeing. */
  static Verdict worst(Verdict... verdicts) {
    return Arrays.stream(verdicts).reduce(AGREES, Verdict::worse);
  }

  private static Verdict worse(Verdict one, Verdict other) {
    return rank(other) > rank(one) ? other : one;
  }

  private static int rank(Verdict verdict) {
    return switch (verdict.kind()) {
      case AGREES -> 0;
      case AGREES_AT_LIMIT -> 1;
      case INCOMPARABLE -> 2;
      case DIFFERS -> 3;
      case NOT_RUN -> 4;
    };
  }

  /** Returns the text for {@code results.csv}. */
  public String text() {
    return reason.isEmpty() ? kind.words() : "%s: %s".formatted(kind.words(), reason);
  }
}
