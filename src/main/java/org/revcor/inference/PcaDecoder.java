package org.revcor.inference;

import ai.djl.Device;
import java.util.Optional;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.PcaBasis;

/**
 * Computes images {@code mean + scale Σ_k √λ_k z_k v_k}, clipped to [0,1], from standard scores z
 * of principal components v with the variances λ.
 *
 * @param components number of components, at most those of the basis
 */
public record PcaDecoder(PcaBasis basis, int components, double scale) implements ObserverSource {
  @Override
  public ObserverDescription description() {
    return ComponentDecoder.describe(basis, components);
  }

  @Override
  public long bytes() {
    return Float.BYTES * (components + 1L) * basis.mean().length;
  }

  @Override
  public Observer load(Device device) {
    int values = basis.mean().length;
    float[] vectors = new float[components * values];
    for (int i = 0; i < vectors.length; i++) {
      double deviation = scale * Math.sqrt(basis.variances()[i / values]);
      vectors[i] = (float) (deviation * basis.vectors()[i]);
    }
    return new ComponentDecoder(
        this, device, 1, components, vectors, Optional.of(basis.mean()), true);
  }
}
