package org.revcor.analysis.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.activity.StimulateAnalysis.MicroStimulation;
import org.revcor.analysis.activity.StimulateAnalysis.MicroStimulation.Divisor;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;

final class MicroStimulationTest {
  private static final LayerDescription MAPS =
      new LayerDescription("conv1.relu", 3, 1, 2, Optional.empty(), false);
  private static final LayerDescription UNITS = LayerDescription.flat("fc1.relu", 3);

  @Test
  void driveOfAMapIsItsMeanOverItsMaximum() {
    double[] activation = {1, 3, 5, 5, 0, 0};
    assertThat(MicroStimulation.of("conv1", MAPS, activation, Divisor.NONE).drive())
        .containsExactly(2f / 3, 1f, 0f);
    assertThat(MicroStimulation.of("conv1", MAPS, activation, Divisor.LAYER).drive())
        .containsExactly(2f / 3, 1f, 0f);
  }

  @Test
  void driveOfAUnitIsItsMeanOrItsShareOfTheLayersMaximum() {
    double[] activation = {1, 4, 0};
    assertThat(MicroStimulation.of("fc1", UNITS, activation, Divisor.NONE).drive())
        .containsExactly(1f, 4f, 0f);
    assertThat(MicroStimulation.of("fc1", UNITS, activation, Divisor.LAYER).drive())
        .containsExactly(0.25f, 1f, 0f);
  }

  @Test
  void inactiveMapHasNoDrive() {
    assertThat(
            MicroStimulation.of("conv1", MAPS, new double[] {-1, -3, 0, 0, -1, 1}, Divisor.NONE)
                .drive())
        .containsExactly(0f, 0f, 0f);
  }

  @Test
  void doseScalesTheDrive() {
    MicroStimulation stimulation = new MicroStimulation("fc1", new float[] {1, 4, 0});
    assertThat(stimulation.edit(-0.5))
        .isEqualTo(new Edit.AddBias("fc1", Indices.ALL, new float[] {-0.5f, -2, 0}));
  }
}
