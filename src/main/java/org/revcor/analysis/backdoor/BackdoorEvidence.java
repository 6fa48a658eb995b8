package org.revcor.analysis.backdoor;

import java.util.List;

/**
 * Evidence for a backdoor, by target class and window.
 *
 * @param values by class and window; comparable between observers of the same images
 * @param alone how much a class stands out, without a reference to other observers
 * @param windows the windows
 */
public record BackdoorEvidence(double[][] values, double[][] alone, Windows windows) {
  /** Returns the suspect of each class by {@link #alone}, highest score first. */
  public List<Suspect> suspects() {
    return Suspect.ranked(alone, windows);
  }
}
