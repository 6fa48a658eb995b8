package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
        KnownStudy.of(observer(3, 64, OutputKind.LOGITS, 10), sample.observer(), 10_000);
    assertThat(study).usingRecursiveComparison().ignoringFields("name").isEqualTo(sample);
  }

  @Test
  void probabilitiesAndASingleLogitAreReadAsCentredProbabilities() {
    assertThat(
            List.of(
                KnownStudy.of(observer(3, 32, OutputKind.PROBABILITIES, 10), MODEL, 1_000)
                    .readout(),
                KnownStudy.of(observer(3, 32, OutputKind.LOGITS, 1), MODEL, 1_000).readout()))
        .containsOnly(ClassReadout.CENTRED_PROBABILITY);
  }

  @Test
  void refusesNetworksOfOtherImages() {
    assertThatThrownBy(() -> KnownStudy.of(observer(1, 64, OutputKind.LOGITS, 10), MODEL, 1_000))
        .hasMessage(
            "study.observer.input is [1, 64, 64], the input of net; it must be three planes (red,"
                + " green, blue) of at least 32 x 32 pixels, the size of the stimuli");
    assertThatThrownBy(() -> KnownStudy.of(observer(3, 28, OutputKind.LOGITS, 10), MODEL, 1_000))
        .hasMessageContaining("[3, 28, 28]");
    assertThatThrownBy(() -> KnownStudy.of(observer(3, 64, OutputKind.IMAGES, 10), MODEL, 1_000))
        .hasMessageContaining("net, which returns images; it must be a network that returns");
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
