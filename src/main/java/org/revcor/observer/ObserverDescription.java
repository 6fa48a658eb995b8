package org.revcor.observer;

import java.util.List;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * Properties of an observer that are known without running it.
 *
 * @param name name in the catalogue, or the file's name
 * @param planes C, colour planes of a stimulus
 * @param height H, rows
 * @param width W, columns
 * @param output meaning of its outputs
 * @param outputs number of outputs: one per class, or a single logit for two classes
 * @param classes class names in the order of the outputs; two for a single logit; empty for an
 *     auto-encoder
 * @param dataset the data set it was trained on, by the name of {@code org.revcor.dataset}, or ""
 *     if unknown
 * @param digest {@code sha256:...} of the network's file; for a variant, of the file and its edits
 * @param layers layers that can be read, from input to output; the last is the output
 * @param differentiable whether gradients with respect to the input are available
 * @param editable whether {@link ObserverSource#edited} supports it
 * @param scale transformation of a stimulus before the network
 * @param layout order of the values of the network's input
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
    Scale scale,
    Layout layout)
    implements ImageShape {
  public ObserverDescription {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
  }

  /** Describes a network that receives stimuli unchanged. */
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
        new Scale.Unit(),
        Layout.NCHW);
  }

  /** Returns the number of values d of one stimulus, C·H·W. */
  public int values() {
    return planes * height * width;
  }

  /** Returns a copy with another digest. */
  public ObserverDescription withDigest(String other) {
    return with(height, width, other, scale);
  }

  /** Returns a copy with another scale. */
  public ObserverDescription withScale(Scale other) {
    return with(height, width, digest, other);
  }

  /** Returns the description with the shape of stimuli of another size. */
  public ObserverDescription withSize(StimulusSize size) {
    return with(size.height(), size.width(), digest, scale);
  }

  private ObserverDescription with(
      int otherHeight, int otherWidth, String otherDigest, Scale otherScale) {
    return new ObserverDescription(
        name,
        planes,
        otherHeight,
        otherWidth,
        output,
        outputs,
        classes,
        dataset,
        otherDigest,
        layers,
        differentiable,
        editable,
        otherScale,
        layout);
  }

  /** Returns the output layer. */
  public LayerDescription outputLayer() {
    return layers.getLast();
  }

  /**
   * Returns a layer by name.
   *
   * @param field name of the field that holds the name, for the message
   * @throws InvalidInputException if it does not exist; the message suggests the nearest name
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
   * Requires that a layer has a bias.
   *
   * @param field name of the field that names the layer, for the message
   * @throws InvalidInputException if it has none; the message lists the layers that have one
   */
  public void requireBias(String field, LayerDescription layer) {
    if (!layer.hasBias()) {
      throw new InvalidInputException(
          field,
          layer.name() + ", which has no bias",
          "one of "
              + String.join(
                  ", ",
                  layers.stream()
                      .filter(LayerDescription::hasBias)
                      .map(LayerDescription::name)
                      .toList()));
    }
  }
}
