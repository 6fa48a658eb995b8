package org.revcor.studies;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.lane.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.specification.StudyFile;
import org.revcor.stimulus.Bases;
import org.revcor.study.Capacity;
import org.revcor.study.Materials;
import org.revcor.study.Observers;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;

class RunningStudiesTest {
  private static final int MOST = 2;

  @TempDir private Path folder;

  /** Room may have gone while it was read. */
  @Test
  void aSingleStudyIsNotCalledASweep() {
    RunningStudies running = running();
    running.requireRoomFor(List.of(study()));
    running.creating(MOST);

    assertThatThrownBy(() -> running.requireRoomFor(List.of(study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("2 studies run already, as many as may; stop or pause one, or wait");
  }

  @Test
  void aSweepIsToldHowManyMayBegin() {
    RunningStudies running = running();
    running.creating(1);

    assertThatThrownBy(() -> running.requireRoomFor(List.of(study(), study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sweep has 2 studies, and no more than 1 may begin beside those that run; stop some or wait");
  }

  private RunningStudies running() {
    return new RunningStudies(
        new StudiesSettings(
            folder,
            MOST,
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
