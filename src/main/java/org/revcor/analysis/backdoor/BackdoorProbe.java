package org.revcor.analysis.backdoor;

import org.revcor.analysis.InferenceSession;

/** Searches a classifier for a backdoor. */
public sealed interface BackdoorProbe permits WindowProbe, DarkNoiseProbe {
  /** Returns the number of stimuli shown to each observer. */
  int shown();

  /** Returns the evidence for a backdoor in an observer. */
  BackdoorEvidence evidence(InferenceSession session);

  /**
   * Evidence for a backdoor, by target class and window.
   *
   * @param values evidence by class and window; comparable between observers of the same images
   * @param windows the searched windows
   */
  record BackdoorEvidence(double[][] values, Windows windows) {}
}
