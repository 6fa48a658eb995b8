package org.revcor.observer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.List;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.network.Architecture;

/** The loss that a training minimises, in nats or squared pixel values, averaged over a batch. */
enum Loss {
  /** Softmax cross entropy of the logits. */
  CROSS_ENTROPY {
    @Override
    NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
      return values.getFirst().logSoftmax(1).gather(labels, 1).mean().neg();
    }
  },
  /** Logistic cross entropy of a single logit that is positive for the second of two classes. */
  BINARY_CROSS_ENTROPY {
    @Override
    NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
      return logistic(values.getFirst(), labels.toType(DataType.FLOAT32, false)).mean();
    }
  },
  /** Mean squared error of the pixels. */
  SQUARED_ERROR {
    @Override
    NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
      NDArray outputs = values.getFirst();
      return outputs.sub(images.reshape(outputs.getShape())).square().mean();
    }

    @Override
    boolean classifies() {
      return false;
    }
  },
  /**
   * Negative evidence lower bound of a variational auto-encoder (Kingma and Welling, 2014, Eq 10).
   * It is the logistic cross entropy of the pixels plus the divergence of the latent code from a
   * standard normal distribution. It reads the layers {@code latent} and {@code pixels}.
   */
  VARIATIONAL_BOUND {
    @Override
    List<String> layers(Architecture architecture) {
      return List.of(architecture.outputLayer(), "latent", "pixels");
    }

    @Override
    NDArray compute(List<NDArray> values, NDArray images, NDArray labels) {
      NDArray latent = values.get(1);
      NDArray pixels = values.get(2);
      NDManager manager = latent.getManager();
      NDArray n = EngineArrays.of(manager, (float) latent.getShape().get(0));
      long size = latent.getShape().get(1) / 2;
      NDArray mean = latent.get(":, :" + size);
      NDArray logarithm = latent.get(":, " + size + ":");
      NDArray divergence = mean.square().add(logarithm.exp()).sub(logarithm).sub(1).sum();
      NDArray entropy = logistic(pixels, images.reshape(pixels.getShape())).sum();
      return entropy.add(divergence.mul(EngineArrays.of(manager, 0.5f))).div(n);
    }

    @Override
    boolean classifies() {
      return false;
    }
  };

  /** Returns the layers whose values {@link #compute} takes; the first is the output. */
  List<String> layers(Architecture architecture) {
    return List.of(architecture.outputLayer());
  }

  /**
   * Computes the loss of a batch.
   *
   * @param values values of {@link #layers}
   * @param images n x C x H x W
   * @param labels int64, n x 1
   * @return a scalar
   */
  abstract NDArray compute(List<NDArray> values, NDArray images, NDArray labels);

  /** Returns whether the network is a classifier; else it is an auto-encoder. */
  boolean classifies() {
    return true;
  }

  /** Returns {@code -log p} of targets in [0,1], numerically stable for all logits. */
  private static NDArray logistic(NDArray logits, NDArray targets) {
    NDArray rest = logits.abs().neg().exp().add(1).log();
    return Activation.relu(logits).sub(logits.mul(targets)).add(rest);
  }
}
