package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.List;
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
import org.revcor.observer.training.Recipe;

/** Measures forward passes of {@code mnist-cnn}: images per second on one lane of one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions"})
public class ForwardBenchmark {
  private static final int BATCH = 250;

  /**
   * {@code network} is what studies use; {@code engine-pool} the same with PyTorch's pooling;
   * {@code blocks} are DJL's blocks.
   */
  @Param({"network", "engine-pool", "blocks"})
  public String forward;

  private NDManager manager;
  private NDArray stimuli;
  private Network network;
  private Block blocks;

  @Setup
  public void load() {
    Engine.getInstance();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    stimuli = manager.randomUniform(0, 1, new Shape(BATCH, 1, 28, 28));
    Architecture cnn = Recipe.named("mnist-cnn").architecture();
    network = Network.of(cnn, Weights.initial(cnn, 1), Device.cpu());
    blocks =
        new SequentialBlock()
            .add(Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(20).build())
            .add(Activation::relu)
            .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
            .add(Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(50).build())
            .add(Activation::relu)
            .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(500).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    blocks.initialize(manager, DataType.FLOAT32, stimuli.getShape());
  }

  @TearDown
  public void close() {
    network.close();
    manager.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long images() {
    try (NDManager scope = manager.newSubManager()) {
      stimuli.tempAttach(scope);
      NDArray output =
          forward.equals("blocks")
              ? blocks
                  .forward(new ParameterStore(scope, false), new NDList(stimuli), false)
                  .singletonOrThrow()
              : network
                  .forward(stimuli, List.of("logits"), forward.equals("engine-pool"))
                  .getFirst();
      return output.size();
    }
  }
}
