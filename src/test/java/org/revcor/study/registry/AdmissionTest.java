package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.specification.StudyFile;

class AdmissionTest {
  @TempDir private Path folder;

  @Test
  void allStudiesTogetherMustFitIntoTheHeap() {
    PreparedStudy study = study();
    long each = Capacity.UNLIMITED.allSums(study);
    Admission admission = new Admission(settings(2 * each));

    admission.memory().require(List.of(study, study));
    admission.add("a", study);
    admission.memory().require(List.of(study));
    admission.add("b", study);

    assertThatThrownBy(() -> admission.memory().require(List.of(study)))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sums need %s, but 2 running studies use %s of the %s of this process; stop or"
                + " pause a study, or wait",
            Mebibytes.of(each), Mebibytes.of(2 * each), Mebibytes.of(2 * each));
    assertThatThrownBy(() -> admission.memory().require(List.of(study)))
        .isInstanceOf(StudyConflictException.class);
    admission.remove("a");
    assertThatCode(() -> admission.memory().require(List.of(study))).doesNotThrowAnyException();
    assertThatThrownBy(() -> admission.memory().require(List.of(study, study)))
        .isInstanceOf(StudyConflictException.class);
  }

  private StudiesSettings settings(long heap) {
    return new StudiesSettings(
        folder,
        8,
        new Capacity(1, Long.MAX_VALUE, heap),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        OptionalLong.empty());
  }

  private PreparedStudy study() {
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"}}"),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
