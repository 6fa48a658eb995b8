package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.Kernels;
import org.revcor.observer.catalogue.Catalogue;

final class KernelsTest {
  @TempDir Path folder;

  private ObserverSource named(String name) {
    return new Catalogue(folder).named(name);
  }

  @Test
  void firstConvolutionHasOneKernelPerMap() {
    Kernels kernels = named("mnist-cnn").kernels("conv1").orElseThrow();
    float[] weights = ((NetworkSource) named("mnist-cnn")).weights().values("conv1.weight");
    assertThat(List.of(kernels.planes(), kernels.height(), kernels.width()))
        .containsExactly(1, 5, 5);
    assertThat(kernels.values()).hasDimensions(20, 25);
    assertThat(kernels.values()[19][24]).isEqualTo(weights[499]);
    assertThat(kernels.values()[3][7]).isEqualTo(weights[82]);
  }

  @Test
  void colouredKernelsHaveAllPlanes() {
    Kernels kernels = named("cifar10-cnn").kernels("conv1").orElseThrow();
    assertThat(kernels.planes()).isEqualTo(3);
    assertThat(kernels.values()).hasDimensions(32, 27);
  }

  @Test
  void weightsOfALinearNetworkCoverTheImage() {
    Kernels kernels = named("mnist-logistic").kernels("logits").orElseThrow();
    assertThat(List.of(kernels.planes(), kernels.height(), kernels.width()))
        .containsExactly(1, 28, 28);
    assertThat(kernels.values()).hasDimensions(10, 784);
  }

  @Test
  void laterLayersHaveNoKernels() {
    assertThat(named("mnist-cnn").kernels("conv2")).isEmpty();
    assertThat(named("mnist-cnn").kernels("conv1.relu")).isEmpty();
    assertThat(named("mnist-mlp").kernels("logits")).isEmpty();
    assertThat(named("mnist-rnn").kernels("rnn1")).isEmpty();
    assertThat(named("mnist-cnn").kernels("nothing")).isEmpty();
  }
}
