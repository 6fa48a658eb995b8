package org.revcor.analysis.backdoor;

import java.util.List;

/**
 * What speaks for a backdoor to each class at each place.
 *
 * @param values by class and place; comparable between observers of the same images
 * @param alone the same where nothing is known of other observers: how much a class stands out
 * @param windows the places
 */
public record Evidence(double[][] values, double[][] alone, Windows windows) {
  /** What looks most like a backdoor to each class by {@link #alone}, highest score first. */
  public List<Suspect> suspects() {
    return Suspect.ranked(alone, windows);
  }
}
