package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.revcor.InvalidInputException;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;
import org.revcor.observer.network.vector.ImageValues;
import org.revcor.observer.network.vector.VectorNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses between vector kernels in Java and the engine. */
public final class VectorKernels {
  private static final Logger LOG = LoggerFactory.getLogger(VectorKernels.class);

  public static final String MODULE = "jdk.incubator.vector";

  /** First and last version of Java whose module has what the kernels use. */
  private static final int MIN_JAVA = 21;

  private static final int MAX_JAVA = 25;

  /** Bits of the smallest vectors that are faster than the engine. */
  private static final int MIN_VECTOR_BITS = 256;

  private VectorKernels() {}

  /**
   * Returns the kernels of this process, as numeric plans name them; "" for the engine's.
   *
   * @throws InvalidInputException if the choice requires vector kernels, which are unavailable
   */
  public static String of(KernelChoice choice) {
    return choice != KernelChoice.LIBTORCH && areUsed(choice, Available.OBSTACLE)
        ? KernelSelfTest.identity()
        : "";
  }

  /**
   * @param choice not {@code LIBTORCH}
   */
  static boolean areUsed(KernelChoice choice, Optional<String> obstacle) {
    if (choice == KernelChoice.VECTOR && obstacle.isPresent()) {
      throw new InvalidInputException(
          "revcor.kernels", choice.word(), "auto or libtorch here, since " + obstacle.get());
    }
    return obstacle.isEmpty();
  }

  /** Determined once, since the test takes tenths of a second, and 20 s where kernels are slow. */
  private static final class Available {
    private static final Optional<String> OBSTACLE = obstacle();

    private static Optional<String> obstacle() {
      Optional<String> obstacle = ofVirtualMachine().or(Available::ofTest);
      obstacle.ifPresent(reason -> LOG.warn("networks are computed by libtorch, since {}", reason));
      return obstacle;
    }

    private static Optional<String> ofTest() {
      try {
        return KernelSelfTest.run();
      } catch (RuntimeException | LinkageError | InternalError failed) {
        LOG.debug("the test of the vector kernels failed", failed);
        return Optional.of("vector kernels fail on this machine: " + failed);
      }
    }

    private static Optional<String> ofVirtualMachine() {
      int java = Runtime.version().feature();
      if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
        return Optional.of("Java was started without --add-modules " + MODULE);
      }
      if (java < MIN_JAVA || java > MAX_JAVA) {
        return Optional.of(
            "vector kernels require Java %d to %d and this is Java %d"
                .formatted(MIN_JAVA, MAX_JAVA, java));
      }
      return hasFastVectors()
          ? Optional.empty()
          : Optional.of(
              "the processor or the virtual machine has no fused multiply-add on vectors of 256 or"
                  + " 512 bits");
    }

    private static boolean hasFastVectors() {
      HotSpotDiagnosticMXBean machine =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      try {
        return Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue())
            && VectorNetwork.bits() >= MIN_VECTOR_BITS
            && Integer.parseInt(machine.getVMOption("TieredStopAtLevel").getValue()) > 1;
      } catch (IllegalArgumentException unknown) {
        return false;
      }
    }
  }

  /**
   * Compares vector kernels with the engine: outputs, and time of a small batch. Winograd's
   * convolution of 3 x 3 is left out, to start sooner.
   */
  static final class KernelSelfTest {
    /** Changes when the last bits of outputs or gradients change. */
    private static final int VERSION = 5;

    private static final Architecture NETWORK =
        new Architecture(
            1,
            16,
            16,
            List.of(
                new Layer.Convolution("conv1", 16, 5),
                new Layer.Relu(),
                new Layer.MaxPool(2),
                new Layer.Convolution("conv2", 17, 5, 2),
                new Layer.Relu(),
                new Layer.MaxPool(2),
                new Layer.Convolution("conv3", 9, 3, 1),
                new Layer.Relu(),
                new Layer.Flatten(),
                new Layer.Linear("logits", 10)));

    /** A tile with 512-bit vectors. */
    private static final int IMAGES = 16;

    private static final float MAX_DIFFERENCE = 1e-5f;

    /** Vectors on the heap, as in an unsuitable virtual machine, take ten times as long. */
    private static final double MAX_SLOWNESS = 2;

    private static final int ENGINE_RUNS = 5;

    /**
     * Time within which the Java compiler must have compiled the kernels, on a busy machine too.
     */
    private static final double MAX_SECONDS = 20;

    private KernelSelfTest() {}

    /** The kernels, which run without the engine. */
    private static final class Kernels {
      private final VectorNetwork network;
      private final ImageValues stimuli = images(stimuli(), NETWORK.planes());
      private final float[] outputs = new float[IMAGES * NETWORK.outputs()];
      private final ImageValues[] values;

      Kernels(Weights weights) {
        KernelPlan plan =
            KernelPlan.of(NETWORK, weights, List.of(), List.of(NETWORK.outputLayer()));
        network = plan.network();
        int last = plan.kernelsTo(NETWORK.outputLayer());
        values = new ImageValues[last + 1];
        Arrays.fill(values, ImageValues.NONE);
        values[last] = images(outputs, NETWORK.outputs());
        forward();
      }

      private static ImageValues images(float[] values, int planes) {
        return new ImageValues(FloatBuffer.wrap(values), planes);
      }

      void forward() {
        network.forward(stimuli, IMAGES, values, false);
      }
    }

    /** Returns version and vector length, which determine the last bits of outputs. */
    static String identity() {
      return "vector %d, %d bits".formatted(VERSION, VectorNetwork.bits());
    }

    /** Returns why the kernels should not be used; empty if they pass. */
    static Optional<String> run() {
      Weights weights = Weights.initial(NETWORK, 1);
      CompletableFuture<Kernels> beside = CompletableFuture.supplyAsync(() -> new Kernels(weights));
      Engine.getInstance();
      JniUtils.setNumThreads(1);
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
          Observer engine =
              new NetworkObserver(description(), Network.of(NETWORK, weights, Device.cpu()))) {
        NDArray stimuli =
            manager.create(
                stimuli(), new Shape(IMAGES, NETWORK.planes(), NETWORK.height(), NETWORK.width()));
        double limit = MAX_SLOWNESS * seconds(() -> engine.forward(stimuli).close(), 0);
        Kernels kernels = beside.join();
        if (seconds(kernels::forward, limit) > limit) {
          return Optional.of("vector kernels are slow on this machine");
        }
        return differs(engine.forward(stimuli), kernels.outputs)
            ? Optional.of("vector kernels and libtorch return different outputs on this machine")
            : Optional.empty();
      }
    }

    private static float[] stimuli() {
      SplittableRandom random = new SplittableRandom(2);
      float[] values = new float[IMAGES * NETWORK.input().values()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble();
      }
      return values;
    }

    /** Returns whether values differ by more than rounding; NaN differs. */
    private static boolean differs(NDArray expected, float[] actual) {
      float[] values = expected.toFloatArray();
      float largest = 0;
      float difference = 0;
      for (int i = 0; i < values.length; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
        difference = Math.max(difference, Math.abs(values[i] - actual[i]));
      }
      return !(difference <= MAX_DIFFERENCE * largest);
    }

    /**
     * Returns the shortest processor time of a forward pass.
     *
     * @param enough a time after which no shorter one is searched; 0 for a fixed number of runs
     */
    private static double seconds(Runnable forward, double enough) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long start = System.nanoTime();
      double shortest = Double.POSITIVE_INFINITY;
      for (int run = 0;
          enough == 0
              ? run < ENGINE_RUNS
              : shortest > enough && System.nanoTime() - start < MAX_SECONDS * 1e9;
          run++) {
        long before = threads.getCurrentThreadCpuTime();
        forward.run();
        shortest = Math.min(shortest, (threads.getCurrentThreadCpuTime() - before) / 1e9);
      }
      return shortest;
    }

    private static ObserverDescription description() {
      return new ObserverDescription(
          "self-test",
          ObserverInput.unchanged(NETWORK.shape()),
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
}
