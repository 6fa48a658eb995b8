package org.revcor.lane;

import org.revcor.observer.ObserverSource;

/** What a lane makes of a row of numbers: what the observer is shown, and what is averaged. */
public sealed interface Rendering {
  /** The row is shown, and averaged. */
  record AsDrawn() implements Rendering {}

  /** The row begins with what is shown; what is averaged follows, as many values. */
  record BesideAveraged() implements Rendering {}

  /**
   * A decoder makes of the row what is shown.
   *
   * @param decoder takes the row as its planes, and gives images of the observer's shape
   * @param scaled whether each plane of an image is min-max scaled to [0,1]
   * @param latent whether the row is averaged, and not the image
   */
  record Decoded(ObserverSource decoder, boolean scaled, boolean latent) implements Rendering {}
}
