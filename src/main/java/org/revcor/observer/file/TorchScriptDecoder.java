package org.revcor.observer.file;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.file.Digest;
import org.revcor.file.InputFile;
import org.revcor.observer.EngineArrays.OutputCheck;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/**
 * A decoder from a TorchScript file, which converts latent values to images.
 *
 * @param spatial whether its input is n x k x 1 x 1; else n x k
 */
public record TorchScriptDecoder(Path file, boolean spatial, ObserverDescription description)
    implements ObserverSource {
  static final String FIELD = "study.stimulus.decoder-file";
  private static final int PROBES = 2;

  private static InputFile input(Path file) {
    return new InputFile(FIELD, file, "an existing TorchScript file");
  }

  /**
   * Returns the digest of a file without running it.
   *
   * @throws InvalidInputException if the file is missing or unreadable
   */
  public static String digest(Path file) {
    return input(file).read(Digest::of);
  }

  /**
   * Runs a decoder twice on two rows of latent values, in this process.
   *
   * @throws InvalidInputException if the file is missing or not TorchScript or does not accept k
   *     values; if it does not return images of finite numbers, or returns different images in two
   *     runs
   */
  public static DecoderInspection inspect(Path file, int latentValues) {
    byte[] bytes = input(file).bytes();
    try (TorchScriptModule module = load(file, bytes, Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      boolean spatial = false;
      Shape shape;
      try {
        shape = shape(file, module, probes(manager, latentValues));
      } catch (EngineException flatRefused) {
        spatial = true;
        shape =
            spatialShape(
                file, module, probes(manager, latentValues).reshape(PROBES, latentValues, 1, 1));
      }
      List<Long> image = Arrays.stream(shape.slice(1).getShape()).boxed().toList();
      return new DecoderInspection(Digest.of(bytes), latentValues, spatial, image);
    }
  }

  /** Returns the decoder, an observer of latent values, n x k or n x k x 1 x 1. */
  public static TorchScriptDecoder of(Path file, DecoderInspection inspected) {
    return new TorchScriptDecoder(
        file,
        inspected.spatial(),
        ObserverDescription.ofDecoder(
            String.valueOf(file.getFileName()),
            inspected.latentValues(),
            NetworkFile.OUTPUT,
            inspected.outputs(),
            inspected.digest()));
  }

  private static Shape spatialShape(Path file, TorchScriptModule module, NDArray rows) {
    try {
      return shape(file, module, rows);
    } catch (EngineException refused) {
      throw new InvalidInputException(
          "study.stimulus.latent.values",
          "%d, which %s does not accept (%s)"
              .formatted(rows.getShape().get(1), file, EngineMessage.of(refused)),
          "the number k of the decoder's latent values, for an input of n x k or n x k x 1 x 1");
    }
  }

  private static NDArray probes(NDManager manager, int latentValues) {
    return manager.arange((float) PROBES * latentValues).sin().reshape(PROBES, latentValues);
  }

  private static Shape shape(Path file, TorchScriptModule module, NDArray rows) {
    NDArray first = images(file, module, rows);
    float[] values = first.toFloatArray();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refused(file, "which returns " + value, "a network whose outputs are finite");
      }
    }
    if (!Arrays.equals(values, images(file, module, rows).toFloatArray())) {
      throw refused(
          file,
          "which returns different images in two runs on the same latent values",
          "a network without randomness");
    }
    return first.getShape();
  }

  private static NDArray images(Path file, TorchScriptModule module, NDArray rows) {
    List<NDArray> outputs;
    try {
      outputs = module.forward(rows, false);
    } catch (UnsupportedOperationException noArrays) {
      outputs = List.of();
    }
    if (outputs.size() != 1
        || !OutputCheck.isReadable(outputs.getFirst())
        || outputs.getFirst().getShape().dimension() < 2
        || outputs.getFirst().getShape().get(0) != PROBES) {
      throw refused(
          file,
          "which does not return one array of images",
          "a network that returns images as a dense array of real numbers, n x values or n x planes"
              + " x rows x columns");
    }
    return outputs.getFirst();
  }

  private static InvalidInputException refused(Path file, String found, String expected) {
    return new InvalidInputException(FIELD, file + ", " + found, expected);
  }

  private static TorchScriptModule load(Path file, byte[] bytes, Device device) {
    return NetworkFileSource.torchScript(
        FIELD, NetworkFile.of(file, List.of(1, 1, 1), OutputKind.LOGITS, List.of()), bytes, device);
  }

  @Override
  public long bytes() {
    return NetworkFileSource.size(file);
  }

  @Override
  public Observer load(Device device) {
    byte[] bytes = input(file).bytes();
    if (!Digest.of(bytes).equals(description.digest())) {
      throw new InvalidInputException(
          FIELD,
          file + ", which has changed since the study began",
          "the file of " + description.digest());
    }
    return new Loaded(description, spatial, load(file, bytes, device), bytes.length);
  }

  private record Loaded(
      ObserverDescription description, boolean spatial, TorchScriptModule module, long bytes)
      implements Observer {
    @Override
    public NDArray forward(NDArray rows) {
      long n = rows.getShape().get(0);
      NDArray input = spatial ? rows : rows.reshape(n, rows.getShape().get(1));
      try {
        return module.forward(input, false).getFirst().reshape(n, description.outputs());
      } catch (EngineException failed) {
        throw new ObserverFailedException(
            "decoder " + description.name() + " failed: " + EngineMessage.of(failed), failed);
      }
    }

    @Override
    public List<NDArray> activations(NDArray rows, List<String> layers) {
      return layers.stream().map(layer -> forward(rows)).toList();
    }

    @Override
    public Gradient gradient(NDArray rows, String layer, Objective objective) {
      throw new ObserverFailedException(
          "decoder " + description.name() + " does not support gradients");
    }

    @Override
    public void close() {
      module.close();
    }
  }

  /**
   * What a run of a decoder from a TorchScript file has shown.
   *
   * @param latentValues k, the number of values of its input
   * @param spatial whether its input is n x k x 1 x 1; else n x k
   */
  public record DecoderInspection(
      String digest, int latentValues, boolean spatial, List<Long> image) {
    int outputs() {
      return (int) product(image);
    }

    /**
     * Requires that images of as many values as a stimulus are flat, or have its order.
     *
     * @throws InvalidInputException if their planes are last
     */
    public void requireOrder(ObserverDescription stimuli) {
      List<Long> sides =
          List.of((long) stimuli.planes(), (long) stimuli.height(), (long) stimuli.width());
      if (withoutOnes(image).size() > 1
          && product(image) == stimuli.values()
          && !withoutOnes(image).equals(withoutOnes(sides))) {
        throw new InvalidInputException(
            FIELD,
            "a decoder whose images have the shape " + image,
            "one whose images have the shape %s (planes, rows, columns) or are flat in this order"
                .formatted(sides));
      }
    }

    private static long product(List<Long> shape) {
      return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    private static List<Long> withoutOnes(List<Long> shape) {
      return shape.stream().filter(side -> side > 1).toList();
    }
  }
}
