package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
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
  private static final int MAX = 2;

  @TempDir private Path folder;

  @Test
  void allStudiesTogetherMustFitIntoTheHeap() {
    PreparedStudy study = study();
    long each = Capacity.UNLIMITED.allSums(study);
    Admission admission = admission(2 * each);

    admission.start("a", study);
    admission.memory().require(study);
    admission.start("b", study);

    assertThatThrownBy(() -> admission.memory().require(study))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sums need %s, but 2 running studies use %s of the %s of this process; stop or"
                + " pause a study, or wait",
            Mebibytes.of(each), Mebibytes.of(2 * each), Mebibytes.of(2 * each));
    admission.end("a");
    assertThatCode(() -> admission.memory().require(study)).doesNotThrowAnyException();
  }

  @Test
  void asManyStudiesCanStartAsThereAreSlots() {
    Admission admission = admission(Long.MAX_VALUE);
    PreparedStudy study = study();

    assertThat(admission.startable(List.of(study, study, study))).isEqualTo(2);
    admission.launch("a");
    assertThat(admission.startable(List.of(study, study))).isEqualTo(1);
    admission.start("b", study);
    assertThat(admission.startable(List.of(study))).isZero();
  }

  @Test
  void asManyStudiesCanStartAsFitIntoTheHeap() {
    PreparedStudy study = study();
    Admission admission = admission(Capacity.UNLIMITED.allSums(study));

    assertThat(admission.startable(List.of(study, study))).isEqualTo(1);
    admission.start("a", study);
    assertThat(admission.startable(List.of(study))).isZero();
  }

  @Test
  void aStudyTakesItsSlotFromTheRequestToTheEnd() {
    Admission admission = admission(Long.MAX_VALUE);
    admission.launch("a");
    admission.start("a", study());
    admission.requireSlot();
    admission.launch("b");

    assertThatThrownBy(admission::requireSlot)
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("2 studies are running, the maximum; stop or pause a study, or wait");
    admission.end("b");
    assertThatCode(admission::requireSlot).doesNotThrowAnyException();
    assertThat(admission.running()).containsExactly("a");
  }

  private static Admission admission(long heap) {
    return new Admission(MAX, () -> new Capacity(1, Long.MAX_VALUE, heap));
  }

  private PreparedStudy study() {
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"}}"),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
