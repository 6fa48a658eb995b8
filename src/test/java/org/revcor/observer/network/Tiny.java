package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.revcor.file.Digest;
import org.revcor.file.Safetensors;
import org.revcor.file.Safetensors.Storage;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/** Small networks that together contain every kind of layer. */
public final class Tiny {
  /** Two planes, padding, batch norm, ReLU before pooling, dropout, tanh. */
  public static final Architecture CONVOLUTIONAL =
      new Architecture(
          2,
          7,
          6,
          List.of(
              new Layer.Convolution("conv1", 3, 3, 1),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Dropout(0.5),
              new Layer.Convolution("conv2", 4, 2),
              new Layer.Tanh(),
              new Layer.Flatten(),
              new Layer.Linear("fc1", 5),
              new Layer.Relu(),
              new Layer.Linear("logits", 3)));

  /** One plane, no padding. */
  public static final Architecture ONE_PLANE =
      new Architecture(
          1,
          7,
          6,
          List.of(
              new Layer.Convolution("conv1", 3, 3),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Flatten(),
              new Layer.Linear("logits", 3)));

  /** No padding, several planes, batch norm, incomplete rows and columns at pooling. */
  public static final Architecture NORMALISED =
      new Architecture(
          2,
          11,
          10,
          List.of(
              new Layer.Convolution("conv1", 5, 3),
              new Layer.BatchNorm(),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 6, 2),
              new Layer.Relu(),
              new Layer.Flatten(),
              new Layer.Linear("logits", 3)));

  public static final Architecture RECURRENT =
      new Architecture(
          1,
          4,
          3,
          List.of(
              new Layer.Rows(),
              new Layer.Recurrent("rnn1", 5),
              new Layer.Recurrent("rnn2", 4),
              new Layer.LastStep(),
              new Layer.Linear("logits", 2)));

  public static final Architecture AUTO_ENCODER =
      new Architecture(
          1,
          3,
          3,
          List.of(
              new Layer.Flatten(),
              new Layer.Linear("encoder1", 6),
              new Layer.Relu(),
              new Layer.Linear("latent", 4),
              new Layer.Latent(2),
              new Layer.Linear("pixels", 9),
              new Layer.Sigmoid()));

  private Tiny() {}

  /** Returns random weights, including means and variances of batch norms. */
  public static Weights weights(Architecture architecture) {
    SplittableRandom random = new SplittableRandom(11);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (LayerParameter parameter : architecture.parameters()) {
      float[] values = new float[parameter.values()];
      for (int i = 0; i < values.length; i++) {
        double value = 2 * random.nextDouble() - 1;
        values[i] = (float) (parameter.name().endsWith(".variance") ? 1 + value / 2 : value);
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors);
  }

  public static ObserverSource source(Architecture architecture) {
    return source(architecture, weights(architecture));
  }

  public static ObserverSource source(Architecture architecture, Weights weights) {
    byte[] file = Safetensors.encode(weights.tensors(), Storage.FLOAT32, Map.of());
    return NetworkSource.open(
        "tiny.safetensors", description(architecture, Digest.of(file)), architecture, () -> file);
  }

  public static Observer observer(Architecture architecture) {
    return source(architecture).load(Device.cpu());
  }

  public static Observer observer(Architecture architecture, Weights weights) {
    return source(architecture, weights).load(Device.cpu());
  }

  /** Returns n images of uniform noise in C,H,W order. */
  public static double[][] images(Architecture architecture, int n) {
    SplittableRandom random = new SplittableRandom(12);
    double[][] images = new double[n][architecture.input().values()];
    for (double[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextFloat();
      }
    }
    return images;
  }

  public static NDArray array(Architecture architecture, double[][] images, NDManager manager) {
    int d = architecture.input().values();
    float[] flat = new float[images.length * d];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) images[i / d][i % d];
    }
    return manager.create(
        flat,
        new Shape(
            images.length, architecture.planes(), architecture.height(), architecture.width()));
  }

  private static ObserverDescription description(Architecture architecture, String digest) {
    int outputs = architecture.outputs();
    return new ObserverDescription(
        "tiny",
        ObserverInput.unchanged(architecture.shape()),
        OutputKind.LOGITS,
        outputs,
        IntStream.range(0, outputs).mapToObj(Integer::toString).toList(),
        "",
        digest,
        architecture.describe(),
        true,
        true);
  }
}
