package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.Filters;
import org.revcor.observer.catalogue.Catalogue;

final class FiltersTest {
  @TempDir Path folder;

  private ObserverSource named(String name) {
    return new Catalogue(folder).named(name);
  }

  @Test
  void firstConvolutionHasOneKernelPerMap() {
    Filters filters = named("mnist-cnn").filters("conv1").orElseThrow();
    float[] weights = ((NetworkSource) named("mnist-cnn")).weights().values("conv1.weight");
    assertThat(List.of(filters.planes(), filters.height(), filters.width()))
        .containsExactly(1, 5, 5);
    assertThat(filters.values()).hasDimensions(20, 25);
    assertThat(filters.values()[19][24]).isEqualTo(weights[499]);
    assertThat(filters.values()[3][7]).isEqualTo(weights[82]);
  }

  @Test
  void colouredKernelsHaveAllPlanes() {
    Filters filters = named("cifar10-cnn").filters("conv1").orElseThrow();
    assertThat(filters.planes()).isEqualTo(3);
    assertThat(filters.values()).hasDimensions(32, 27);
  }

  @Test
  void weightsOfALinearNetworkCoverTheImage() {
    Filters filters = named("mnist-logistic").filters("logits").orElseThrow();
    assertThat(List.of(filters.planes(), filters.height(), filters.width()))
        .containsExactly(1, 28, 28);
    assertThat(filters.values()).hasDimensions(10, 784);
  }

  @Test
  void laterLayersHaveNoFilters() {
    assertThat(named("mnist-cnn").filters("conv2")).isEmpty();
    assertThat(named("mnist-cnn").filters("conv1.relu")).isEmpty();
    assertThat(named("mnist-mlp").filters("logits")).isEmpty();
    assertThat(named("mnist-rnn").filters("rnn1")).isEmpty();
    assertThat(named("mnist-cnn").filters("nothing")).isEmpty();
  }
}
