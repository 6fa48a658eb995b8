package org.revcor.observer;

import java.util.Arrays;

/** A change of a network without training. Editing an observer source returns a new variant. */
public sealed interface Edit {
  String layer();

  /**
   * Micro-stimulation (paper, Eq 6): adds to the biases of a layer.
   *
   * @param units feature maps of a convolutional layer, units of a fully connected one
   * @param amounts one number per unit, or a single one for all
   */
  record AddBias(String layer, Indices units, float[] amounts) implements Edit {
    @Override
    public boolean equals(Object other) {
      return other instanceof AddBias that
          && layer.equals(that.layer)
          && units.equals(that.units)
          && Arrays.equals(amounts, that.amounts);
    }

    @Override
    public int hashCode() {
      return layer.hashCode() + Arrays.hashCode(amounts);
    }
  }

  /**
   * Multiplies activations of a layer; a factor of 0 is a lesion.
   *
   * @param factor finite
   */
  record Scale(String layer, Units units, float factor) implements Edit {}

  /**
   * Activation injection: {@code (1 - share)·activation + share·values}; a share of 1 replaces the
   * activation.
   *
   * @param values C x H x W values of the layer
   * @param share share of the injected values, in [0,1]
   */
  record Inject(String layer, float[] values, float share) implements Edit {
    @Override
    public boolean equals(Object other) {
      return other instanceof Inject that
          && layer.equals(that.layer)
          && share == that.share
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return layer.hashCode() + Arrays.hashCode(values);
    }
  }
}
