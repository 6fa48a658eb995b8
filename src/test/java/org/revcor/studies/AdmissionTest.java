package org.revcor.studies;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.lane.Platform;
import org.revcor.observer.Catalogue;
import org.revcor.specification.StudyFile;
import org.revcor.stimulus.Bases;
import org.revcor.study.Capacity;
import org.revcor.study.Materials;
import org.revcor.study.Observers;
import org.revcor.study.PreparedStudy;
import org.revcor.study.StudyConflictException;

class AdmissionTest {
  @TempDir private Path folder;

  @Test
  void studiesMayTakeTheMemoryOfTheProcessTogether() {
    PreparedStudy study = study();
    long each = Capacity.UNLIMITED.allSums(study);
    Admission admission = new Admission(settings(2 * each, OptionalLong.empty()));

    admission.require(List.of(study, study));
    admission.runs("a", study);
    admission.require(List.of(study));
    admission.runs("b", study);

    assertThatThrownBy(() -> admission.require(List.of(study)))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sums take %s, and those of 2 running studies %s of the %s of this process; stop or pause one, or wait",
            mebibytes(each), mebibytes(2 * each), mebibytes(2 * each));
    assertThatThrownBy(() -> admission.memory().require(List.of(study)))
        .isInstanceOf(StudyConflictException.class);
    admission.rests("a");
    assertThatCode(() -> admission.memory().require(List.of(study))).doesNotThrowAnyException();
    assertThatThrownBy(() -> admission.require(List.of(study, study)))
        .isInstanceOf(StudyConflictException.class);
  }

  @Test
  void theFoldersOfAllStudiesHaveAQuota() throws IOException {
    PreparedStudy study = study();
    long asked = Capacity.UNLIMITED.diskBytes(study);
    Admission admission =
        new Admission(settings(Long.MAX_VALUE, OptionalLong.of(asked + 1_000_000)));

    admission.require(List.of(study));
    Files.write(
        Files.createDirectory(folder.resolve("a")).resolve("maps.npy"), new byte[1_000_001]);

    assertThatThrownBy(() -> admission.require(List.of(study)))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "checkpoints and results take up to %s, and those of other studies %s of the %s that all may have (setting studies.disk-quota); delete or prune studies",
            mebibytes(asked), mebibytes(1_000_001), mebibytes(asked + 1_000_000));
  }

  private StudiesSettings settings(long heap, OptionalLong quota) {
    return new StudiesSettings(
        folder,
        8,
        new Capacity(1, Long.MAX_VALUE, heap),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        quota);
  }

  private PreparedStudy study() {
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"}}"),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / (double) (1 << 20));
  }
}
