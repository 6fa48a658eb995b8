package org.revcor.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.lane.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.specification.StudyFile;
import org.revcor.stimulus.Bases;

/** Trials a second of a study that was interrupted for long. */
class StudyPaceTest {
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "mnist-logistic"}, "stop": {"max-trials": 2000},
       "block-size": 1000}
      """;

  private static final double A_MONTH = 30 * 24 * 3600;

  @TempDir private Path folder;

  @Test
  void whatIsLeftIsToldByThePaceSinceItWasResumed() throws Exception {
    new StudyRuns(folder).run(STUDY, "out", 1);
    PreparedStudy study =
        PreparedStudy.of(
            StudyFile.parseJson(STUDY),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            Platform.ofThisMachine(),
            Capacity.UNLIMITED);
    RunDirectory directory = new RunDirectory(folder.resolve("out"));
    Resumption.Point newest = Resumption.of(study, directory).from().orElseThrow();

    StudyStatus status = new StudyStatus("a-study", study);
    status.run();
    status.resume(new Resumption.Point(newest.checkpoint(), aMonthLater(newest.header())), 0);
    StudyView resumed = status.view();
    status.folded(4_000);
    StudyView going = status.view();
    status.rest();
    StudyView atRest = status.view();

    assertThat(resumed.trialsPerSecond()).isBetween(2_000 / (A_MONTH + 60), 2_000 / A_MONTH);
    assertThat(going.seconds()).isBetween(A_MONTH, A_MONTH + 60);
    assertThat(Objects.requireNonNull(going.trialsPerSecond())).isGreaterThan(2_000 / 60.0);
    assertThat(atRest.trialsPerSecond()).isBetween(4_000 / (A_MONTH + 60), 4_000 / A_MONTH);
  }

  private static CheckpointHeader aMonthLater(CheckpointHeader header) {
    return new CheckpointHeader(
        header.study(), header.blocks(), header.trials(), header.met(), A_MONTH);
  }
}
