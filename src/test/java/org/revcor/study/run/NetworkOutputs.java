package org.revcor.study.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;

/** Outputs of a network as a client would send them. */
public final class NetworkOutputs {
  private NetworkOutputs() {}

  /**
   * Returns the outputs of a network that returns logits.
   *
   * @param stimuli n x C x H x W
   */
  public static float[] of(Observer network, float[] stimuli, int batch, OutputKind kind) {
    ObserverDescription shape = network.description();
    JniUtils.setNumThreads(1); // as lanes do
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray all =
          manager.create(
              stimuli,
              new Shape(
                  stimuli.length / shape.values(), shape.planes(), shape.height(), shape.width()));
      NDArray outputs = network.forward(all.get("0:{}", batch));
      for (long first = batch; first < all.getShape().get(0); first += batch) {
        outputs = outputs.concat(network.forward(all.get("{}:{}", first, first + batch)));
      }
      return switch (kind) {
        case LABELS -> outputs.argMax(1).toType(outputs.getDataType(), false).toFloatArray();
        case PROBABILITIES -> ClassReadout.PROBABILITY.responses(outputs, shape).toFloatArray();
        default -> outputs.toFloatArray();
      };
    }
  }
}
