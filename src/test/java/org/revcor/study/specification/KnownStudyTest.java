package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;

final class KnownStudyTest {
  private static final ObserverReference MODEL = new ObserverReference.Named("net");

  @Test
  void isTheStudyOfTheSampleFile() {
    StudySpecification sample =
        StudyFile.read(
            Path.of(System.getProperty("revcor.home", "."), "conf/studies/imagenet-known.conf"));
    StudySpecification study =
        KnownStudy.of(observer(3, 64, OutputKind.LOGITS, 10), sample.observer(), 10_000, 1);
    assertThat(study).usingRecursiveComparison().ignoringFields("name").isEqualTo(sample);
  }

  @Test
  void probabilitiesAndASingleLogitAreReadAsCentredProbabilities() {
    assertThat(
            List.of(
                KnownStudy.of(observer(3, 32, OutputKind.PROBABILITIES, 10), MODEL, 1_000, 1)
                    .readout(),
                KnownStudy.of(observer(3, 32, OutputKind.LOGITS, 1), MODEL, 1_000, 1).readout()))
        .containsOnly(ClassReadout.CENTRED_PROBABILITY);
  }

  @ParameterizedTest
  @CsvSource({"1, 28, 10, 40", "3, 32, 1000, 200", "3, 128, 1000, 84", "3, 224, 2, 24"})
  void blocksOfLabelsAreSmallAndFitTheInput(int planes, int size, int classes, int block) {
    StudySpecification study =
        KnownStudy.ofLabels(
            observer(planes, size, OutputKind.LOGITS, classes), MODEL, "images", 5_000, 1);
    assertThat(study.numerics().blockSize()).hasValue(block);
  }

  private static ObserverDescription observer(
      int planes, int size, OutputKind output, int outputs) {
    List<String> classes =
        IntStream.range(0, Math.max(2, outputs)).mapToObj(Integer::toString).toList();
    return new ObserverDescription(
        "net",
        ObserverInput.unchanged(planes, size, size),
        output,
        outputs,
        classes,
        "",
        "",
        List.of(),
        true,
        true);
  }
}
