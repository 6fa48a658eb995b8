package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.VisibleGpus.Gpu;

final class VisibleGpusTest {
  private static final Gpu LARGE = new Gpu("NVIDIA H100 80GB HBM3", 81_559L << 20, "9.0");
  private static final Gpu SMALL = new Gpu("NVIDIA L4", 23_034L << 20, "8.9");

  @TempDir private Path folder;

  @Test
  void describesAGpuWithAllThatChangesLastBits() {
    assertThat(VisibleGpus.describe(LARGE, "12.8", "570.86.15", false))
        .isEqualTo(
            "NVIDIA H100 80GB HBM3, compute capability 9.0, CUDA 12.8, driver 570.86.15,"
                + " convolutions in the engine's default");
    assertThat(VisibleGpus.describe(SMALL, "12.8", "unknown", true))
        .isEqualTo(
            "NVIDIA L4, compute capability 8.9, CUDA 12.8, driver unknown, convolutions in"
                + " float32");
  }

  @Test
  void usesGpusOfOneTypeOnly() {
    assertThat(VisibleGpus.sameType(List.of(LARGE, SMALL, LARGE)))
        .containsExactly(Device.gpu(0), Device.gpu(2));
    assertThat(VisibleGpus.sameType(List.of(LARGE, new Gpu(LARGE.name(), 1 << 30, "9.0"))))
        .as("memory changes no bit")
        .hasSize(2);
  }

  @Test
  void readsTheVersionOfTheDriverFromItsFile() throws IOException {
    Path file = folder.resolve("version");
    Files.writeString(
        file,
        """
        NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Thu Jan 23 11:52:18 UTC 2025
        GCC version:  gcc version 12.3.0
        """);
    assertThat(VisibleGpus.driver(file)).isEqualTo("570.86.15");
    Files.writeString(
        file,
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  575.51.03  Release Build\n");
    assertThat(VisibleGpus.driver(file)).isEqualTo("575.51.03");
    assertThat(VisibleGpus.driver(folder.resolve("none"))).isEqualTo("unknown");
  }

  @Test
  void reportsAMissingDriver() {
    assertThatThrownBy(() -> VisibleGpus.CudaDriver.devices("libthere-is-none.so.1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the CUDA driver cannot be loaded: ");
  }
}
