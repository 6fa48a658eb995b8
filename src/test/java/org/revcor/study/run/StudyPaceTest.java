package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.CheckpointHeader;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyStatus.Pace;
import org.revcor.study.specification.StudyFile;

/** Trials per second of a study that was interrupted for a long time. */
class StudyPaceTest {
  private static final String STUDY =
      """
      {"seed": 5, "observer": {"model": "mnist-logistic"}, "stop": {"max-trials": 2000},
       "block-size": 1000}
      """;

  private static final double MONTH_SECONDS = 30 * 24 * 3600;

  @TempDir private Path folder;

  @Test
  void rateOfARunningStudyIsThatSinceItWasResumed() throws Exception {
    new StudyRuns(folder).run(STUDY, "out", 1);
    PreparedStudy study =
        PreparedStudy.of(
            StudyFile.parseJson(STUDY),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            Platform.ofThisMachine(),
            Capacity.UNLIMITED);
    RunDirectory directory = new RunDirectory(folder.resolve("out"));
    Resumption.Point newest = Resumption.of(study, directory).from().orElseThrow();

    StudyStatus status = new StudyStatus("a-study", study, "2026-11-25T10:15:00Z", null);
    status.run();
    status.resume(new Resumption.Point(newest.checkpoint(), aMonthLater(newest.header())), 0);
    StudyView resumed = status.view();
    status.folded(4_000);
    StudyView going = status.view();
    status.suspend();
    StudyView suspended = status.view();

    assertThat(resumed.progress().trialsPerSecond())
        .isBetween(2_000 / (MONTH_SECONDS + 60), 2_000 / MONTH_SECONDS);
    assertThat(going.progress().seconds()).isBetween(MONTH_SECONDS, MONTH_SECONDS + 60);
    assertThat(Objects.requireNonNull(going.progress().trialsPerSecond()))
        .isGreaterThan(2_000 / 60.0);
    assertThat(suspended.progress().trialsPerSecond())
        .isBetween(4_000 / (MONTH_SECONDS + 60), 4_000 / MONTH_SECONDS);
  }

  @Test
  void paceFollowsTheSpeedOfTheLastMinutes() {
    Pace pace = Pace.from(0, 0);
    for (int second = 1; second <= 600; second++) {
      pace = pace.at(1_000L * second, second);
    }
    assertThat(pace.trialsPerSecond()).isCloseTo(1_000, within(1e-6));

    for (int second = 1; second <= 300; second++) {
      pace = pace.at(600_000 + 100L * second, 600 + second);
    }
    assertThat(pace.trialsPerSecond()).as("mean of all trials: 700").isBetween(100.0, 250.0);
  }

  @Test
  void paceLeavesOutTimeThatTheStudyWaited() {
    Pace pace = Pace.from(0, 0).at(60_000, 60).waitedUntil(7_200).at(61_000, 7_201);

    assertThat(pace.trialsPerSecond()).isCloseTo(1_000, within(1e-6));
    assertThat(pace.elapsed()).isEqualTo(61);
  }

  @Test
  void longBlocksThatEndTogetherChangeThePaceLittle() {
    Pace pace = Pace.from(0, 0);
    long trials = 0;
    for (int round = 1; round <= 20; round++) {
      for (int lane = 0; lane < 8; lane++) {
        trials += 1_000;
        pace = pace.at(trials, 100 * round + lane);
      }
      assertThat(pace.trialsPerSecond()).isCloseTo(80, within(4.0));
    }
  }

  private static CheckpointHeader aMonthLater(CheckpointHeader header) {
    return new CheckpointHeader(
        header.study(), header.blocks(), header.trials(), header.met(), MONTH_SECONDS);
  }
}
