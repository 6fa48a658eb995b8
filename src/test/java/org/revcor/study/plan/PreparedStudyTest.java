package org.revcor.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    NumericPlan earlier = new NumericPlan(800, 400, now.platform(), now.generator());

    assertThat(study.withBlocksOf(earlier).plan()).isEqualTo(earlier).isNotEqualTo(now);
  }

  @Test
  void chosenBlocksAreThoseOfTheSpecification() {
    PreparedStudy study = prepare(", \"block-size\": 600, \"batch-size\": 10");

    assertThat(study.withBlocksOf(prepare("").plan()).plan()).isEqualTo(study.plan());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"kind\": \"bubbles\", \"law\": \"uniform\", \"width\": [2, 28.5]'"
            + " | study.stimulus.width is 28.5; it must be at most 28, the longer side of these"
            + " stimuli of 1 x 28 x 28",
        "'\"kind\": \"bubbles\", \"law\": \"uniform\", \"size\": [4, 7], \"width\": 8'"
            + " | study.stimulus.width is 8.0; it must be at most 7, the longer side of these"
            + " stimuli of 1 x 4 x 7",
        "'\"kind\": \"bubbles\", \"law\": \"uniform\", \"size\": [1, 1], \"width\": 1'"
            + " | study.stimulus.kind is bubbles, with stimuli of 1 x 1 x 1; it must be another"
            + " kind, since apertures show parts of images of at least 2 pixels",
        "'\"kind\": \"bubbles\", \"law\": \"uniform\", \"number\": 1000, \"width\": 14'"
            + " | study.stimulus.number is 1000, with which the mask of stimuli of 1 x 28 x 28 is"
            + " nearly constant (standard deviation 0.0e+00); it must be a number and width with"
            + " which it has a standard deviation of at least 0.001 at some pixel",
        "'\"kind\": \"pink-noise\", \"size\": [1, 1]'"
            + " | study.stimulus.kind is pink-noise, with stimuli of 1 x 1 x 1; it must be another"
            + " kind; pink noise needs at least 2 pixels, since its power at frequency 0 is 0"
      })
  void constantStimuliAreRefused(String stimulus, String message) {
    assertRefused(() -> prepare(", \"stimulus\": {%s}".formatted(stimulus)), message);
  }

  private PreparedStudy prepare(String keys) {
    Materials materials =
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
    return PreparedStudy.of(
        StudyFile.parseJson("{\"observer\": {\"model\": \"mnist-logistic\"} %s}".formatted(keys)),
        materials,
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }
}
