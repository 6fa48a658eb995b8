package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.revcor.ObserverFailedException;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
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
    int values = basis.planes() * basis.height() * basis.width();
    return new ObserverDescription(
        basis.name(),
        basis.planes() * basis.components(),
        1,
        1,
        OutputKind.IMAGES,
        values,
        List.of(),
        "",
        basis.digest(),
        List.of(new LayerDescription("pixels", values, 1, 1, Optional.empty(), false)),
        false,
        false);
  }

  @Override
  public long bytes() {
    return Float.BYTES * ((long) basis.vectors().length + basis.mean().length);
  }

  @Override
  public Observer load(Device device) {
    return new Loaded(this, device);
  }

  private static final class Loaded implements Observer {
    private final BasisDecoder decoder;
    private final NDManager manager;

    /** Planes x components x pixels. */
    private final NDArray vectors;

    /** Planes x 1 x pixels. */
    private final NDArray mean;

    Loaded(BasisDecoder decoder, Device device) {
      GaborBasis basis = decoder.basis();
      long space = (long) basis.height() * basis.width();
      this.decoder = decoder;
      this.manager = NDManager.newBaseManager(device, "PyTorch");
      Shape shape = new Shape(basis.planes(), basis.components(), space);
      this.vectors = array(basis.vectors(), shape);
      this.mean = array(basis.mean(), new Shape(basis.planes(), 1, space));
    }

    private NDArray array(float[] values, Shape shape) {
      try (NDArray temporary = manager.create(values, shape)) {
        return temporary.duplicate();
      }
    }

    @Override
    public ObserverDescription description() {
      return decoder.description();
    }

    @Override
    public NDArray forward(NDArray scores) {
      GaborBasis basis = decoder.basis();
      long n = scores.getShape().get(0);
      NDArray byPlane = scores.reshape(n, basis.planes(), basis.components()).transpose(1, 0, 2);
      NDArray planes = byPlane.matMul(vectors);
      NDArray images = decoder.withMean() ? planes.add(mean) : planes;
      return images.transpose(1, 0, 2).reshape(n, description().outputs());
    }

    @Override
    public List<NDArray> activations(NDArray scores, List<String> layers) {
      return layers.stream().map(layer -> forward(scores)).toList();
    }

    @Override
    public Gradient gradient(NDArray scores, String layer, Objective objective) {
      throw new ObserverFailedException(
          "basis " + description().name() + " is used for its images only");
    }

    @Override
    public long bytes() {
      return decoder.bytes();
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
