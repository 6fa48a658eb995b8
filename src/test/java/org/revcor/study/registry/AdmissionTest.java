package org.revcor.study.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.RefusedException.Reason;
import org.revcor.inference.Mebibytes;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

class AdmissionTest {
  private static final int MAX = 2;

  @AutoClose("shutdownTestKit")
  private static final ActorTestKit KIT = ActorTestKit.create();

  @TempDir private Path folder;

  @Test
  void allStudiesTogetherMustFitIntoTheHeap_alsoThoseThatAreAboutToRun() {
    PreparedStudy study = study();
    long each = Capacity.UNLIMITED.allSums(study);
    Admission admission = admission(2 * each);

    admission.addRunning("a", each);
    admission.addPreparing("b");
    admission.addPreparing("c");
    admission.reserveMemory("b", study);

    assertThatThrownBy(() -> admission.reserveMemory("c", study))
        .matches(Reason.MEMORY::isOf)
        .hasMessage(
            "the sums need %s, but 2 running studies use %s of the %s of this process; stop or"
                + " pause a study, or wait",
            Mebibytes.of(each), Mebibytes.of(2 * each), Mebibytes.of(2 * each));
    admission.remove("b");
    assertThatCode(() -> admission.reserveMemory("c", study)).doesNotThrowAnyException();
  }

  @Test
  void asManyStudiesCanStartAsThereAreSlots() {
    Admission admission = admission(Long.MAX_VALUE);
    PreparedStudy study = study();

    assertThat(reserve(admission, study, study, study)).isEqualTo(2);
    admission.addPreparing("a");
    assertThat(reserve(admission, study, study)).isEqualTo(1);
    admission.addRunning("b", 0);
    assertThat(reserve(admission, study)).isZero();
  }

  @Test
  void asManyStudiesCanStartAsFitIntoTheHeap_besideThoseThatAreBeingCreated() {
    PreparedStudy study = study();
    long each = Capacity.UNLIMITED.allSums(study);
    Admission admission = admission(each);

    assertThat(admission.reserve(submit("first"), List.of(study, study), true)).isEqualTo(1);
    assertThat(admission.hasWaiting()).isTrue();
    assertThat(reserve(admission, study)).isZero();
    assertThat(admission.release(submit("first"))).containsExactly(each);
    assertThat(admission.hasWaiting()).isFalse();
    admission.addRunning("a", each);
    assertThat(reserve(admission, study)).isZero();
  }

  @Test
  void aStudyTakesItsSlotFromTheRequestToTheEnd() {
    Admission admission = admission(Long.MAX_VALUE);
    admission.addPreparing("a");
    admission.started("a");
    admission.requireSlot();
    admission.addPreparing("b");

    assertThatThrownBy(admission::requireSlot)
        .matches(Reason.CONFLICT::isOf)
        .hasMessage("2 studies are running, the maximum; stop or pause a study, or wait");
    admission.remove("b");
    assertThatCode(admission::requireSlot).doesNotThrowAnyException();
    assertThat(admission.running()).containsExactly("a");
  }

  private static int reserve(Admission admission, PreparedStudy... studies) {
    int count = admission.reserve(submit("key"), List.of(studies), true);
    admission.release(submit("key"));
    return count;
  }

  private static StudyRegistry.Submit submit(String key) {
    return new StudyRegistry.Submit(
        new StudyRegistry.StudySweep("{}"), null, key, KIT.system().ignoreRef());
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
