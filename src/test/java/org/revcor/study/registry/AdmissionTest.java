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

    admission.memory().require(List.of(study, study));
    admission.start("a", study);
    admission.memory().require(List.of(study));
    admission.start("b", study);

    assertThatThrownBy(() -> admission.memory().require(List.of(study)))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sums need %s, but 2 running studies use %s of the %s of this process; stop or"
                + " pause a study, or wait",
            Mebibytes.of(each), Mebibytes.of(2 * each), Mebibytes.of(2 * each));
    assertThatThrownBy(() -> admission.memory().require(List.of(study)))
        .isInstanceOf(StudyConflictException.class);
    admission.end("a");
    assertThatCode(() -> admission.memory().require(List.of(study))).doesNotThrowAnyException();
    assertThatThrownBy(() -> admission.memory().require(List.of(study, study)))
        .isInstanceOf(StudyConflictException.class);
  }

  /** Capacity can vanish while a study is read. */
  @Test
  void theMessageForASingleStudyMentionsNoSweep() {
    Admission admission = admission(Long.MAX_VALUE);
    admission.require(List.of(study()));
    admission.launch("a");
    admission.launch("b");

    assertThatThrownBy(() -> admission.require(List.of(study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("2 studies are running, the maximum; stop or pause a study, or wait");
  }

  @Test
  void theMessageForASweepReportsHowManyStudiesCanStart() {
    Admission admission = admission(Long.MAX_VALUE);
    admission.launch("a");

    assertThatThrownBy(() -> admission.require(List.of(study(), study())))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage(
            "the sweep has 2 studies, but at most 1 more can start now; stop running studies, or"
                + " wait");
  }

  @Test
  void aStudyTakesItsSlotFromTheRequestToTheEnd() {
    Admission admission = admission(Long.MAX_VALUE);
    admission.launch("a");
    admission.start("a", study());
    admission.requireSlot();
    admission.launch("b");

    assertThatThrownBy(admission::requireSlot).isInstanceOf(StudyConflictException.class);
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
