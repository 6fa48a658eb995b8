package org.revcor.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.revcor.lane.LaneSettings;
import org.revcor.observer.Catalogue;
import org.revcor.stimulus.Bases;

/**
 * Studies that run to their end without a server.
 *
 * @param folder their run directories are below it, and whatever files they name
 */
record StudyRuns(Path folder) {
  private static final List<String> RESULTS =
      List.of("maps.npy", "errors.npy", "z.npy", "half-a.npy", "history.csv");

  /** Runs one, or goes on with it. */
  StudyView run(String study, String out, int lanes) throws Exception {
    try (HeadlessStudy running = start(study, out, lanes)) {
      StudyView end = running.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
      assertThat(end.problem()).isNull();
      return end;
    }
  }

  HeadlessStudy start(String study, String out, int lanes) {
    return HeadlessStudy.start(
        StudyFile.parseJson(study),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        folder.resolve(out),
        new LaneSettings(lanes, Duration.ofSeconds(60), 3, 1 << 26),
        Duration.ofSeconds(30));
  }

  /** The values of an array that a study left. */
  float[] array(String file) throws IOException {
    return Npy.floats(Files.readAllBytes(folder.resolve(file)));
  }

  /** Runs a study on one lane, on two, and with a stop between; all leave the same bytes. */
  StudyView sameBytesWithOneAndTwoLanesAndAfterAStop(String study) throws Exception {
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

  void assertSameResults(String one, String other) {
    for (String file : RESULTS) {
      assertThat(folder.resolve(other).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(one).resolve(file));
    }
  }
}
