package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.PcaBasis;

final class ComponentDecoderTest {
  private static final int COMPONENTS = 2;
  private static final float HALF = 0.5f;
  private static final Offset<Float> ERROR = Offset.offset(1e-6f);

  @Test
  void exampleIsShownAtItsContrast_andItsArraysAreReleasedWithTheBatch(@TempDir Path folder) {
    PcaBasis basis = new Bases(folder).pca("basis", "pca-mnist");
    ObserverDescription input = new Catalogue(folder).named("mnist-cnn").description();
    float[] images = new float[2 * input.values()];
    Arrays.fill(images, input.values(), images.length, 1);
    ComponentDecoder decoder =
        ComponentDecoder.of(basis, COMPONENTS, 1).withExamples(images, input);
    try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        ComponentDecoder.Loaded loaded = new ComponentDecoder.Loaded(decoder, manager)) {
      int before = manager.getManagedArrays().size();
      try (NDManager batch = manager.newSubManager()) {
        NDArray rows = batch.create(new float[][] {{0, 0, 1, 0}, {0, 0, HALF, 1}, {0, 0, 0, 1}});

        float[] shown = loaded.forward(rows).toFloatArray();

        for (int i = 0; i < input.values(); i++) {
          float mean = basis.mean()[i];
          assertThat(shown[i]).isCloseTo(0, ERROR);
          assertThat(shown[input.values() + i]).isCloseTo(mean + HALF * (1 - mean), ERROR);
          assertThat(shown[2 * input.values() + i]).isCloseTo(mean, ERROR);
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }
}
