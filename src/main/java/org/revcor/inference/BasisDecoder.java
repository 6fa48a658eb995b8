package org.revcor.inference;

import ai.djl.Device;
import java.util.Optional;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.GaborBasis;

/**
 * Computes images from the scores of a Gabor-PCA basis. Each plane is the sum of the components
 * multiplied by their scores. Images are not scaled.
 *
 * @param withMean whether to add the mean weights of the images that the basis was fitted to; the
 *     paper's authors omit it
 */
public record BasisDecoder(GaborBasis basis, boolean withMean) implements ObserverSource {
  @Override
  public ObserverDescription description() {
    return ComponentDecoder.describe(basis, basis.planes() * basis.components());
  }

  @Override
  public long bytes() {
    return Float.BYTES * ((long) basis.vectors().length + basis.mean().length);
  }

  @Override
  public Observer load(Device device) {
    return new ComponentDecoder(
        this,
        device,
        basis.planes(),
        basis.components(),
        basis.vectors(),
        withMean ? Optional.of(basis.mean()) : Optional.empty(),
        false);
  }
}
