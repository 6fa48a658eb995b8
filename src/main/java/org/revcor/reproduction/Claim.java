package org.revcor.reproduction;

/**
 * What the paper states, and the rule by which a program checks it.
 *
 * @param quantity what it is about
 * @param paper the paper's figure or words
 * @param criterion the rule, fixed before anything is measured
 * @param absence why an item that was made may lack the measures; "" where it may not
 */
public record Claim(String quantity, String paper, Criterion criterion, String absence) {
  /** Why a quick run lacks measures that take long; a full run has them. */
  public static final String TOO_LONG = "takes too long for --quick";

  public Claim(String quantity, String paper, Criterion criterion) {
    this(quantity, paper, criterion, "");
  }

  /** Why a run may lack the measures; "" where it may not. */
  String absence(boolean quick) {
    return absence.equals(TOO_LONG) && !quick ? "" : absence;
  }
}
