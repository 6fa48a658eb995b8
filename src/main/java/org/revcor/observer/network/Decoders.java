package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/**
 * The parts of auto-encoders that make images of latent numbers, as observers of these numbers.
 */
public final class Decoders {
  private static final int BATCH = 250;
  private static final String FIELD = "study.stimulus.decoder";

  private Decoders() {}

  /**
   * The part of an auto-encoder behind its narrowest layer, the code.
   *
   * @param autoEncoder a trained one
   * @return takes the code as planes; its answer is the image, flat, in C,H,W order
   * @throws InvalidInputException if it is no auto-encoder that was trained here
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
        "an auto-encoder that revcor train made (mnist-autoencoder, mnist-vae), or decoder-file");
  }

  /** Whether its code is drawn from a standard normal law by design, as a variational one's is. */
  public static boolean isVariational(ObserverSource autoEncoder) {
    return autoEncoder instanceof NetworkSource network
        && network.architecture().stages().stream()
            .anyMatch(stage -> stage.layer() instanceof Layer.Latent);
  }

  /**
   * What the code of an auto-encoder is for images.
   *
   * @param autoEncoder a trained one
   * @param pixels n x C x H x W, unsigned bytes, 255 is 1
   * @return least and largest value of each number of the code
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
          NDArray shown = shown(pixels, from, Math.min(BATCH, n - from), shape, scope);
          widen(range, observer.activations(shown, List.of(code)).getFirst().toFloatArray());
        }
      }
    }
    return range;
  }

  private static NDArray shown(
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

  private static void widen(float[][] range, float[] codes) {
    int k = range[0].length;
    for (int i = 0; i < codes.length; i++) {
      range[0][i % k] = Math.min(range[0][i % k], codes[i]);
      range[1][i % k] = Math.max(range[1][i % k], codes[i]);
    }
  }
}
