package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.observer.training.Recipe;

final class ArchitectureSizesTest {
  @Test
  void sizesOfThePapersCnn() {
    Architecture cnn = Recipe.named("mnist-cnn").architecture();
    assertThat(cnn.stages())
        .extracting(Architecture.Stage::after)
        .containsExactly(
            new Size(20, 24, 24),
            new Size(20, 24, 24),
            new Size(20, 12, 12),
            new Size(50, 8, 8),
            new Size(50, 8, 8),
            new Size(50, 4, 4),
            new Size(800, 1, 1),
            new Size(500, 1, 1),
            new Size(500, 1, 1),
            new Size(10, 1, 1));
    assertThat(cnn.parameters().stream().mapToInt(LayerParameter::values).sum()).isEqualTo(431_080);
    assertThat(cnn.outputs()).isEqualTo(10);
  }

  @Test
  void linearNeedsAFlattenedInput() {
    assertThatThrownBy(() -> new Architecture(1, 4, 4, List.of(new Layer.Linear("logits", 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("logits needs a flattened input");
  }

  @Test
  void rejectsAKernelLargerThanItsInput() {
    assertThatThrownBy(
            () -> new Architecture(1, 4, 4, List.of(new Layer.Convolution("conv1", 3, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("leaves nothing of its input");
  }
}
