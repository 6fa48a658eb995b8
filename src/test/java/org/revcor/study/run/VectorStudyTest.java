package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Studies with vector kernels, where they are available. */
final class VectorStudyTest {
  private static final String STUDY =
      """
      {"observer": {"model": "mnist-cnn"}, %s, "block-size": 1000, "stop": {"max-trials": %d}}
      """;
  private static final String LABEL = "\"readout\": {\"kind\": \"label\"}";
  private static final String GRADIENT =
      "\"readout\": {\"kind\": \"logit\"}, \"estimator\": \"gradient\"";

  @TempDir private Path folder;

  @BeforeAll
  static void requireVectorKernels() {
    assumeTrue(Platform.ofThisMachine(KernelChoice.AUTO).hasVectorKernels());
  }

  /** Rounding decides which of nearly equal values a maximum is, and so the gradient of a few. */
  @ParameterizedTest
  @ValueSource(strings = {LABEL, GRADIENT})
  void mapsAgreeWithTheEngineAndHaveTheSameBytesOnAnyNumberOfLanes(String readout)
      throws Exception {
    StudyView vector = run(readout, 4_000, "vector", 1, KernelChoice.VECTOR);
    run(readout, 4_000, "two", 2, KernelChoice.VECTOR);
    StudyView engine = run(readout, 4_000, "engine", 2, KernelChoice.LIBTORCH);
    assertThat(vector.setup().plan().platform().kernels()).startsWith("vector ");
    assertThat(engine.setup().plan().platform().kernels()).isEmpty();
    assertThat(bytes("two")).isEqualTo(bytes("vector"));
    assertThat(Npy.floats(bytes("vector")))
        .containsExactly(Npy.floats(bytes("engine")), within(1e-3f));
  }

  @ParameterizedTest
  @ValueSource(strings = {LABEL, GRADIENT})
  void aStudyThatResumesOnMoreLanesHasTheBytesOfAWholeOne(String readout) throws Exception {
    run(readout, 2_000, "resumed", 1, KernelChoice.VECTOR);
    run(readout, 4_000, "resumed", 2, KernelChoice.VECTOR);
    run(readout, 4_000, "whole", 1, KernelChoice.VECTOR);
    assertThat(bytes("resumed")).isEqualTo(bytes("whole"));
  }

  @Test
  void aPlanWithoutVectorKernelsResumesByTheEngine() throws Exception {
    run(GRADIENT, 2_000, "resumed", 1, KernelChoice.LIBTORCH);
    StudyView resumed = run(GRADIENT, 4_000, "resumed", 1, KernelChoice.AUTO);
    run(GRADIENT, 4_000, "engine", 1, KernelChoice.LIBTORCH);
    assertThat(resumed.setup().plan().platform().kernels()).isEmpty();
    assertThat(bytes("resumed")).isEqualTo(bytes("engine"));
  }

  @Test
  void aPlanWithVectorKernelsIsRefusedWithoutThem() throws Exception {
    run(LABEL, 1_000, "vector", 1, KernelChoice.VECTOR);
    assertRefused(() -> run(LABEL, 2_000, "vector", 1, KernelChoice.LIBTORCH))
        .hasMessageContaining("(plan.platform.kernels is missing and was vector ");
  }

  @Test
  void earlierOperationsAreRefusedOnlyWhereTheEngineComputesLayers() throws Exception {
    StudyView vector = run(LABEL, 1_000, "vector", 1, KernelChoice.VECTOR);
    assertThat(vector.setup().plan().platform().engine())
        .endsWith(Observer.OPERATIONS_WITHOUT_LAYERS);
    StudyView engine = run(LABEL, 1_000, "engine", 1, KernelChoice.LIBTORCH);
    String now = engine.setup().plan().platform().engine();
    assertThat(now).endsWith(Observer.OPERATIONS_WITH_LAYERS);
    String earlier =
        now.replace(Observer.OPERATIONS_WITH_LAYERS, Observer.OPERATIONS_WITHOUT_LAYERS);
    Path record = folder.resolve("engine/record.json");
    Files.writeString(record, Files.readString(record).replace(now, earlier));
    assertRefused(() -> run(LABEL, 2_000, "engine", 1, KernelChoice.LIBTORCH))
        .hasMessageContaining(
            "(plan.platform.engine is %s and was %s; use the version of Revcor that started the"
                + " study); it must be an empty or new folder",
            now, earlier);
  }

  private StudyView run(String readout, int trials, String out, int lanes, KernelChoice kernels)
      throws Exception {
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.parseJson(STUDY.formatted(readout, trials)),
            new StudyRuns(folder).materials(),
            folder.resolve(out),
            new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 26, kernels),
            Duration.ofSeconds(30))) {
      StudyView end = running.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
      assertThat(end.lifecycle().problem()).isNull();
      return end;
    }
  }

  private byte[] bytes(String out) throws IOException {
    return Files.readAllBytes(folder.resolve(out).resolve("maps.npy"));
  }
}
