package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription.StimulusSize;

final class RendererTest {
  @Test
  void stimuliOfTheirOwnSizeAreEnlargedBetweenPixelCentres() {
    Protocol protocol =
        new Protocol(
                SimulatedObserver.linear("wide", 2, 4, new float[16]),
                new Rendering.AsDrawn(),
                ClassReadout.LOGIT,
                false,
                List.of(),
                AverageSums.ALONE)
            .withSize(Optional.of(new StimulusSize(1, 2)));
    assertThat(protocol.averaged()).isEqualTo(new Shape(1, 1, 2));
    assertThat(protocol.windows().getFirst().width()).isEqualTo(2);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Renderer renderer = new Renderer(protocol, Optional.empty());
      NDArray shown = renderer.images(manager.create(new float[] {0, 1, 4, 0}, new Shape(2, 2)));
      assertThat(shown.getShape()).isEqualTo(new Shape(2, 1, 2, 4));
      assertThat(shown.toFloatArray())
          .containsExactly(0, .25f, .75f, 1, 0, .25f, .75f, 1, 4, 3, 1, 0, 4, 3, 1, 0);
    }
  }
}
