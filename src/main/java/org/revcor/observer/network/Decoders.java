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

/** Decoders of auto-encoders, as observers whose stimuli are latent codes. */
public final class Decoders {
  private static final int BATCH = 250;
  private static final String FIELD = "study.stimulus.decoder";

  private Decoders() {}

  /**
   * Returns the decoder of an auto-encoder: the layers after the narrowest one, the code.
   *
   * @param autoEncoder a trained auto-encoder
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
   * @param autoEncoder a trained auto-encoder
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
}
