package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.SteinKernel;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

final class DeviceReaderTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  static List<Readout> readouts() {
    return List.of(
        ClassReadout.LABEL,
        ClassReadout.PROBABILITY,
        ClassReadout.LOGIT,
        new UnitReadout("conv1", Units.CENTRES),
        new UnitReadout("conv2", Units.CENTRES, false));
  }

  @ParameterizedTest
  @MethodSource("readouts")
  void deferredReadingGivesTheSameBytes(Readout readout) {
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    Tally immediate = reduce(network, readout, new DeviceReader.Immediate());
    Tally deferred = reduce(network, readout, new DeviceReader.Deferred(manager));

    assertThat(written(deferred)).isEqualTo(written(immediate));
  }

  @ParameterizedTest
  @CsvSource({"LOGIT, IN_TURN", "PROBABILITY, SELECTED"})
  void deferredReadingGivesTheSameSumsOfGradients(
      ClassReadout readout, GradientSums.ChannelChoice turn) {
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    Protocol protocol =
        new Protocol(
            network,
            new Rendering.AsDrawn(),
            readout,
            false,
            List.of(),
            new GradientSums(new SteinKernel.Quadratic(0, 1, 1), turn, 7));
    Tally immediate = reduce(protocol, new DeviceReader.Immediate());
    Tally deferred = reduce(protocol, new DeviceReader.Deferred(manager));

    assertThat(written(deferred)).isEqualTo(written(immediate));
  }

  @Test
  void reportsTheTrialOfAnOutputThatIsNotFinite() {
    SimulatedObserver undefined =
        SimulatedObserver.linear("linear", SIDE, SIDE, new float[2 * SIDE * SIDE])
            .disturbed(output -> output.div(0));
    assertThatThrownBy(
            () -> reduce(undefined, ClassReadout.LOGIT, new DeviceReader.Deferred(manager)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "observer linear returned NaN at output 0 of trial 200; its outputs must be finite"
                + " numbers");
  }

  @Test
  void readsEverythingAtTheEndInOrder() {
    DeviceReader reading = new DeviceReader.Deferred(manager);
    List<Float> read = new ArrayList<>();
    try (NDManager batch = manager.newSubManager()) {
      NDArray first = batch.create(new float[] {1, 2});
      NDArray transposed = batch.create(new float[][] {{3, 5}, {4, 6}}).transpose();
      reading.read(first, values -> add(read, values));
      reading.read(transposed, values -> add(read, values));
    }

    assertThat(read).isEmpty();
    reading.end();
    assertThat(read).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    reading.end();
    assertThat(read).hasSize(6);
  }

  private static void add(List<Float> read, float[] values) {
    for (float value : values) {
      read.add(value);
    }
  }

  /** Returns all numbers as text, including the sign of zero. */
  private static String written(Object value) {
    return switch (value) {
      case Record parts ->
          Stream.of(parts.getClass().getRecordComponents())
              .map(part -> part.getName() + " " + written(component(parts, part)))
              .collect(Collectors.joining("\n"));
      case Map<?, ?> named ->
          named.entrySet().stream()
              .map(entry -> entry.getKey() + " " + written(entry.getValue()))
              .collect(Collectors.joining("\n"));
      default -> Arrays.deepToString(new Object[] {value});
    };
  }

  private static Object component(Record parts, RecordComponent part) {
    try {
      return part.getAccessor().invoke(parts);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Tally reduce(ObserverSource network, Readout readout, DeviceReader reading) {
    return reduce(
        new Protocol(
            network, new Rendering.AsDrawn(), readout, false, List.of(), AverageSums.ALONE),
        reading);
  }

  /** Reduces block 2 of 100 uniform stimuli, in batches of at most 17. */
  private Tally reduce(Protocol protocol, DeviceReader reading) {
    NumericPlan plan =
        NumericPlan.of(
            SIDE * SIDE, Optional.empty(), Optional.of(100), 17, Platform.ofThisMachine());
    BlockDrawer drawer =
        new BlockDrawer(
            new StimulusSequence(new WhiteNoise(new UniformLaw(), SIDE * SIDE), false), 7, plan);
    try (reading;
        Observer observer = protocol.observer().load(Device.cpu())) {
      return new BlockReduction(observer, Optional.empty(), protocol)
          .reduce(drawer.draw(2), manager, reading);
    }
  }
}
