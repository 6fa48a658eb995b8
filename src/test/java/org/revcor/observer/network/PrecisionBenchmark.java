package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.revcor.observer.Precision;
import org.revcor.observer.training.Recipe;

/**
 * Compares the processor time of forward passes in bfloat16 and float32 on one thread. It reports
 * medians over alternating pairs, since the machine may be busy.
 */
public final class PrecisionBenchmark {
  private static final List<String> OBSERVERS =
      List.of("mnist-cnn", "mnist-mlp", "mnist-rnn", "mnist-logistic", "cifar10-cnn");
  private static final int BATCH = 250;
  private static final int PAIRS = 31;
  private static final int WARM_UP = 3;
  private static final double MIN_SECONDS = 0.02;

  private PrecisionBenchmark() {}

  /**
   * Measures observers.
   *
   * @param arguments a regular expression of recipe names
   */
  public static void main(String[] arguments) {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    OBSERVERS.stream()
        .filter(name -> name.matches(arguments[0]))
        .forEach(PrecisionBenchmark::measure);
  }

  private static void measure(String name) {
    Architecture architecture = Recipe.named(name).architecture();
    Weights weights = Weights.initial(architecture, 1);
    Network whole = Network.of(architecture, weights, Device.cpu());
    Network half =
        Network.edited(architecture, weights, Device.cpu(), List.of(), Precision.BFLOAT16);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray images =
          manager
              .randomUniform(
                  0,
                  1,
                  new Shape(
                      BATCH, architecture.height(), architecture.width(), architecture.planes()))
              .transpose(0, 3, 1, 2);
      for (int i = 0; i < WARM_UP; i++) {
        seconds(whole, images, 1);
        seconds(half, images, 1);
      }
      int passes = (int) Math.ceil(MIN_SECONDS / seconds(whole, images, 1));
      double[][] pairs =
          IntStream.range(0, PAIRS)
              .mapToObj(
                  pair ->
                      new double[] {seconds(whole, images, passes), seconds(half, images, passes)})
              .toArray(double[][]::new);
      double[] ratios = Arrays.stream(pairs).mapToDouble(pair -> pair[0] / pair[1]).toArray();
      System.out.printf(
          Locale.ROOT,
          "%-15s float32 %,10.0f, bfloat16 %,10.0f images per second of processor time; ratio %.2f"
              + " (quartiles %.2f, %.2f)%n",
          name,
          BATCH / quantile(Arrays.stream(pairs).mapToDouble(pair -> pair[0]).toArray(), 0.5),
          BATCH / quantile(Arrays.stream(pairs).mapToDouble(pair -> pair[1]).toArray(), 0.5),
          quantile(ratios, 0.5),
          quantile(ratios, 0.25),
          quantile(ratios, 0.75));
    } finally {
      whole.close();
      half.close();
    }
  }

  /** Returns the mean processor time of a pass, in seconds. */
  private static double seconds(Network network, NDArray images, int passes) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < passes; i++) {
      network.forward(images).close();
    }
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9 / passes;
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }
}
