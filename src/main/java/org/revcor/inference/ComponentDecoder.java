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
import org.revcor.observer.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.stimulus.Basis;

/** Computes images as sums of components, each plane or all planes together, on a device. */
final class ComponentDecoder implements Observer {
  private final ObserverSource source;
  private final NDManager manager;
  private final int groups;
  private final int components;
  private final boolean clipped;

  /** Groups x components x values of a group. */
  private final NDArray vectors;

  /** Groups x 1 x values of a group; empty for none. */
  private final Optional<NDArray> mean;

  /**
   * @param groups number of parts of an image with components of their own: its planes, or 1
   * @param vectors groups x components x values of a group
   * @param mean groups x values of a group; empty for none
   * @param clipped whether values are clipped to [0,1]
   */
  ComponentDecoder(
      ObserverSource source,
      Device device,
      int groups,
      int components,
      float[] vectors,
      Optional<float[]> mean,
      boolean clipped) {
    long values = (long) vectors.length / groups / components;
    this.source = source;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.groups = groups;
    this.components = components;
    this.clipped = clipped;
    this.vectors = array(vectors, new Shape(groups, components, values));
    this.mean = mean.map(array -> array(array, new Shape(groups, 1, values)));
  }

  /**
   * Returns the description of a decoder.
   *
   * @param scores number of its inputs
   */
  static ObserverDescription describe(Basis basis, int scores) {
    int values = basis.planes() * basis.height() * basis.width();
    return new ObserverDescription(
        basis.name(),
        ObserverInput.unchanged(scores, 1, 1),
        OutputKind.IMAGES,
        values,
        List.of(),
        "",
        basis.digest(),
        List.of(new LayerDescription("pixels", values, 1, 1, Optional.empty(), false)),
        false,
        false);
  }

  private NDArray array(float[] values, Shape shape) {
    try (NDArray temporary = manager.create(values, shape)) {
      return temporary.duplicate();
    }
  }

  @Override
  public ObserverDescription description() {
    return source.description();
  }

  @Override
  public NDArray forward(NDArray scores) {
    long n = scores.getShape().get(0);
    NDArray byGroup = scores.reshape(n, groups, components).transpose(1, 0, 2);
    NDArray sums = byGroup.matMul(vectors);
    NDArray images = mean.map(sums::add).orElse(sums);
    NDArray flat = images.transpose(1, 0, 2).reshape(n, description().outputs());
    return clipped ? flat.clip(0, 1) : flat;
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
    return source.bytes();
  }

  @Override
  public void close() {
    manager.close();
  }
}
