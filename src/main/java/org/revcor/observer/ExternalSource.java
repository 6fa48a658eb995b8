package org.revcor.observer;

import ai.djl.Device;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.observer.ObserverDescription.ObserverInput;

/** An observer whose outputs clients send. Its only layer is the output. */
public record ExternalSource(ObserverDescription description) implements ObserverSource {
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
    String declared = "%s %s %s %s".formatted(NAME, input, output.word(), classes);
    return new ExternalSource(
        ObserverDescription.of(
                NAME,
                ObserverInput.unchanged(input),
                output,
                classes.size(),
                classes,
                List.of(LayerDescription.flat("output", classes.size())))
            .withDigest(Digest.of(declared.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Requires blocks whose outputs a client can send at once.
   *
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
   * @throws InvalidInputException if clients send the outputs
   */
  public static void refuse(ObserverSource observer) {
    if (observer instanceof ExternalSource) {
      throw new InvalidInputException(
          "study.observer",
          NAME,
          "a model or a file here; a study on a server takes outputs from clients");
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
