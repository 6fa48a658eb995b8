package org.revcor.analysis.backdoor;

/**
 * What speaks for a backdoor to each class at each place.
 *
 * @param values by class and place; comparable between observers of the same pictures
 * @param alone the same where nothing is known of other observers: how much a class stands out
 * @param windows the places
 */
public record Evidence(double[][] values, double[][] alone, Windows windows) {
  /** The largest of {@link #alone}. */
  public Suspect suspect() {
    return Suspect.peak(alone, windows);
  }
}
