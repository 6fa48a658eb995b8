package org.revcor.observer.network.vector;

import static org.revcor.observer.network.vector.Tile.IMAGES;
import static org.revcor.observer.network.vector.Tile.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Hyperbolic tangent, as a rational function of degree 13 over 6; relative error at most 5e-7. */
record Tanh(int inputs) implements Kernel {
  /** Beyond it the result is constant, and differs from the hyperbolic tangent by at most 3e-7. */
  private static final float MAX = 7.90531110763549805f;

  static FloatVector of(FloatVector value) {
    FloatVector low = value.blend(-MAX, value.compare(VectorOperators.LT, -MAX));
    FloatVector x = low.blend(MAX, low.compare(VectorOperators.GT, MAX));
    FloatVector s = x.mul(x);
    FloatVector p = FloatVector.broadcast(SPECIES, -2.76076847742355e-16f);
    p = p.fma(s, FloatVector.broadcast(SPECIES, 2.00018790482477e-13f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, -8.60467152213735e-11f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 5.12229709037114e-08f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 1.48572235717979e-05f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 6.37261928875436e-04f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 4.89352455891786e-03f));
    FloatVector q = FloatVector.broadcast(SPECIES, 1.19825839466702e-06f);
    q = q.fma(s, FloatVector.broadcast(SPECIES, 1.18534705686654e-04f));
    q = q.fma(s, FloatVector.broadcast(SPECIES, 2.26843463243900e-03f));
    q = q.fma(s, FloatVector.broadcast(SPECIES, 4.89352518554385e-03f));
    return x.mul(p).div(q);
  }

  @Override
  public int recorded() {
    return inputs * IMAGES;
  }

  @Override
  public void forward(float[] values, int in, int out, int tiles, Record record) {
    int length = tiles * inputs * IMAGES;
    for (int i = 0; i < length; i += IMAGES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, in + i);
      of(x).intoArray(values, out + i);
    }
    if (record.isUsed()) {
      System.arraycopy(values, out, record.values(), record.first(), length);
    }
  }

  @Override
  public void backward(float[] values, int gradient, int out, int tiles, Record record) {
    for (int i = 0; i < tiles * inputs * IMAGES; i += IMAGES) {
      FloatVector y = FloatVector.fromArray(SPECIES, record.values(), record.first() + i);
      FloatVector g = FloatVector.fromArray(SPECIES, values, gradient + i);
      g.mul(FloatVector.broadcast(SPECIES, 1).sub(y.mul(y))).intoArray(values, out + i);
    }
  }
}
