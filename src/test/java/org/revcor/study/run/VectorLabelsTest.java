package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.inference.Platform;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Labels of shipped networks by vector kernels, Winograd's included, and by the engine. */
@Tag("full")
final class VectorLabelsTest {
  private static final int BATCH = 250;
  private static final int MAX_DIFFERENT = 1;

  @TempDir private Path folder;

  static Stream<Arguments> cases() {
    return Stream.of(new UniformLaw(), GaussianLaw.DEFAULT, new BernoulliLaw(0.5))
        .flatMap(
            law ->
                Stream.of(
                    Arguments.of("mnist-cnn", law, 10_000),
                    Arguments.of("cifar10-cnn", law, 3_000)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void labelsEqualThoseOfTheEngineButForOne(String network, Law law, int trials) {
    assumeTrue(Platform.ofThisMachine(KernelChoice.AUTO).hasVectorKernels());
    ObserverSource source = new Catalogue(folder).named(network);
    assertThat(source.supportsVectorKernels()).isTrue();
    int different = 0;
    try (Observer engine = source.load(Device.cpu());
        Observer vector = source.withVectorKernels().load(Device.cpu())) {
      SplittableRandom random = new SplittableRandom(11);
      for (int trial = 0; trial < trials; trial += BATCH) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
          NDArray stimuli = stimuli(law, engine.description(), random, manager);
          long[] expected = engine.forward(stimuli).argMax(1).toLongArray();
          long[] actual = vector.forward(stimuli).argMax(1).toLongArray();
          for (int i = 0; i < BATCH; i++) {
            different += expected[i] == actual[i] ? 0 : 1;
          }
        }
      }
    }
    assertThat(different).isLessThanOrEqualTo(MAX_DIFFERENT);
  }

  private static NDArray stimuli(
      Law law, ObserverDescription observer, SplittableRandom random, NDManager manager) {
    int size = observer.values();
    float[] values = new float[BATCH * size];
    float[] stimulus = new float[size];
    for (int i = 0; i < BATCH; i++) {
      law.fill(random, stimulus, size);
      System.arraycopy(stimulus, 0, values, i * size, size);
    }
    return manager.create(
        values, new Shape(BATCH, observer.planes(), observer.height(), observer.width()));
  }
}
