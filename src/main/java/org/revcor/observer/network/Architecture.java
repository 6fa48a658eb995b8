package org.revcor.observer.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.revcor.ImageShape;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.LayerDescription.ReceptiveField;

/**
 * A feed-forward network as data: the size of its input and its layers.
 *
 * @param planes C, colour planes of the input
 * @param height H, rows of the input
 * @param width W, columns of the input
 * @param layers from input to output; the output of the last is flat
 */
public record Architecture(int planes, int height, int width, List<Layer> layers)
    implements ImageShape {
  static final String INPUT = "input";

  /**
   * A layer with its sizes and parameters.
   *
   * @param name full name; empty if its values cannot be read
   * @param field receptive field of a unit; empty for the whole image
   */
  record Stage(
      Layer layer,
      String name,
      Size before,
      Size after,
      Optional<ReceptiveField> field,
      List<LayerParameter> parameters) {}

  /**
   * Checks that the layers fit.
   *
   * @throws IllegalArgumentException if they do not, or the output of the last is not flat
   */
  public Architecture {
    layers = List.copyOf(layers);
    Stage last = stages(planes, height, width, layers).getLast();
    last.after().requireFlat("the end of the network");
    if (last.name().isEmpty()) {
      throw new IllegalArgumentException("the last layer must have a name");
    }
  }

  Size input() {
    return new Size(planes, height, width);
  }

  List<Stage> stages() {
    return stages(planes, height, width, layers);
  }

  public String outputLayer() {
    return stages().getLast().name();
  }

  public int outputs() {
    return stages().getLast().after().values();
  }

  /** Returns all parameters in the order of the layers, a layer's weight before its bias. */
  List<LayerParameter> parameters() {
    return stages().stream().flatMap(stage -> stage.parameters().stream()).toList();
  }

  /** Returns the input and all layers that can be read, from input to output. */
  public List<LayerDescription> describe() {
    List<LayerDescription> described = new ArrayList<>();
    described.add(
        new LayerDescription(
            INPUT, planes, height, width, Optional.of(ReceptiveField.PIXEL), false));
    for (Stage stage : stages()) {
      if (!stage.name().isEmpty()) {
        Size size = stage.after();
        boolean hasBias =
            stage.parameters().stream().anyMatch(p -> p.name().equals(stage.name() + ".bias"));
        described.add(
            new LayerDescription(
                stage.name(), size.planes(), size.height(), size.width(), stage.field(), hasBias));
      }
    }
    return List.copyOf(described);
  }

  private static List<Stage> stages(int planes, int height, int width, List<Layer> layers) {
    List<Stage> stages = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(INPUT, ""));
    Size before = new Size(planes, height, width);
    Optional<ReceptiveField> field = Optional.of(ReceptiveField.PIXEL);
    String owner = INPUT;
    for (Layer layer : layers) {
      String name = layer.suffix().isEmpty() ? "" : owner + "." + layer.suffix();
      if (layer instanceof Layer.Named named) {
        name = named.name();
        owner = name;
      }
      Size after = layer.after(before);
      if (after.planes() < 1 || after.height() < 1 || after.width() < 1) {
        throw new IllegalArgumentException(layer + " leaves nothing of its input");
      }
      if (!names.add(name) && !name.isEmpty()) {
        throw new IllegalArgumentException("two layers have the name " + name);
      }
      field = field.flatMap(layer::field);
      stages.add(new Stage(layer, name, before, after, field, layer.parameters(name, before)));
      before = after;
    }
    return List.copyOf(stages);
  }
}
