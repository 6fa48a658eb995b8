package org.revcor.observer;

import java.util.List;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * Properties of an observer that are known without running it.
 *
 * @param outputs number of outputs: one per class, or a single logit for two classes
 * @param classes class names in the order of the outputs; two for a single logit; empty for an
 *     auto-encoder
 * @param dataset the data set it was trained on, by the name of {@code org.revcor.dataset}, or ""
 *     if unknown
 * @param digest {@code sha256:...} of the network's file; for a variant, of the file and its edits
 * @param editable whether {@link ObserverSource#edited} supports it
 */
public record ObserverDescription(
    String name,
    ObserverInput input,
    OutputKind output,
    int outputs,
    List<String> classes,
    String dataset,
    String digest,
    List<LayerDescription> layers,
    boolean differentiable,
    boolean editable)
    implements ImageShape {
  public ObserverDescription {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
  }

  /** Describes an observer without gradients and edits, of an unknown data set and digest. */
  public static ObserverDescription of(
      String name,
      ObserverInput input,
      OutputKind output,
      int outputs,
      List<String> classes,
      List<LayerDescription> layers) {
    return new ObserverDescription(
        name, input, output, outputs, classes, "", "", layers, false, false);
  }

  /** Describes a decoder without gradients. */
  public static ObserverDescription ofDecoder(
      String name, int scores, String layer, int values, String digest) {
    List<LayerDescription> layers = List.of(LayerDescription.flat(layer, values));
    ObserverInput input = ObserverInput.unchanged(scores, 1, 1);
    return of(name, input, OutputKind.IMAGES, values, List.of(), layers).withDigest(digest);
  }

  @Override
  public int planes() {
    return input.planes();
  }

  @Override
  public int height() {
    return input.height();
  }

  @Override
  public int width() {
    return input.width();
  }

  /** Returns the number of values d of one stimulus, C·H·W. */
  public int values() {
    return planes() * height() * width();
  }

  public ObserverDescription withDigest(String other) {
    return with(input, other);
  }

  public ObserverDescription withScale(Scale other) {
    return with(new ObserverInput(planes(), height(), width(), other, input.layout()), digest);
  }

  /** Returns the description with the shape of stimuli of another size. */
  public ObserverDescription withSize(StimulusSize size) {
    return with(
        new ObserverInput(planes(), size.height(), size.width(), input.scale(), input.layout()),
        digest);
  }

  private ObserverDescription with(ObserverInput otherInput, String otherDigest) {
    return new ObserverDescription(
        name,
        otherInput,
        output,
        outputs,
        classes,
        dataset,
        otherDigest,
        layers,
        differentiable,
        editable);
  }

  public LayerDescription outputLayer() {
    return layers.getLast();
  }

  /**
   * Returns a layer by name.
   *
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

  /**
   * Size of stimuli that are enlarged to the input of an observer.
   *
   * @param height rows, at least 1
   * @param width columns, at least 1
   */
  public record StimulusSize(int height, int width) {}

  /**
   * What a network receives.
   *
   * @param planes C, colour planes of a stimulus
   * @param scale transformation of a stimulus before the network
   * @param layout order of the values of the network's input
   */
  public record ObserverInput(int planes, int height, int width, Scale scale, Layout layout)
      implements ImageShape {
    /** Maximum number of values of a stimulus whose shape a user states. */
    public static final int MAX_VALUES = 1 << 22;

    public static boolean isTooLarge(List<Integer> shape) {
      return shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b)
          > MAX_VALUES;
    }

    /** Describes stimuli that a network receives as they are. */
    public static ObserverInput unchanged(int planes, int height, int width) {
      return unchanged(List.of(planes, height, width));
    }

    /**
     * Describes stimuli that a network receives as they are.
     *
     * @param shape C, H, W
     */
    public static ObserverInput unchanged(List<Integer> shape) {
      return new ObserverInput(
          shape.get(0), shape.get(1), shape.get(2), new Scale.Unit(), Layout.NCHW);
    }
  }
}
