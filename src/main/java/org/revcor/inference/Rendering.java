package org.revcor.inference;

import org.revcor.InvalidInputException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/** The computation of the stimulus and the averaged values from a row of numbers. */
public sealed interface Rendering {
  /** The row is both shown and averaged. */
  record AsDrawn() implements Rendering {}

  /** The first half of the row is shown; the second half, of the same length, is averaged. */
  record BesideAveraged() implements Rendering {}

  /**
   * A decoder computes the stimulus from the row.
   *
   * @param decoder network with the row as its input planes and an image as its output
   * @param scaled whether each plane of an image is min-max scaled to [0,1]
   */
  record Decoded(ObserverSource decoder, boolean scaled, boolean latent) implements Rendering {
    /**
     * Requires that images have the observer's shape.
     *
     * @throws InvalidInputException if they have another size
     */
    public void requireShape(ObserverDescription observer) {
      int values = decoder.description().outputs();
      if (values != observer.values()) {
        throw new InvalidInputException(
            "study.stimulus",
            "one whose decoder produces %,d values per image".formatted(values),
            "one of %s, the input of %s".formatted(observer.shapeText(), observer.name()));
      }
    }
  }
}
