package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.revcor.observer.Precision;

/**
 * The process that tests a precision. It runs networks with every kind of layer and compares their
 * outputs and speed with float32. The engine may terminate it.
 *
 * <p>It prints the line {@code probe DIFFERENCE SLOWNESS}. DIFFERENCE is the root mean square of
 * the difference relative to that of the outputs. SLOWNESS is the processor time relative to
 * float32.
 */
final class PrecisionProbe {
  /** First word of the printed line. */
  static final String WORD = "probe";

  private static final int IMAGES = 64;
  private static final int REPETITIONS = 5;

  private static final Architecture FEED_FORWARD =
      new Architecture(
          1,
          28,
          28,
          List.of(
              new Layer.Convolution("conv1", 20, 5),
              new Layer.MaxPool(2),
              new Layer.Relu(),
              new Layer.Convolution("conv2", 50, 5),
              new Layer.BatchNorm(),
              new Layer.MaxPool(2),
              new Layer.Tanh(),
              new Layer.Flatten(),
              new Layer.Linear("fc1", 500),
              new Layer.Sigmoid(),
              new Layer.Dropout(0.5),
              new Layer.Linear("code", 64),
              new Layer.Latent(32),
              new Layer.Linear("logits", 10)));

  private static final Architecture RECURRENT =
      new Architecture(
          1,
          28,
          28,
          List.of(
              new Layer.Rows(),
              new Layer.Recurrent("rnn", 64),
              new Layer.LastStep(),
              new Layer.Linear("logits", 10)));

  /** Networks that contain every kind of layer, so that any unsupported operation fails here. */
  static final List<Architecture> TESTED = List.of(FEED_FORWARD, RECURRENT);

  private PrecisionProbe() {}

  /** Tests a precision. */
  public static void main(String[] arguments) {
    Precision precision = Precision.valueOf(arguments[0]);
    Engine engine = Engine.getInstance();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    double difference = 0;
    double slowness = 0;
    for (Architecture architecture : TESTED) {
      try (Pair networks = new Pair(architecture, precision, engine.defaultDevice())) {
        difference = Math.max(difference, networks.difference());
        slowness = Math.max(slowness, networks.slowness());
      }
    }
    System.out.printf("%s %.6f %.3f%n", WORD, difference, slowness);
  }

  /** A network in two precisions, and test images. */
  private static final class Pair implements AutoCloseable {
    private final NDManager manager;
    private final NDArray images;
    private final Network exact;
    private final Network rounded;

    Pair(Architecture architecture, Precision precision, Device device) {
      manager = NDManager.newBaseManager(device, "PyTorch");
      Weights weights = Weights.initial(architecture, 1);
      exact = Network.of(architecture, weights, device);
      rounded = Network.edited(architecture, weights, device, List.of(), precision);
      images =
          manager.randomUniform(
              0,
              1,
              new Shape(
                  IMAGES, architecture.planes(), architecture.height(), architecture.width()));
    }

    double difference() {
      float[] expected = exact.forward(images).toFloatArray();
      float[] found = rounded.forward(images).toFloatArray();
      double squares = 0;
      double differences = 0;
      for (int i = 0; i < expected.length; i++) {
        squares += (double) expected[i] * expected[i];
        differences += Math.pow((double) found[i] - expected[i], 2);
      }
      return Math.sqrt(differences / squares);
    }

    /** Returns the ratio of the shortest times, since other load can only lengthen a time. */
    double slowness() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      ToDoubleFunction<Network> time =
          network -> {
            long start = threads.getCurrentThreadCpuTime();
            network.forward(images).close();
            return threads.getCurrentThreadCpuTime() - start;
          };
      double shortest = Double.POSITIVE_INFINITY;
      double shortestRounded = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPETITIONS; i++) {
        shortest = Math.min(shortest, time.applyAsDouble(exact));
        shortestRounded = Math.min(shortestRounded, time.applyAsDouble(rounded));
      }
      return shortestRounded / shortest;
    }

    @Override
    public void close() {
      exact.close();
      rounded.close();
      manager.close();
    }
  }
}
