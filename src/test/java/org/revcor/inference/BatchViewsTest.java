package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.UniformLaw;
import org.revcor.stimulus.WhiteNoise;

class BatchViewsTest {
  private static final int TRIALS = 40;

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void cachedViewsShowTheCurrentBlock() {
    assertReuseEqualsFresh(new Catalogue(folder).named("mnist-cnn"), 3);
  }

  @Test
  void cachedViewsOfSeveralPlanesShowTheCurrentBlock() {
    assertReuseEqualsFresh(linear(3), 3);
  }

  private void assertReuseEqualsFresh(ObserverSource source, int blocks) {
    BlockDrawer stimulator = stimulator(source);
    try (Observer observer = source.load(Device.cpu());
        BlockReduction reused = reduction(source, observer)) {
      for (int i = 0; i < blocks; i++) {
        StimulusBlock block = stimulator.draw(i);
        Tally fresh;
        try (BlockReduction once = reduction(source, observer)) {
          fresh = once.reduce(block, manager);
        }
        Tally again = reused.reduce(block, manager);
        assertThat(again.a().weighted()).isDeepEqualTo(fresh.a().weighted());
        assertThat(again.b().responses()).containsExactly(fresh.b().responses());
        stimulator.release(block);
      }
    }
  }

  @Test
  void createsViewsOncePerMemoryAndClosesThemWithTheReduction() {
    ObserverSource source = linear(1);
    BlockDrawer stimulator = stimulator(source);
    List<StimulusBlock> blocks = IntStream.range(0, 16).mapToObj(stimulator::draw).toList();
    try (Observer observer = source.load(Device.cpu())) {
      int before = manager.getManagedArrays().size();
      try (BlockReduction reused = reduction(source, observer)) {
        blocks.forEach(block -> reused.reduce(block, manager));
        int batches = 16 * blocks.getFirst().batches().size();
        assertThat(manager.getManagedArrays()).hasSize(before + batches);
        blocks.forEach(block -> reused.reduce(block, manager));
        assertThat(manager.getManagedArrays()).hasSize(before + batches);

        reused.reduce(stimulator.draw(16), manager);

        assertThat(manager.getManagedArrays())
            .as("one memory more than are kept: all begin anew")
            .hasSize(before + blocks.getFirst().batches().size());
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void doesNotViewRowsWithOtherValues() {
    ObserverSource source = linear(1);
    BatchViews views = new BatchViews(source.description());

    assertThat(views.canView(block(16), manager)).isTrue();
    assertThat(views.canView(block(17), manager)).as("a signal's index at its end").isFalse();
  }

  private static StimulusBlock block(int rowValues) {
    List<Batch> batches = List.of(new Batch(0, 2, 0));
    return new StimulusBlock(
        0, batches, rowValues, StimulusBlock.allocate(StimulusBlock.bytes(batches, rowValues)));
  }

  /** Returns an observer that assigns trials to both of two classes. */
  private static ObserverSource linear(int planes) {
    float[] weights = new float[2 * planes * 16];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 2 == i / (planes * 16) ? 1 : -1;
    }
    return SimulatedObserver.linear("linear", planes, 4, 4, weights);
  }

  private static BlockReduction reduction(ObserverSource source, Observer observer) {
    Protocol labels =
        new Protocol(
            source,
            new Rendering.AsDrawn(),
            ClassReadout.LABEL,
            false,
            List.of(),
            Optional.empty());
    return new BlockReduction(observer, Optional.empty(), labels);
  }

  private static BlockDrawer stimulator(ObserverSource source) {
    int values = source.description().values();
    return new BlockDrawer(
        new StimulusSequence(new WhiteNoise(new UniformLaw(), values), false),
        3,
        NumericPlan.of(
            values, OptionalLong.of(100_000), OptionalInt.of(TRIALS), Platform.ofThisMachine()));
  }
}
