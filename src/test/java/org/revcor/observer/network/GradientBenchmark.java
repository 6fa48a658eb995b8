package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;

/** Compares gradients with forward passes: images per second on one lane of one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "-XX:+IgnoreUnrecognizedVMOptions",
      "--add-modules=jdk.incubator.vector"
    })
public class GradientBenchmark {
  private static final int BATCH = 250;

  /** A shipped network. */
  @Param({"mnist-cnn", "cifar10-cnn"})
  public String model;

  /** The vector kernels leave {@code cifar10-cnn} to libtorch. */
  @Param({"libtorch", "vector"})
  public String kernels;

  private NDManager manager;
  private Observer observer;
  private NDArray stimuli;
  private NDArray inTurn;

  @Setup
  public void load() {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    ObserverSource source = new Catalogue(Path.of("no-folder")).named(model);
    observer = (kernels.equals("vector") ? source.withVectorKernels() : source).load(Device.cpu());
    ObserverDescription shape = observer.description();
    stimuli =
        manager
            .randomUniform(0, 1, new Shape(BATCH, shape.height(), shape.width(), shape.planes()))
            .transpose(0, 3, 1, 2);
    float[] selected = new float[BATCH * shape.outputs()];
    for (int i = 0; i < BATCH; i++) {
      selected[i * shape.outputs() + i % shape.outputs()] = 1;
    }
    inTurn = manager.create(selected, new Shape(BATCH, shape.outputs()));
  }

  @TearDown
  public void close() {
    observer.close();
    manager.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long forward() {
    try (NDManager scope = manager.newSubManager()) {
      stimuli.tempAttach(scope);
      return observer.forward(stimuli).size();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long gradient() {
    try (NDManager scope = manager.newSubManager()) {
      stimuli.tempAttach(scope);
      return observer
          .gradient(
              stimuli, observer.description().outputLayer().name(), values -> values.mul(inTurn))
          .gradient()
          .size();
    }
  }
}
