package org.revcor.analysis.psychometric;

/**
 * Number of responses at each stimulus strength.
 *
 * @param levels strengths, ascending; at least two
 * @param yes number of responses, from 0 to {@code of}
 * @param of number of trials per level, positive
 */
public record PsychometricCounts(double[] levels, int[] yes, int of) {
  public PsychometricCounts {
    if (levels.length != yes.length || levels.length < 2 || of < 1) {
      throw new IllegalArgumentException(
          "%d levels, %d counts of %d trials".formatted(levels.length, yes.length, of));
    }
  }

  /** Returns the rate at each level. */
  public double[] rates() {
    double[] rates = new double[yes.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = (double) yes[i] / of;
    }
    return rates;
  }

  /** Returns the rate over all levels. */
  double rate() {
    long sum = 0;
    for (int each : yes) {
      sum += each;
    }
    return (double) sum / ((long) of * yes.length);
  }
}
