package org.revcor.paper;

import java.util.Arrays;

/**
 * Verdict of a criterion.
 *
 * @param reason the computed difference, or the reason of the verdict; may be ""
 */
public record ClaimVerdict(Kind kind, String reason) {
  public enum Kind {
    AGREES("agrees"),
    /** Both numbers are at chance or at the ceiling, so that their agreement is not informative. */
    AGREES_AT_LIMIT("agrees at chance or ceiling"),
    DIFFERS("differs"),
    INCOMPARABLE("cannot be compared"),
    NOT_RUN("not run");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  static final ClaimVerdict AGREES = new ClaimVerdict(Kind.AGREES, "");
  static final ClaimVerdict AGREES_AT_LIMIT = new ClaimVerdict(Kind.AGREES_AT_LIMIT, "");

  static ClaimVerdict of(boolean agrees, String distance) {
    return agrees ? AGREES : differs(distance);
  }

  static ClaimVerdict differs(String distance) {
    return new ClaimVerdict(Kind.DIFFERS, distance);
  }

  static ClaimVerdict incomparable(String reason) {
    return new ClaimVerdict(Kind.INCOMPARABLE, reason);
  }

  /**
   * Returns agreement for more than three standard errors above 0, difference for as many below,
   * and incomparable between.
   */
  static ClaimVerdict beyond(double distance, String words, double error) {
    if (distance > Criterion.ERRORS * error) {
      return AGREES;
    }
    return distance < -Criterion.ERRORS * error || error == 0 ? differs(words) : tooClose(words);
  }

  boolean agrees() {
    return kind == Kind.AGREES || kind == Kind.AGREES_AT_LIMIT;
  }

  static ClaimVerdict tooClose(String distance) {
    return incomparable(distance + ", too close to decide");
  }

  static ClaimVerdict notRun(String reason) {
    return new ClaimVerdict(Kind.NOT_RUN, reason);
  }

  /** Returns the most serious verdict: different before incomparable before agreeing. */
  static ClaimVerdict worst(ClaimVerdict... verdicts) {
    return Arrays.stream(verdicts).reduce(AGREES, ClaimVerdict::worse);
  }

  private static ClaimVerdict worse(ClaimVerdict one, ClaimVerdict other) {
    return rank(other) > rank(one) ? other : one;
  }

  private static int rank(ClaimVerdict verdict) {
    return switch (verdict.kind()) {
      case AGREES -> 0;
      case AGREES_AT_LIMIT -> 1;
      case INCOMPARABLE -> 2;
      case DIFFERS -> 3;
      case NOT_RUN -> 4;
    };
  }

  public String text() {
    return reason.isEmpty() ? kind.words() : "%s: %s".formatted(kind.words(), reason);
  }
}
