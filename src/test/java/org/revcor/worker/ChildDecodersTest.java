package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;
import org.revcor.study.plan.Materials;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.StimulusSources.DecoderRunner;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

@Tag("full")
class ChildDecodersTest {
  private static final String OF_FILE =
      "{\"kind\": \"generator\", \"decoder-file\": \"hostile.pt\", \"latent\": {\"values\": 16,"
          + " \"law\": \"uniform\"}}";

  @TempDir private Path folder;

  @Test
  void reportOfABasisIsThatOfThisProcessAndIsRemembered() {
    String stimulus = "{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"}";
    ChildDecoders decoders = decoders();

    DecoderReport report = run(decoders, stimulus, 1, 28, 28);

    assertThat(report)
        .usingRecursiveComparison()
        .isEqualTo(run(DecoderRunner.LOCAL, stimulus, 1, 28, 28));
    assertThat(run(decoders, stimulus, 1, 28, 28)).isSameAs(report);
  }

  @Test
  void reportOfAFileIsThatOfThisProcess() throws Exception {
    write(HostileNetwork.PRINTS);

    assertThat(run(decoders(), OF_FILE, 3, 1, 1))
        .usingRecursiveComparison()
        .isEqualTo(run(DecoderRunner.LOCAL, OF_FILE, 3, 1, 1));
  }

  @Test
  void studyThatIsLargerThanAMessageIsDecoded() {
    String stimulus = "{\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"}";
    String large =
        "{\"observer\": {\"file\": \"large.pt\", \"classes\": [%s]}, \"stimulus\": %s}"
            .formatted(
                IntStream.range(0, 100_000)
                    .mapToObj("\"%d\""::formatted)
                    .collect(Collectors.joining(",")),
                stimulus);

    assertThat(run(decoders(), StudyFile.parseJson(large), 1, 28, 28))
        .usingRecursiveComparison()
        .isEqualTo(run(DecoderRunner.LOCAL, stimulus, 1, 28, 28));
  }

  @Test
  void decoderThatEndsItsProcessIsRefusedWithTheSignal() throws Exception {
    write(HostileNetwork.dividesByZero(HostileNetwork.INSPECTED));

    assertRefused(() -> run(decoders(), OF_FILE, 3, 1, 1))
        .hasMessageStartingWith(
            "study.stimulus is images of hostile.pt, whose decoder cannot be run: the decoder ended"
                + " its process by SIGFPE");
  }

  @Test
  void decoderOfAnotherShapeIsRefusedAsInThisProcess() throws Exception {
    write(HostileNetwork.PRINTS);

    assertRefused(
        () -> run(decoders(), OF_FILE, 1, 2, 2),
        "study.stimulus is one whose decoder produces 3 values per image; it must be one of 1 x"
            + " 2 x 2, the input of seen");
  }

  private void write(String code) throws IOException {
    HostileNetwork.write(Files.createDirectories(observers()), "hostile", code);
  }

  private Path observers() {
    return folder.resolve("observers");
  }

  private ProcessSettings settings() {
    return settings(folder, 4L << 30);
  }

  static ProcessSettings settings(Path folder, long memory) {
    String none = folder.resolve("none").toString();
    return new ProcessSettings(
        none,
        none,
        folder.resolve("observers").toString(),
        false,
        1,
        60_000,
        3,
        1 << 26,
        KernelChoice.LIBTORCH,
        memory);
  }

  private ChildDecoders decoders() {
    Duration timeout = Duration.ofSeconds(60);
    return new ChildDecoders(new ChildNetworks(Confinement.find(), settings(), timeout), timeout);
  }

  private DecoderReport run(
      DecoderRunner decoders, String stimulus, int planes, int height, int width) {
    return run(
        decoders,
        StudyFile.parseJson(
            "{\"observer\": {\"model\": \"seen\"}, \"stimulus\": %s}".formatted(stimulus)),
        planes,
        height,
        width);
  }

  private DecoderReport run(
      DecoderRunner decoders, StudySpecification study, int planes, int height, int width) {
    Materials materials = settings().materials();
    return decoders.run(
        (DecodedKind) study.stimuli().kind(), study, observer(planes, height, width), materials);
  }

  private static ObserverDescription observer(int planes, int height, int width) {
    return ObserverDescription.of(
        "seen",
        ObserverInput.unchanged(planes, height, width),
        OutputKind.LOGITS,
        2,
        List.of("a", "b"),
        List.of());
  }
}
