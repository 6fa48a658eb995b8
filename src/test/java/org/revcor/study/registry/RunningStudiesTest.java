package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.specification.StudyFile;

class RunningStudiesTest {
  private static final int MAX = 2;

  @TempDir private Path folder;

  /** Capacity can vanish while a study is read. */
  @Test
  void theMessageForASingleStudyMentionsNoSweep() {
    RunningStudies running = running();
    running.requireCapacityFor(List.of(study()));
    running.reserve(MAX);

    assertThatThrownBy(() -> running.requireCapacityFor(List.of(study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("2 studies are running, the maximum; stop or pause a study, or wait");
  }

  @Test
  void theMessageForASweepReportsHowManyStudiesCanStart() {
    RunningStudies running = running();
    running.reserve(1);

    assertThatThrownBy(() -> running.requireCapacityFor(List.of(study(), study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sweep has 2 studies, but at most 1 more can start now; stop running studies, or"
                + " wait");
  }

  private RunningStudies running() {
    return new RunningStudies(
        new StudiesSettings(
            folder,
            MAX,
            Capacity.UNLIMITED,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            OptionalLong.empty()));
  }

  private PreparedStudy study() {
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"}}"),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
