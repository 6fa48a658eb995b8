package org.revcor.paper;

/**
 * A claim of the paper and the criterion that checks it.
 *
 * @param quantity the quantity that the claim is about
 * @param paper the paper's number or words
 * @param criterion the criterion, fixed before any measurement
 * @param absence why a reproduced item may lack the measures; "" if it may not
 */
public record Claim(String quantity, String paper, Criterion criterion, String absence) {
  /** Absence for measures that only a full run has. */
  public static final String TOO_LONG = "takes too long for --quick";

  public Claim(String quantity, String paper, Criterion criterion) {
    this(quantity, paper, criterion, "");
  }

  /** Returns why a run may lack the measures; "" if it may not. */
  String absence(boolean quick) {
    return absence.equals(TOO_LONG) && !quick ? "" : absence;
  }
}
