package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.Architecture.Stage;

/** Decoders of auto-encoders, as observers whose stimuli are latent codes. */
public final class Decoders {
  private static final int BATCH = 250;
  private static final String FIELD = "study.stimulus.decoder";

  private Decoders() {}

  /**
   * Returns the decoder of an auto-encoder: the layers after the narrowest one, the code.
   *
   * @return an observer whose planes are the code and whose output is the image, flat, in C,H,W
   *     order
   * @throws InvalidInputException if it is not an auto-encoder trained by Revcor
   */
  public static ObserverSource of(ObserverSource autoEncoder) {
    return NetworkDecoder.of(trained(autoEncoder));
  }

  private static NetworkSource trained(ObserverSource source) {
    if (source instanceof NetworkSource network
        && network.description().output() == OutputKind.IMAGES) {
      return network;
    }
    throw new InvalidInputException(
        FIELD,
        source.description().name(),
        "an auto-encoder trained by revcor train (mnist-autoencoder, mnist-vae); for other decoders"
            + " use decoder-file");
  }

  /** Returns whether an auto-encoder is variational, so that codes are standard normal. */
  public static boolean isVariational(ObserverSource autoEncoder) {
    return autoEncoder instanceof NetworkSource network
        && network.architecture().stages().stream()
            .anyMatch(stage -> stage.layer() instanceof Layer.Latent);
  }

  /**
   * Returns the range of an auto-encoder's codes for images.
   *
   * @param pixels n x C x H x W, unsigned bytes, 255 is 1
   * @return minimum (row 0) and maximum (row 1) of each code value
   */
  public static float[][] codeRange(ObserverSource autoEncoder, byte[] pixels) {
    NetworkSource network = trained(autoEncoder);
    ObserverDescription shape = network.description();
    String code = NetworkDecoder.code(network.architecture()).name();
    int n = pixels.length / shape.values();
    float[][] range = new float[2][shape.layer(FIELD, code).units()];
    Arrays.fill(range[0], Float.POSITIVE_INFINITY);
    Arrays.fill(range[1], Float.NEGATIVE_INFINITY);
    JniUtils.setNumThreads(1);
    try (Observer observer = network.load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int from = 0; from < n; from += BATCH) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray images = images(pixels, from, Math.min(BATCH, n - from), shape, scope);
          extend(range, observer.activations(images, List.of(code)).getFirst().toFloatArray());
        }
      }
    }
    return range;
  }

  private static NDArray images(
      byte[] pixels, int from, int n, ObserverDescription shape, NDManager manager) {
    ByteBuffer values =
        ByteBuffer.allocateDirect(Float.BYTES * n * shape.values()).order(ByteOrder.nativeOrder());
    for (int i = from * shape.values(); i < (from + n) * shape.values(); i++) {
      values.putFloat((pixels[i] & 0xff) / 255f);
    }
    return manager.create(
        values.flip().order(ByteOrder.nativeOrder()),
        new Shape(n, shape.planes(), shape.height(), shape.width()),
        DataType.FLOAT32);
  }

  private static void extend(float[][] range, float[] codes) {
    int k = range[0].length;
    for (int i = 0; i < codes.length; i++) {
      range[0][i % k] = Math.min(range[0][i % k], codes[i]);
      range[1][i % k] = Math.max(range[1][i % k], codes[i]);
    }
  }

  /** The decoder of an auto-encoder: the layers after its code. */
  record NetworkDecoder(
      NetworkSource whole, Architecture architecture, ObserverDescription description)
      implements ObserverSource {
    static NetworkDecoder of(NetworkSource whole) {
      Architecture all = whole.architecture();
      Stage code = code(all);
      List<Layer> layers = new ArrayList<>(List.of(new Layer.Flatten()));
      all.stages().subList(all.stages().indexOf(code) + 1, all.stages().size()).stream()
          .map(Stage::layer)
          .forEach(layers::add);
      Architecture part = new Architecture(code.after().values(), 1, 1, layers);
      ObserverDescription from = whole.description();
      return new NetworkDecoder(
          whole,
          part,
          new ObserverDescription(
              from.name() + " decoder",
              ObserverInput.unchanged(part.planes(), 1, 1),
              OutputKind.IMAGES,
              part.outputs(),
              List.of(),
              from.dataset(),
              from.digest(),
              part.describe(),
              true,
              false));
    }

    /** Returns the narrowest layer; if there are several, the last. */
    static Stage code(Architecture architecture) {
      return architecture.stages().reversed().stream()
          .filter(stage -> !stage.name().isEmpty())
          .min(Comparator.comparingInt(stage -> stage.after().values()))
          .orElseThrow();
    }

    @Override
    public boolean runsLayersOnEngine() {
      return true;
    }

    @Override
    public long bytes() {
      return architecture.parameters().stream()
          .mapToLong(parameter -> Float.BYTES * (long) parameter.values())
          .sum();
    }

    @Override
    public Observer load(Device device) {
      Weights all = whole.weights();
      SequencedMap<String, Tensor> own = new LinkedHashMap<>();
      architecture
          .parameters()
          .forEach(parameter -> own.put(parameter.name(), all.tensor(parameter.name())));
      Engine.getInstance();
      return new NetworkObserver(description, Network.of(architecture, new Weights(own), device));
    }
  }
}
