package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Indices;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.observer.Window;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

class BlockReductionTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  /**
   * The products sum the same pixels in another order. The float32 error of 50 trials of
   * activations below 10 is at most 50 · 10 · 6e-8 · 50.
   */
  @ParameterizedTest
  @CsvSource({"conv1, 0-2", "conv1.relu, '19, 3'", "conv2, 0-1", "conv2.pool, 7", "input, 0"})
  void windowSumsEqualCroppedSumsOfTheWholeImage(String layer, String maps) {
    Units units = new Units(Indices.parse("", maps), new Units.Position.Everywhere());
    UnitReadout cropped = new UnitReadout(layer, units);
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    List<Window> windows = cropped.windows(network.description());
    HalfTally part = reduce(network, cropped).b();
    HalfTally whole = reduce(network, new UnitReadout(layer, units, false)).b();

    assertThat(part.stimuli()).containsExactly(whole.stimuli());
    assertThat(part.responses()).containsExactly(whole.responses());
    assertThat(part.squaredResponses()).containsExactly(whole.squaredResponses());
    assertThat(part.weighted()).hasDimensions(windows.size(), values(windows));
    for (int channel = 0; channel < windows.size(); channel++) {
      Window window = windows.get(channel);
      for (int i = 0; i < values(windows); i++) {
        int row = window.top() + i / window.width();
        int column = window.left() + i % window.width();
        assertThat(part.weighted()[channel][i])
            .isCloseTo(whole.weighted()[channel][row * SIDE + column], within(1.5e-3));
      }
    }
  }

  @Test
  void unitsWithoutAReceptiveFieldHaveMapsOfTheWholeImage() {
    ObserverSource network = new Catalogue(folder).named("mnist-cnn");
    Tally units = reduce(network, new UnitReadout("logits", Units.CENTRES));
    Tally logits = reduce(network, ClassReadout.LOGIT);
    assertThat(units.a().weighted()).isDeepEqualTo(logits.a().weighted());
    assertThat(units.b().stimuli()).containsExactly(logits.b().stimuli());
  }

  @Test
  void reportsAnActivationThatIsNotFinite() {
    SimulatedObserver undefined =
        SimulatedObserver.linear("linear", SIDE, SIDE, new float[2 * SIDE * SIDE])
            .disturbed(output -> output.div(0));
    assertThatThrownBy(() -> reduce(undefined, new UnitReadout("logits", Units.ALL)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "observer linear returned NaN at logits[0] of trial 200; its outputs must be finite"
                + " numbers");
  }

  private static int values(List<Window> windows) {
    return windows.getFirst().height() * windows.getFirst().width();
  }

  /** Reduces block 2 of 100 uniform stimuli. */
  private Tally reduce(ObserverSource network, Readout readout) {
    NumericPlan plan =
        NumericPlan.of(
            SIDE * SIDE, Optional.of(100_000L), Optional.of(100), Platform.ofThisMachine());
    BlockDrawer drawer =
        new BlockDrawer(
            new StimulusSequence(new WhiteNoise(new UniformLaw(), SIDE * SIDE), false), 7, plan);
    try (Observer observer = network.load(Device.cpu())) {
      return new BlockReduction(
              observer,
              Optional.empty(),
              new Protocol(
                  network, new Rendering.AsDrawn(), readout, false, List.of(), AverageSums.ALONE))
          .reduce(drawer.draw(2), manager);
    }
  }
}
