package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.specification.StudyFile;

final class PreparedStudyTest {
  @TempDir private Path folder;

  @Test
  void anEarlierRunKeepsItsBlocksAndLargerBatches() {
    PreparedStudy study = prepare("");
    NumericPlan now = study.plan();
    NumericPlan earlier =
        new NumericPlan(800, 400, now.platform(), now.generator(), now.precision());

    assertThat(study.withBlocksOf(earlier).plan()).isEqualTo(earlier).isNotEqualTo(now);
  }

  @Test
  void chosenBlocksAreThoseOfTheSpecification() {
    PreparedStudy study = prepare(", \"block-size\": 600, \"batch-size\": 10");

    assertThat(study.withBlocksOf(prepare("").plan()).plan()).isEqualTo(study.plan());
  }

  private PreparedStudy prepare(String keys) {
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"} %s}".formatted(keys)),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
