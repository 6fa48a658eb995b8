package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.training.Recipe;

/** Memory of lanes with vector kernels, in a process of their own: heap that others free counts. */
@Tag("full")
final class LaneMemoryTest {
  /** With the gradient. */
  @ParameterizedTest
  @ValueSource(strings = {"mnist-cnn", "cifar10-cnn"})
  void lanesShareWeightsAndTakeNoMoreThanTheyCount(String recipe) throws Exception {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                LaneMemoryTest.class.getName(),
                recipe)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    List<Long> bytes = Stream.of(printed.strip().split(" ")).map(Long::valueOf).toList();

    long counted = bytes.get(0);
    long ofFirst = bytes.get(1);
    assertThat(ofFirst).isBetween(counted / 4, counted);
    assertThat(bytes.get(2)).as("of the second").isLessThan(ofFirst / 2);
  }

  /**
   * Prints what the first of two lanes counts, what it takes, and what the second takes, in bytes.
   *
   * @param arguments the recipe of the network
   */
  public static void main(String[] arguments) {
    Architecture architecture = Recipe.named(arguments[0]).architecture();
    ObserverSource source = Tiny.source(architecture).withVectorKernels();
    try (NDManager manager = NDManager.newBaseManager();
        Observer first = source.load(Device.cpu());
        Observer second = source.load(Device.cpu())) {
      NDArray stimuli =
          manager.ones(
              new Shape(250, architecture.planes(), architecture.height(), architecture.width()));
      long before = heapBytes();
      show(stimuli, first, architecture);
      long ofFirst = heapBytes() - before;
      show(stimuli, second, architecture);
      long ofBoth = heapBytes() - before;
      System.out.println(first.bytes() + " " + ofFirst + " " + (ofBoth - ofFirst));
    }
  }

  private static void show(NDArray stimuli, Observer observer, Architecture architecture) {
    observer.forward(stimuli).close();
    observer.gradient(stimuli, architecture.outputLayer(), NDArray::square);
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
