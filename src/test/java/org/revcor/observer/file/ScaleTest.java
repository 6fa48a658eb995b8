package org.revcor.observer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Scale;

final class ScaleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Scale STANDARD = new Scale.Standard(List.of(0.25, 0.5), List.of(0.5, 2.0));

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @Test
  void standardisesEachPlane() {
    double[][] images = TorchScriptNetworks.images(5);
    float[] stimuli = TorchScriptNetworks.array(images, manager).toFloatArray();
    float[] scaled = new float[stimuli.length];
    for (int i = 0; i < stimuli.length; i++) {
      scaled[i] = i / 30 % 2 == 0 ? (stimuli[i] - 0.25f) / 0.5f : (stimuli[i] - 0.5f) / 2f;
    }
    assertThat(output(STANDARD, stimuli)).isEqualTo(output(new Scale.Unit(), scaled));
  }

  @Test
  void bytesAreTheStimulusTimes255() {
    float[] stimuli =
        TorchScriptNetworks.array(TorchScriptNetworks.images(5), manager).toFloatArray();
    float[] scaled = new float[stimuli.length];
    for (int i = 0; i < stimuli.length; i++) {
      scaled[i] = stimuli[i] * 255;
    }
    assertThat(output(new Scale.Bytes(), stimuli)).isEqualTo(output(new Scale.Unit(), scaled));
  }

  @Test
  void distinguishesObserversOfTheSameFile() {
    ObserverSource unit = TorchScriptNetworks.file(new Scale.Unit()).open();
    ObserverSource standard = TorchScriptNetworks.file(STANDARD).open();
    assertThat(TorchScriptNetworks.file(STANDARD).open()).isEqualTo(standard).isNotEqualTo(unit);
    assertThat(unit.description().input().scale()).isEqualTo(new Scale.Unit());
    assertThat(standard.description().input().scale()).isEqualTo(STANDARD);
    assertThat(standard.description().digest()).isEqualTo(unit.description().digest());
  }

  @Test
  void readsTheFormsThatItWrites() throws JsonProcessingException {
    for (Scale scale : List.of(new Scale.Unit(), new Scale.Bytes(), STANDARD)) {
      String json = JSON.writeValueAsString(scale);
      assertThat(JSON.readValue(json, Scale.class)).isEqualTo(scale);
      assertThat(Scale.read("scale", JSON.readTree(json))).isEqualTo(scale);
    }
    assertThat(Scale.read("scale", JSON.readTree("\"mnist\"")))
        .isEqualTo(new Scale.Standard(List.of(0.1307), List.of(0.3081)));
    assertThat(JSON.writeValueAsString(STANDARD))
        .isEqualTo("{\"mean\":[0.25,0.5],\"sd\":[0.5,2.0]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "byte"                     | s is byte; it must be unit, bytes, imagenet, cifar-10, mnist or { mean = [...], sd = [...] }; did you mean bytes?
          255                        | s is 255; it must be unit, bytes, imagenet, cifar-10, mnist or { mean = [...], sd = [...] }
          {"mean": [0.5]}            | s.sd is missing; it must be a list of numbers from 1e-6 to 1e6
          {"sd": [1]}                | s.mean is missing; it must be a list of numbers from -1e6 to 1e6
          {"mean": 0.5, "sd": [1]}   | s.mean is 0.5; it must be a list of numbers from -1e6 to 1e6
          {"mean": ["a"], "sd": [1]} | s.mean is ["a"]; it must be a list of numbers from -1e6 to 1e6
          {"mean": [1e9], "sd": [1]} | s.mean is [1.0E9]; it must be a list of numbers from -1e6 to 1e6
          {"mean": [0], "sd": [0]}   | s.sd is [0]; it must be a list of numbers from 1e-6 to 1e6
          {"mean": [0], "sd": [-1]}  | s.sd is [-1]; it must be a list of numbers from 1e-6 to 1e6
          {"mean": [0], "std": [1]}  | s.std is an unknown key; it must be one of mean, sd; did you mean sd?
          """)
  void rejectsInvalidScales(String json, String message) throws JsonProcessingException {
    assertRefused(() -> Scale.read("s", JSON.readTree(json)), message);
  }

  @Test
  void rejectsAnotherNumberOfPlanes() {
    assertRefused(
        () ->
            TorchScriptNetworks.file(new Scale.Standard(List.of(0.5, 0.5, 0.5), List.of(1.0, 1.0))),
        "study.observer.scale.mean is [0.5, 0.5, 0.5]; it must be a list of 2 numbers, for 2"
            + " planes");
    assertRefused(
        () -> TorchScriptNetworks.file(new Scale.Standard(List.of(0.5, 0.5), List.of(1.0))),
        "study.observer.scale.sd is [1.0]; it must be a list of 2 numbers, for 2 planes");
  }

  @Test
  void rejectsInvalidScalesOnACard(@TempDir Path folder) throws IOException {
    Path file = Files.copy(TorchScriptNetworks.path("rgb"), folder.resolve("net.pt"));
    Path card = folder.resolve("net.json");
    Files.writeString(card, "{\"input\": [3, 2, 2], \"scale\": \"bites\"}");
    assertRefused(
        () ->
            NetworkFile.declared(
                file,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
        card
            + " scale is bites; it must be unit, bytes, imagenet, cifar-10, mnist or { mean = [...], sd = [...] }; did you"
            + " mean bytes?");
  }

  private float[] output(Scale scale, float[] stimuli) {
    try (Observer observer = TorchScriptNetworks.file(scale).open().load(Device.cpu())) {
      return observer.forward(manager.create(stimuli).reshape(5, 2, 6, 5)).toFloatArray();
    }
  }
}
