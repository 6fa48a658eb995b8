package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Multiplies each value of an image by a factor and adds a summand. */
record Affine(float[] factors, float[] summands) implements Kernel {
  @Override
  public int inputs() {
    return factors.length;
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    for (int i = 0; i < tiles * factors.length; i++) {
      int value = i % factors.length;
      FloatVector.fromArray(SPECIES, values, in + i * IMAGES)
          .mul(factors[value])
          .add(summands[value])
          .intoArray(values, out + i * IMAGES);
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    for (int i = 0; i < tiles * factors.length; i++) {
      FloatVector.fromArray(SPECIES, values, gradient + i * IMAGES)
          .mul(factors[i % factors.length])
          .intoArray(values, out + i * IMAGES);
    }
  }
}
