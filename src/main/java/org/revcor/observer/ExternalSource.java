package org.revcor.observer;

import ai.djl.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.observer.ObserverDescription.ObserverInput;

/**
 * An observer whose outputs come from outside. Its only layer is the output.
 *
 * @param model the model that computes the outputs; empty if clients send them
 */
public record ExternalSource(ObserverDescription description, Optional<ServedModel> model)
    implements ObserverSource {
  /** Maximum size of the outputs of a block, in float32. */
  public static final long MAX_BLOCK_BYTES = 16L << 20;

  /** Name of all observers whose outputs clients send. */
  public static final String NAME = "external";

  /**
   * Describes an observer whose outputs clients send.
   *
   * @param input C, H and W of a stimulus
   * @param classes names of the classes, in the order of the outputs
   */
  public static ExternalSource of(List<Integer> input, OutputKind output, List<String> classes) {
    return of(input, output, classes, Optional.empty());
  }

  /**
   * Describes a served model.
   *
   * @throws InvalidInputException if its scale, layout or batch does not suit the stimuli
   */
  public static ExternalSource of(
      List<Integer> input, OutputKind output, List<String> classes, ServedModel model) {
    model.requireFits(input);
    return of(input, output, classes, Optional.of(model));
  }

  private static ExternalSource of(
      List<Integer> input, OutputKind output, List<String> classes, Optional<ServedModel> model) {
    String declared =
        "%s %s %s %s"
            .formatted(
                model.map(ServedModel::identity).orElse(NAME), input, output.word(), classes);
    return new ExternalSource(
        new ObserverDescription(
            model.map(ServedModel::name).orElse(NAME),
            ObserverInput.unchanged(input),
            output,
            classes.size(),
            classes,
            "",
            Digest.of(declared.getBytes(StandardCharsets.UTF_8)),
            List.of(new LayerDescription("output", classes.size(), 1, 1, Optional.empty(), false)),
            false,
            false),
        model);
  }

  /** Returns the key of a study file that declares it. */
  public String key() {
    return model.isPresent() ? "observer.served" : "observer.external";
  }

  /**
   * Requires blocks whose outputs a client can send at once.
   *
   * @param trials trials per block
   * @throws InvalidInputException if the outputs of a block have more than {@link #MAX_BLOCK_BYTES}
   */
  public void requireBlocks(int trials) {
    long most = MAX_BLOCK_BYTES / Float.BYTES / ExternalObserver.valuesPerTrial(description);
    if (trials > most) {
      throw new InvalidInputException(
          "study.block-size",
          Integer.toString(trials),
          "at most %d for %d outputs per trial"
              .formatted(most, ExternalObserver.valuesPerTrial(description)));
    }
  }

  /**
   * Requires a network that lanes can run.
   *
   * @throws InvalidInputException if the outputs come from outside
   */
  public static void refuse(ObserverSource observer) {
    if (observer instanceof ExternalSource external) {
      throw new InvalidInputException(
          "study.observer",
          external.model.isPresent() ? "served" : NAME,
          "a model or a file here"
              + (external.model.isPresent()
                  ? ""
                  : "; a study on a server takes outputs from clients"));
    }
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public ExternalObserver load(Device device) {
    return new ExternalObserver(description);
  }
}
