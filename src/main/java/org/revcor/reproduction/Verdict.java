package org.revcor.reproduction;

import java.util.Arrays;

/**
 * What a criterion found.
 *
 * @param kind what it counts as
 * @param reason computed, or that it is unknown; may be ""
 */
public record Verdict(Kind kind, String reason) {
  /** What verdicts count as. */
  public enum Kind {
    AGREES("agrees"),
    /** Both figures are at chance or at the ceiling, so that their agreement means little. */
    AGREES_AT_LIMIT("agrees at chance or ceiling"),
    DIFFERS("differs"),
    INCOMPARABLE("cannot be compared"),
    NOT_RUN("not run");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** How verdicts of this kind begin. */
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
   * More than three standard errors above 0 agrees, below it differs, and between it cannot be
   * decided.
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

  /** The most serious of several: one that differs, then one that cannot be compared. */
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

  /** As {@code results.csv} has it. */
  public String text() {
    return reason.isEmpty() ? kind.words() : "%s: %s".formatted(kind.words(), reason);
  }
}
