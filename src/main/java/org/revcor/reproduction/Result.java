package org.revcor.reproduction;

import java.util.Locale;

/**
 * A row of {@code results.csv}: one quantity of the paper beside ours.
 *
 * @param item name of the item
 * @param quantity what it is, with its unit
 * @param convention what it depends on: noise, centring, scaling, metric, count
 * @param paper the paper's, in words or digits; "-" where it gives none
 * @param ours ours
 * @param verdict begins with {@code agrees}, {@code differs: } or {@code not run: }
 */
public record Result(
    String item, String quantity, String convention, String paper, String ours, String verdict) {
  /** The verdict on what agrees with the paper. */
  public static final String AGREES = "agrees";

  /** Begins the verdict on what does not. */
  public static final String DIFFERS = "differs: ";

  /** Begins the verdict on what was not tried. */
  public static final String NOT_RUN = "not run: ";

  public Result {
    if (!verdict.startsWith(AGREES)
        && !verdict.startsWith(DIFFERS)
        && !verdict.startsWith(NOT_RUN)) {
      throw new IllegalArgumentException(verdict);
    }
  }

  /** A quantity that was named, to be completed by what was found. */
  public record Quantity(String item, String quantity, String convention) {
    /**
     * Agrees if it is as near as may be.
     *
     * @param why it differs, if it does
     */
    public Result number(double paper, double ours, double tolerance, String why) {
      return new Result(
          item,
          quantity,
          convention,
          shown(paper),
          shown(ours),
          Math.abs(ours - paper) <= tolerance ? AGREES : DIFFERS + why);
    }

    /** Agrees or differs as was found. */
    public Result words(String paper, String ours, boolean agrees, String why) {
      return new Result(item, quantity, convention, paper, ours, agrees ? AGREES : DIFFERS + why);
    }

    /** Agrees, with a reservation. */
    public Result agrees(String paper, String ours, String reservation) {
      return new Result(item, quantity, convention, paper, ours, AGREES + ", " + reservation);
    }

    /** Was not tried. */
    public Result notRun(String paper, String why) {
      return new Result(item, quantity, convention, paper, "-", NOT_RUN + why);
    }
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
