package org.revcor.observer;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/**
 * What is known of an observer without running it.
 *
 * @param name name in the catalogue, or the file's name
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param output meaning of its outputs
 * @param outputs columns of its answer: one a class, or a single logit for two classes
 * @param classes class names in the order of the outputs; two for a single logit; none for an
 *     observer that gives images
 * @param dataset the data set it was trained on, by the name of {@code org.revcor.dataset}, or ""
 *     if unknown
 * @param digest {@code sha256:...} of the network's file; of a variant, of that and its edits
 * @param layers layers whose values can be read, from input to output; the last is the answer
 * @param differentiable whether gradients with respect to the input can be had
 * @param editable whether {@link ObserverSource#edited} makes variants of it
 * @param scale what the network is given of a stimulus
 */
public record ObserverDescription(
    String name,
    int planes,
    int height,
    int width,
    OutputKind output,
    int outputs,
    List<String> classes,
    String dataset,
    String digest,
    List<LayerDescription> layers,
    boolean differentiable,
    boolean editable,
    Scale scale) {
  public ObserverDescription {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
  }

  /** Of a network that is given stimuli as they are. */
  public ObserverDescription(
      String name,
      int planes,
      int height,
      int width,
      OutputKind output,
      int outputs,
      List<String> classes,
      String dataset,
      String digest,
      List<LayerDescription> layers,
      boolean differentiable,
      boolean editable) {
    this(
        name,
        planes,
        height,
        width,
        output,
        outputs,
        classes,
        dataset,
        digest,
        layers,
        differentiable,
        editable,
        new Scale.Unit());
  }

  /** Number of values d of one stimulus, C·H·W. */
  public int values() {
    return planes * height * width;
  }

  /** The same of other weights, by their digest. */
  public ObserverDescription ofDigest(String other) {
    return new ObserverDescription(
        name,
        planes,
        height,
        width,
        output,
        outputs,
        classes,
        dataset,
        other,
        layers,
        differentiable,
        editable,
        scale);
  }

  /** The layer that is the answer. */
  public LayerDescription outputLayer() {
    return layers.getLast();
  }

  /**
   * A layer by name.
   *
   * @param field where the name stands, for the message
   * @throws InvalidInputException if there is none; the message suggests the nearest
   */
  public LayerDescription layer(String field, String layer) {
    return layers.stream()
        .filter(each -> each.name().equals(layer))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    layer,
                    Spelling.expected(layer, layers.stream().map(LayerDescription::name).toList())
                        + " (the layers of "
                        + name
                        + ")"));
  }

  /**
   * Refuses a layer without a bias.
   *
   * @param field where the layer is named, for the message
   * @throws InvalidInputException if it has none; the message names those that have
   */
  public void requireBias(String field, LayerDescription layer) {
    if (!layer.hasBias()) {
      throw new InvalidInputException(
          field,
          layer.name() + ", which has no bias",
          "one that has: "
              + String.join(
                  ", ",
                  layers.stream()
                      .filter(LayerDescription::hasBias)
                      .map(LayerDescription::name)
                      .toList()));
    }
  }
}
