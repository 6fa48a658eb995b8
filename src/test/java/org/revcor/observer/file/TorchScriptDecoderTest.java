package org.revcor.observer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.file.TorchScriptDecoder.DecoderInspection;

final class TorchScriptDecoderTest {
  @TempDir Path folder;

  @Test
  void returnsTheOutputOfTheNetworkForLatentValues() {
    Path file = TorchScriptNetworks.path("linear");
    ObserverSource decoder = TorchScriptDecoder.of(file, TorchScriptDecoder.inspect(file, 16));
    ObserverSource observer =
        NetworkFile.of(file, List.of(1, 4, 4), OutputKind.LOGITS, List.of()).open();
    try (Observer decoding = decoder.load(Device.cpu());
        Observer network = observer.load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray numbers = manager.arange(16f).div(16);
      assertThat(decoding.forward(numbers.reshape(1, 16, 1, 1)).toFloatArray())
          .isEqualTo(network.forward(numbers.reshape(1, 1, 4, 4)).toFloatArray());
    }
  }

  @Test
  void digestOfAFileIsThatOfItsInspection() {
    Path file = TorchScriptNetworks.path("linear");

    assertThat(TorchScriptDecoder.digest(file))
        .isEqualTo(TorchScriptDecoder.inspect(file, 16).digest());
  }

  @Test
  void rejectsAWrongNumberOfLatentValues() {
    Path file = TorchScriptNetworks.path("linear");
    assertRefused(() -> TorchScriptDecoder.inspect(file, 5))
        .hasMessageStartingWith(
            "study.stimulus.latent.values is 5, which " + file + " does not accept (")
        .hasMessageEndingWith(
            "it must be the number k of the decoder's latent values, for an input of n x k or n x k"
                + " x 1 x 1");
  }

  @Test
  void rejectsFilesThatAreNotDecoders() {
    Path missing = folder.resolve("missing.pt");
    assertThatThrownBy(() -> TorchScriptDecoder.inspect(missing, 5))
        .hasMessage(
            "study.stimulus.decoder-file is %s, which does not exist; it must be an existing TorchScript file"
                .formatted(missing));
    assertRefused(() -> TorchScriptDecoder.inspect(TorchScriptNetworks.path("state-dict"), 5))
        .hasMessageContaining("which is not TorchScript (");
  }

  @Test
  void imagesAreFlatOrHaveTheOrderOfStimuli() {
    DecoderInspection flat = inspected(12);
    inspected(12, 1).requireOrder(stimuli("rgb", 3, 2, 2));
    DecoderInspection planesFirst = inspected(3, 2, 2);
    ObserverDescription colours = stimuli("rgb", 3, 2, 2);
    flat.requireOrder(colours);
    planesFirst.requireOrder(colours);
    ObserverDescription grey = stimuli("linear", 1, 4, 4);
    inspected(4, 4, 1).requireOrder(grey);
    inspected(4, 4).requireOrder(grey);
  }

  private static DecoderInspection inspected(long... image) {
    return new DecoderInspection("", 16, false, Arrays.stream(image).boxed().toList());
  }

  private static ObserverDescription stimuli(String network, Integer... input) {
    return NetworkFile.of(
            TorchScriptNetworks.path(network), List.of(input), OutputKind.LOGITS, List.of())
        .open()
        .description();
  }

  @Test
  void rejectsNetworksWithoutImagesOrWithRandomImages() {
    Path dictionary = TorchScriptNetworks.path("dictionary");
    assertRefused(() -> TorchScriptDecoder.inspect(dictionary, 16))
        .hasMessageStartingWith(
            "study.stimulus.decoder-file is " + dictionary + ", which does not return one array");
    Path random = TorchScriptNetworks.path("random");
    assertRefused(() -> TorchScriptDecoder.inspect(random, 16))
        .hasMessageContaining(
            "which returns different images in two runs on the same latent values");
  }
}
