package org.revcor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.ObserverFailedException;
import org.revcor.benchmark.TimedThreads.Pace;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.inference.Rendering;
import org.revcor.inference.SimulatedObserver;
import org.revcor.inference.StimulusBlock;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

class ForwardCeilingTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;

  @Test
  void eachLaneShowsItsBlockOnItsOwnThread() {
    Queue<Long> batches = new ConcurrentLinkedQueue<>();
    Set<Float> firstOutputs = ConcurrentHashMap.newKeySet();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    float[] firstPixel = new float[SIDE * SIDE];
    firstPixel[0] = 1;
    SimulatedObserver observer =
        SimulatedObserver.linear("pixel", SIDE, SIDE, firstPixel)
            .disturbed(
                output -> {
                  batches.add(output.getShape().get(0));
                  firstOutputs.add(output.toFloatArray()[0]);
                  threads.add(Thread.currentThread());
                  return output;
                });
    NumericPlan plan = plan(20, 4);

    Pace pace;
    try (ForwardCeiling ceiling = ceiling(observer, ClassReadout.LOGIT, plan, 2)) {
      pace = ceiling.run(Duration.ofMillis(200));
    }

    assertThat(observer.loads()).isEqualTo(2);
    assertThat(threads).hasSize(2);
    assertThat(batches).containsOnly(4L, 2L);
    assertThat(batches.stream().mapToLong(n -> n).sum()).isEqualTo(pace.trials());
    assertThat(pace.threads()).isEqualTo(2);
    assertThat(firstOutputs).isSubsetOf(firstPixels(plan));
  }

  /** Returns the first pixel of each batch (4, 4 and 2 trials per half) of the first two blocks. */
  private static List<Float> firstPixels(NumericPlan plan) {
    BlockDrawer drawer = drawer(plan);
    try (NDManager manager = NDManager.newBaseManager()) {
      return LongStream.range(0, 2)
          .mapToObj(drawer::draw)
          .flatMap(block -> IntStream.range(0, 6).mapToObj(batch -> first(block, batch, manager)))
          .toList();
    }
  }

  private static float first(StimulusBlock block, int batch, NDManager manager) {
    return block.array(batch, manager).toFloatArray()[0];
  }

  @Test
  void runsNetworksUpToTheLayerOfTheReadout() {
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    NumericPlan plan = plan(100, 50);
    try (ForwardCeiling whole = ceiling(network, ClassReadout.LABEL, plan, 1);
        ForwardCeiling part =
            ceiling(network, new UnitReadout("conv1.pool", Units.CENTRES), plan, 1)) {
      assertThat(whole.run(Duration.ZERO).trials()).isEqualTo(50);
      assertThat(part.run(Duration.ZERO).trials()).isEqualTo(50);
    }
  }

  @Test
  void failsWithTheExceptionOfTheNetwork() {
    SimulatedObserver broken =
        SimulatedObserver.linear("broken", SIDE, SIDE, new float[SIDE * SIDE])
            .disturbed(
                output -> {
                  throw new ObserverFailedException("no output");
                });
    try (ForwardCeiling ceiling = ceiling(broken, ClassReadout.LOGIT, plan(20, 10), 2)) {
      assertThatThrownBy(() -> ceiling.run(Duration.ZERO))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessage("no output");
    }
  }

  @Test
  void microsecondsAreOfOneThread() {
    assertThat(new Pace(2, 1_000, 20_000, 0.1).microsPerTrial()).isEqualTo(100);
  }

  private static ForwardCeiling ceiling(
      ObserverSource observer, Readout readout, NumericPlan plan, int lanes) {
    Protocol protocol =
        new Protocol(
            observer, new Rendering.AsDrawn(), readout, false, List.of(), Optional.empty());
    BlockDrawer drawer = drawer(plan);
    return ForwardCeiling.of(
        protocol, LongStream.range(0, lanes).mapToObj(drawer::draw).toList(), plan.platform());
  }

  private static BlockDrawer drawer(NumericPlan plan) {
    WhiteNoise noise = new WhiteNoise(new UniformLaw(), SIDE * SIDE);
    return new BlockDrawer(new StimulusSequence(noise, false), 7, plan);
  }

  private static NumericPlan plan(int blockSize, int batchSize) {
    NumericPlan standard =
        NumericPlan.of(
            SIDE * SIDE, Optional.empty(), Optional.of(blockSize), Platform.ofThisMachine());
    return new NumericPlan(blockSize, batchSize, standard.platform(), StimulusSequence.GENERATOR);
  }
}
