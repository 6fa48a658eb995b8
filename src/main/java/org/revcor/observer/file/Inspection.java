package org.revcor.observer.file;

import java.util.List;
import java.util.Optional;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Layout;

/**
 * What a run of a network on two images has shown.
 *
 * @param input C, H, W
 * @param layout order of the values of the network's input
 * @param fixedBatch number of images of each run; 0 if it takes any number
 * @param classes class names of declaration or file; empty if neither has any
 */
public record Inspection(
    String digest,
    List<Integer> input,
    Layout layout,
    int fixedBatch,
    List<String> classes,
    List<InspectedLayer> layers,
    boolean differentiable) {
  /** The values of a layer for one image: C x H x W. */
  public record InspectedLayer(String name, int planes, int height, int width) {
    static InspectedLayer of(LayerDescription layer) {
      return new InspectedLayer(layer.name(), layer.planes(), layer.height(), layer.width());
    }

    LayerDescription described() {
      return new LayerDescription(name, planes, height, width, Optional.empty(), false);
    }
  }

  @FunctionalInterface
  public interface Inspector {
    /**
     * Inspects a file.
     *
     * @throws org.revcor.InvalidInputException if the file is missing or not a network, or the
     *     network's outputs do not fit the declaration
     * @throws org.revcor.RevcorException if the system has not let it finish; it may succeed later
     */
    Inspection inspect(NetworkFile file);
  }

  public static Inspection of(NetworkFile file) {
    return NetworkFileSource.inspect(file);
  }
}
