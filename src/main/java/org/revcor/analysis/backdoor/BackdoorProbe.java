package org.revcor.analysis.backdoor;

import org.revcor.analysis.InferenceSession;

/** A way to look for a backdoor of a classifier. */
public sealed interface BackdoorProbe permits WindowProbe, DarkNoiseProbe {
  /** Number of stimuli that one observer is shown. */
  int shown();

  /** What speaks for a backdoor of an observer. */
  Evidence evidence(InferenceSession showing);
}
