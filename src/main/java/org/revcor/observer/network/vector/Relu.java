package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Rectified linear unit. */
record Relu(int inputs) implements Kernel {
  @Override
  public int recorded() {
    return inputs;
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    int length = tiles * inputs * IMAGES;
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, in + i);
      x.blend(0, x.compare(VectorOperators.LT, 0)).intoArray(values, out + i);
    }
    if (record.isUsed()) {
      record(values, out, tiles, record);
    }
  }

  private void record(float[] values, int out, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs; i++) {
      FloatVector y = FloatVector.fromArray(SPECIES, values, out + i * IMAGES);
      record.put(i, y.compare(VectorOperators.GT, 0).toLong());
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
      FloatVector.zero(SPECIES)
          .blend(FloatVector.fromArray(SPECIES, values, gradient + i), record.mask(i / IMAGES))
          .intoArray(values, out + i);
    }
  }
}
