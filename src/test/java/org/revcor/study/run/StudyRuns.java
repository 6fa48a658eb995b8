package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.Observer;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Runs studies to their end without a server; also the base of tests that do so. */
class StudyRuns {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final List<String> NOT_COMPARED = List.of("looks.csv", "digests.json");

  /** Parent of the run directories and of the files that studies name. */
  @TempDir Path folder;

  /** Creates runs in a folder that JUnit sets. */
  StudyRuns() {}

  StudyRuns(Path folder) {
    this.folder = folder;
  }

  final StudyView run(String study, String out, int lanes) throws Exception {
    try (HeadlessStudy running = start(study, out, lanes)) {
      StudyView end = running.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
      assertThat(end.lifecycle().problem()).isNull();
      return end;
    }
  }

  final HeadlessStudy start(String study, String out, int lanes) {
    return HeadlessStudy.start(
        StudyFile.parseJson(study), materials(), folder.resolve(out), lanes(lanes), INTERVAL);
  }

  /** Starts a study and deletes the earlier content of its folder. */
  final HeadlessStudy restart(String study, String out, int lanes) {
    return HeadlessStudy.start(
        StudyFile.parseJson(study),
        materials(),
        folder.resolve(out),
        lanes(lanes),
        INTERVAL,
        Optional.empty(),
        true);
  }

  final Materials materials() {
    return new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
  }

  static LaneSettings lanes(int lanes) {
    return new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 26);
  }

  final float[] array(String file) throws IOException {
    return Npy.floats(Files.readAllBytes(folder.resolve(file)));
  }

  final float[] weights(int channel) {
    try (Observer observer = new Catalogue(folder).named("mnist-logistic").load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray blank = manager.zeros(new Shape(1, 1, 28, 28));
      return observer
          .gradient(blank, "logits", logits -> logits.get(":, {}", channel))
          .gradient()
          .toFloatArray();
    }
  }

  /**
   * Runs a study on one lane, on two lanes and with a stop between; asserts that all results are
   * equal.
   */
  final StudyView sameBytesWithOneAndTwoLanesAndAfterAStop(String study) throws Exception {
    StudyView end = run(study, "one", 1);
    run(study, "two", 2);
    try (HeadlessStudy stopped = start(study, "stopped", 1)) {
      stopped.stop();
      stopped.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
    run(study, "stopped", 2);
    assertSameResults("one", "two");
    assertSameResults("one", "stopped");
    return end;
  }

  final void assertSameResults(String one, String other) {
    assertThat(results(folder.resolve(other))).isEqualTo(results(folder.resolve(one)));
  }

  /** Members of records and summaries that differ between equal studies. */
  private static final List<String> DIFFERENT =
      List.of(
          "id",
          "state",
          "created",
          "ended",
          "seconds",
          "trialsPerSecond",
          "etaTrials",
          "etaSeconds",
          "verdict",
          "checkpoint",
          "storageProblem");

  /**
   * Returns the digests of all result files of a run directory. Times, checkpoints, which contain
   * times, and correlations with a reference are left out.
   */
  static Map<String, Object> results(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Map<String, Object> results = new TreeMap<>();
      files
          .filter(file -> !NOT_COMPARED.contains(file.getFileName().toString()))
          .filter(file -> !file.getFileName().toString().matches("(checkpoint|reference)-.*"))
          .forEach(file -> results.put(file.getFileName().toString(), content(file)));
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object content(Path file) {
    try {
      if (file.endsWith("summary.json") || file.endsWith("record.json")) {
        ObjectNode study = (ObjectNode) Json.MAPPER.readTree(file.toFile());
        return study.remove(DIFFERENT).toString();
      }
      return Digest.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
