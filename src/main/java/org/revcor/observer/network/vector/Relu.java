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
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    int length = tiles * inputs * IMAGES;
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector x = FloatVector.fromArray(SPECIES, in, first + i);
      x.blend(0, x.compare(VectorOperators.LT, 0)).intoArray(out, at + i);
    }
    if (record.isUsed()) {
      record(out, at, tiles, record);
    }
  }

  private void record(float[] out, int at, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs; i++) {
      FloatVector y = FloatVector.fromArray(SPECIES, out, at + i * IMAGES);
      record.put(i, y.compare(VectorOperators.GT, 0).toLong());
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
      FloatVector.zero(SPECIES)
          .blend(FloatVector.fromArray(SPECIES, gradient, first + i), record.mask(i / IMAGES))
          .intoArray(out, at + i);
    }
  }
}
