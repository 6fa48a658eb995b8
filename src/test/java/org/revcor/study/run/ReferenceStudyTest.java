package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.study.results.Convergence;
import org.revcor.study.results.Reference;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Studies whose maps are correlated with those of a reference at every look. */
@Tag("full")
final class ReferenceStudyTest extends StudyRuns {
  private static final String STUDY =
      """
      {"observer":{"model":"mnist-logistic"},"readout":{"kind":"logit"},"seed":%d,"block-size":200,
       "stop":{"max-trials":20000}}
      """;

  private Reference reference;

  @BeforeEach
  void runReference() throws Exception {
    run(STUDY.formatted(1), "reference", 2);
    reference = Reference.read(folder.resolve("reference"));
  }

  private HeadlessStudy start(String out, int lanes, Reference maps) {
    return HeadlessStudy.start(
        StudyFile.parseJson(STUDY.formatted(2)),
        materials(),
        folder.resolve(out),
        lanes(lanes),
        Duration.ofSeconds(30),
        Optional.of(maps),
        false);
  }

  private void run(String out, int lanes, Reference maps) throws Exception {
    try (HeadlessStudy running = start(out, lanes, maps)) {
      StudyView end = running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
      assertThat(end.lifecycle().problem()).isNull();
      assertThat(end.warnings()).isEmpty();
    }
  }

  private RunDirectory directory(String out) {
    return new RunDirectory(folder.resolve(out));
  }

  private Convergence convergence(String out) throws IOException {
    return Convergence.of(directory(out), 10, Optional.of(reference));
  }

  @Test
  void everyLookRecordsTheCorrelationOfItsMaps() throws Exception {
    run("with", 2, reference);

    Convergence with = convergence("with");
    double[] last =
        reference.correlations(directory("with"), directory("with").record().orElseThrow());
    assertThat(with.trials().length).isGreaterThan(40);
    assertThat(with.trials()).endsWith(20_000);
    for (int channel = 0; channel < 10; channel++) {
      double[] curve = with.reference(channel).orElseThrow();
      assertThat(curve).hasSize(with.trials().length).endsWith(last[channel]);
      // two estimates of one map, each of reliability above .9
      assertThat(last[channel]).isGreaterThan(0.9);
      assertThat(curve[0]).isLessThan(0.5);
    }
    assertThat(Files.readAllLines(folder.resolve("with").resolve(reference.file())).getFirst())
        .isEqualTo("trials,channel,correlation");
  }

  @Test
  void correlationsAreTheSameBytesForAnyLanesAndStopsAndChangeNothingElse() throws Exception {
    run("one", 1, reference);
    run("two", 2, reference);
    try (HeadlessStudy stopped = start("stopped", 1, reference)) {
      stopped.stop();
      stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    run("stopped", 2, reference);
    run(STUDY.formatted(2), "without", 1);

    for (String out : List.of("two", "stopped")) {
      assertThat(folder.resolve(out).resolve(reference.file()))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(reference.file()));
      assertSameResults("one", out);
    }
    assertSameResults("one", "without");
    assertThat(convergence("without").reference()).isEmpty();
  }

  @Test
  void eachReferenceHasItsFileAndARestartDeletesIt() throws Exception {
    run("with", 2, reference);
    Reference other = Reference.read(folder.resolve("with"));
    run("other", 2, other);

    assertThat(convergence("other").reference()).isEmpty();
    assertThat(Convergence.of(directory("other"), 10, Optional.of(other)).reference()).isPresent();
    restart(STUDY.formatted(2), "other", 1).close();
    try (Stream<Path> files = Files.list(folder.resolve("other"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("reference-"));
    }
  }

  @Test
  void studyResumedWithoutAReferenceHasNoCorrelations() throws Exception {
    try (HeadlessStudy stopped = start("part", 1, reference)) {
      stopped.stop();
      stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    run(STUDY.formatted(2), "part", 2);

    assertThat(convergence("part").trials().length).isGreaterThan(40);
    assertThat(convergence("part").reference()).isEmpty();
  }
}
