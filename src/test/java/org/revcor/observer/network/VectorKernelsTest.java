package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.observer.KernelChoice;

final class VectorKernelsTest {
  @Test
  void areUsedIfTheyAreAvailable() {
    assertThat(VectorKernels.areUsed(KernelChoice.AUTO, Optional.empty())).isTrue();
    assertThat(VectorKernels.areUsed(KernelChoice.VECTOR, Optional.empty())).isTrue();
    assertThat(VectorKernels.areUsed(KernelChoice.AUTO, Optional.of("of a reason"))).isFalse();
    assertThat(VectorKernels.of(KernelChoice.LIBTORCH)).isEmpty();
  }

  @Test
  void areRefusedIfTheyAreRequiredAndUnavailable() {
    assertRefused(
        () -> VectorKernels.areUsed(KernelChoice.VECTOR, Optional.of("of a reason")),
        "revcor.kernels is vector; it must be auto or libtorch here, since of a reason");
  }
}
