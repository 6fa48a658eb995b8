package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.file.NetworkFile;

final class PlatformTest {
  @Test
  void aProcessorHasTheRequestedNumberOfLanes() {
    Platform platform = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
    assertThat(platform.onGpus()).isFalse();
    assertThat(platform.lanes(3)).isEqualTo(3);
    assertThat(platform.devices(2)).containsExactly(Device.cpu(), Device.cpu());
    assertThat(new Platform("gpu NVIDIA L4", "amd64 avx2", "pytorch 2.7.1").onGpus()).isTrue();
  }

  @Test
  void vectorKernelsAreNotForGpus() {
    Platform gpu = new Platform("gpu NVIDIA L4", "amd64 avx2", "pytorch 2.7.1");
    String kernels = "vector 1, 256 bits";
    assertThat(gpu.with(KernelChoice.AUTO, kernels)).isEqualTo(gpu);
    assertRefused(() -> gpu.with(KernelChoice.VECTOR, kernels))
        .hasMessageContaining("revcor.kernels is vector")
        .hasMessageContaining("GPUs use libtorch");
  }

  @Test
  void aLaneWithVectorKernelsAlsoComputesPlansOfTheEngine() {
    Platform engine = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1");
    Platform vector = new Platform("cpu", "amd64 avx2", "pytorch 2.7.1", "vector 1, 256 bits", "");
    assertThat(vector.computes(engine)).isTrue();
    assertThat(vector.computes(vector)).isTrue();
    assertThat(engine.computes(vector)).isFalse();
    assertThat(vector.ofPlans()).contains(engine, vector);
    assertThat(vector.asIn(engine)).isEqualTo(engine);
    assertThat(vector.asIn(vector)).isEqualTo(vector);
  }

  @Test
  void aLaneComputesPlansWithAndWithoutLayersOfTheEngine() {
    Platform here = Platform.ofThisMachine();
    ObserverSource network = new Catalogue(Path.of("none")).named("mnist-cnn");
    Platform layers = here.forSources(Stream.of(network));
    assertThat(layers.engine()).endsWith(Observer.OPERATIONS_WITH_LAYERS);
    assertThat(here.forSources(Stream.of(network.withVectorKernels()))).isEqualTo(here);
    assertThat(here.forSources(Stream.empty())).isEqualTo(here);
    assertThat(here.engine()).endsWith(Observer.OPERATIONS_WITHOUT_LAYERS);
    assertThat(here.computes(here)).isTrue();
    assertThat(here.computes(layers)).isTrue();
    assertThat(here.ofPlans()).contains(here, layers);
  }

  /** A server with workers resumes a study with the platform of its plan. */
  @Test
  void theRuntimeOfAnObserverIsNamedOnce() {
    ObserverSource onnx =
        NetworkFile.declared(
                Path.of("src/test/resources/org/revcor/observer/file/linear.onnx"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .open();
    Platform planned = Platform.ofThisMachine().forObserver(onnx);
    assertThat(planned.engine()).endsWith(", onnxruntime 1.23.2");
    assertThat(planned.forObserver(onnx)).isEqualTo(planned);
  }

  @Test
  void computesPlansOfItsOwnOrderOfSumsAndThoseWithoutOne() {
    Platform here = new Platform("cpu", "x", "y", "", "a1");
    Platform other = new Platform("cpu", "x", "y", "", "b2");
    Platform unknown = new Platform("cpu", "x", "y");
    assertThat(here.computes(here)).isTrue();
    assertThat(here.computes(unknown)).isTrue();
    assertThat(here.computes(other)).isFalse();
    assertThat(here.ofPlans()).contains(here, unknown).doesNotContain(other);
    assertThat(here.asIn(unknown)).isEqualTo(unknown);
    assertThat(here.asIn(other)).isEqualTo(here);
    assertThat(here.inWords()).isEqualTo("cpu, x, y, order of sums a1");
    assertThat(new Platform("cpu", "x", "y", "vector 4, 512 bits", "").inWords())
        .isEqualTo("cpu, x, y, vector 4, 512 bits");
  }

  @Test
  void theOrderOfSumsOfAProcessorIsKnownAndConstant() {
    assertThat(Platform.ofThisMachine().sums()).matches("[0-9a-f]{8}");
    assertThat(Platform.ofThisMachine()).isEqualTo(Platform.ofThisMachine());
  }

  @Test
  void storesKernelsAndOrderOfSumsOnlyIfThereAreSome() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Platform engine = new Platform("cpu", "x", "y");
    Platform vector = new Platform("cpu", "x", "y", "vector 1, 256 bits", "a1");
    assertThat(mapper.writeValueAsString(engine))
        .isEqualTo("{\"device\":\"cpu\",\"instructions\":\"x\",\"engine\":\"y\"}");
    for (Platform platform : List.of(engine, vector)) {
      assertThat(mapper.readValue(mapper.writeValueAsString(platform), Platform.class))
          .isEqualTo(platform);
    }
  }
}
