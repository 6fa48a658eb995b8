package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.Precision;

final class PlatformTest {
  private static final Gpu LARGE = new Gpu("NVIDIA H100 80GB HBM3", 81_559L << 20, "9.0");
  private static final Gpu SMALL = new Gpu("NVIDIA L4", 23_034L << 20, "8.9");

  @TempDir private Path folder;

  @Test
  void describesAGpuWithAllThatChangesLastBits() {
    assertThat(Platform.describe(LARGE, "12.8", "570.86.15", false))
        .isEqualTo(
            "gpu NVIDIA H100 80GB HBM3, compute capability 9.0, CUDA 12.8, driver 570.86.15,"
                + " convolutions in the engine's default");
    assertThat(Platform.describe(SMALL, "12.8", "unknown", true))
        .isEqualTo(
            "gpu NVIDIA L4, compute capability 8.9, CUDA 12.8, driver unknown, convolutions in"
                + " float32");
  }

  @Test
  void usesGpusOfOneTypeOnly() {
    assertThat(Platform.sameType(List.of(LARGE, SMALL, LARGE)))
        .containsExactly(Device.gpu(0), Device.gpu(2));
    assertThat(Platform.sameType(List.of(LARGE, new Gpu(LARGE.name(), 1 << 30, "9.0"))))
        .as("memory changes no bit")
        .hasSize(2);
  }

  @Test
  void aProcessorHasTheRequestedNumberOfLanes() {
    Platform platform = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
    assertThat(platform.onGpus()).isFalse();
    assertThat(platform.lanes(3)).isEqualTo(3);
    assertThat(platform.devices(2)).containsExactly(Device.cpu(), Device.cpu());
    assertThat(new Platform("gpu NVIDIA L4", "amd64 avx2", "pytorch 2.7.1").onGpus()).isTrue();
  }

  @Test
  void aLaneWithVectorKernelsAlsoComputesPlansOfTheEngine() {
    Platform engine = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
    Platform vector = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1", "vector 1, 256 bits");
    assertThat(vector.computes(engine, Precision.FLOAT32)).isTrue();
    assertThat(vector.computes(vector, Precision.FLOAT32)).isTrue();
    assertThat(engine.computes(vector, Precision.FLOAT32)).isFalse();
    assertThat(vector.ofPrecisions()).contains(engine, vector);
    assertThat(vector.asIn(engine)).isEqualTo(engine);
    assertThat(vector.asIn(vector)).isEqualTo(vector);
  }

  @Test
  void storesVectorKernelsOnlyIfThereAreSome() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Platform engine = new Platform("cpu", "x", "y");
    Platform vector = new Platform("cpu", "x", "y", "vector 1, 256 bits");
    assertThat(mapper.writeValueAsString(engine))
        .isEqualTo("{\"device\":\"cpu\",\"instructions\":\"x\",\"engine\":\"y\"}");
    for (Platform platform : List.of(engine, vector)) {
      assertThat(mapper.readValue(mapper.writeValueAsString(platform), Platform.class))
          .isEqualTo(platform);
    }
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
    assertThat(Platform.driver(file)).isEqualTo("570.86.15");
    Files.writeString(
        file,
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  575.51.03  Release Build\n");
    assertThat(Platform.driver(file)).isEqualTo("575.51.03");
    assertThat(Platform.driver(folder.resolve("none"))).isEqualTo("unknown");
  }

  @Test
  void reportsAMissingDriver() {
    assertThatThrownBy(() -> CudaDriver.devices("libthere-is-none.so.1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the CUDA driver cannot be loaded: ");
  }
}
