package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Logistic function, {@code (1 + tanh(x/2))/2}. */
record Sigmoid(int inputs) implements Kernel {
  @Override
  public int outputs() {
    return inputs;
  }

  @Override
  public int recorded() {
    return inputs * IMAGES;
  }

  @Override
  public void forward(float[] in, int first, float[] out, int at, int tiles, Record record) {
    int length = tiles * inputs * IMAGES;
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector x = FloatVector.fromArray(SPECIES, in, first + i);
      Tanh.of(x.mul(0.5f)).mul(0.5f).add(0.5f).intoArray(out, at + i);
    }
    if (record.isUsed()) {
      System.arraycopy(out, at, record.values(), record.first(), length);
    }
  }

  @Override
  public void backward(float[] gradient, int first, float[] out, int at, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
      FloatVector y = FloatVector.fromArray(SPECIES, record.values(), record.first() + i);
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, first + i);
      g.mul(y.sub(y.mul(y))).intoArray(out, at + i);
    }
  }
}
