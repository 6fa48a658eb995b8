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
import java.util.Optional;
import java.util.SplittableRandom;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.vector.VectorNetwork;

/** Compares the vector kernels with the engine: outputs, gradients, time of a small batch. */
final class KernelSelfTest {
  /** Changes when outputs change in the last bits. */
  private static final int VERSION = 2;

  private static final Architecture NETWORK =
      new Architecture(
          1,
          12,
          12,
          List.of(
              new Layer.Convolution("conv1", 9, 5),
              new Layer.Relu(),
              new Layer.MaxPool(2),
              new Layer.Convolution("conv2", 10, 3, 1),
              new Layer.Relu(),
              new Layer.Flatten(),
              new Layer.Linear("logits", 10)));

  /** More than two tiles of 16. */
  private static final int IMAGES = 37;

  private static final float MAX_DIFFERENCE = 1e-5f;

  /** Vectors on the heap, as in an unsuitable virtual machine, take ten times as long. */
  private static final double MAX_SLOWNESS = 2;

  private static final int ENGINE_RUNS = 5;

  /** Time within which the Java compiler must have compiled the kernels, on a busy machine too. */
  private static final double MAX_SECONDS = 20;

  private KernelSelfTest() {}

  /** Returns version and vector length, which determine the last bits of outputs. */
  static String identity() {
    return "vector %d, %d bits".formatted(VERSION, VectorNetwork.bits());
  }

  /** Returns why the kernels should not be used; empty if they pass. */
  static Optional<String> run() {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    Weights weights = Weights.initial(NETWORK, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Observer engine =
            new NetworkObserver(description(), Network.of(NETWORK, weights, Device.cpu()));
        Observer vector = new VectorObserver(description(), NETWORK, weights, List.of())) {
      NDArray stimuli = stimuli(manager);
      if (differs(engine.forward(stimuli), vector.forward(stimuli))
          || differs(gradient(engine, stimuli), gradient(vector, stimuli))) {
        return Optional.of("vector kernels differ from it on this machine");
      }
      double limit = MAX_SLOWNESS * seconds(engine, stimuli, 0);
      return seconds(vector, stimuli, limit) <= limit
          ? Optional.empty()
          : Optional.of("vector kernels are slow on this machine");
    }
  }

  private static NDArray stimuli(NDManager manager) {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[IMAGES * NETWORK.input().values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return manager.create(
        values, new Shape(IMAGES, NETWORK.planes(), NETWORK.height(), NETWORK.width()));
  }

  private static NDArray gradient(Observer observer, NDArray stimuli) {
    return observer.gradient(stimuli, NETWORK.outputLayer(), NDArray::square).gradient();
  }

  /** Returns whether two arrays differ by more than rounding; NaN differs. */
  private static boolean differs(NDArray expected, NDArray actual) {
    float largest = expected.abs().max().getFloat();
    float difference = expected.sub(actual).abs().max().getFloat();
    return !(difference <= MAX_DIFFERENCE * largest);
  }

  /**
   * Returns the shortest processor time of a forward pass.
   *
   * @param enough a time after which no shorter one is searched; 0 for a fixed number of runs
   */
  private static double seconds(Observer observer, NDArray stimuli, double enough) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    double shortest = Double.POSITIVE_INFINITY;
    for (int run = 0;
        enough == 0
            ? run < ENGINE_RUNS
            : shortest > enough && System.nanoTime() - start < MAX_SECONDS * 1e9;
        run++) {
      long before = threads.getCurrentThreadCpuTime();
      observer.forward(stimuli).close();
      shortest = Math.min(shortest, (threads.getCurrentThreadCpuTime() - before) / 1e9);
    }
    return shortest;
  }

  private static ObserverDescription description() {
    return new ObserverDescription(
        "self-test",
        NETWORK.planes(),
        NETWORK.height(),
        NETWORK.width(),
        OutputKind.LOGITS,
        NETWORK.outputs(),
        List.of(),
        "",
        "",
        NETWORK.describe(),
        true,
        false);
  }
}
