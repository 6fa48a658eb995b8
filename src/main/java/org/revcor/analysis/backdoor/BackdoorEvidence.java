package org.revcor.analysis.backdoor;

import java.util.List;

/**
 * Evidence for a backdoor, by target class and window.
 *
 * @param values evidence by class and window; comparable between observers of the same images
 * @param alone lead of a class over the others, without a reference to other observers
 * @param windows the searched windows
 */
public record BackdoorEvidence(double[][] values, double[][] alone, Windows windows) {
  /** Returns the suspect of each class by {@link #alone}, highest score first. */
  public List<Suspect> suspects() {
    return Suspect.ranked(alone, windows);
  }
}
