package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.catalogue.Catalogue;

final class ObserversShowCommandTest {
  @TempDir Path folder;

  private Path observers;

  @BeforeEach
  void observers() throws IOException {
    observers = Files.createDirectory(folder.resolve("observers"));
  }

  @Test
  void aTrainedNetworkWithReceptiveFields() {
    List<String> lines = show("mnist-cnn").out().lines().toList();
    assertThat(lines)
        .startsWith("name       mnist-cnn", "origin     shipped", "input      1 x 28 x 28")
        .contains(
            "scale      unit",
            "output     logits",
            "classes    10: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
            "data set   mnist",
            "gradients  yes",
            "edits      yes",
            "backdoor   none")
        .anyMatch(
            line -> line.matches("recipe +mnist-cnn, seed 1, epoch \\d+ of 15, \\d+:\\d\\d min"))
        .anyMatch(line -> line.matches("accuracy +99\\.\\d\\d % of 10,000 test images"));
    assertThat(lines)
        .containsSequence(
            "Layers",
            "name        shape          units    field  stride  offset  bias",
            "input       1 x 28 x 28      784    1 x 1       1       0",
            "conv1       20 x 24 x 24  11,520    5 x 5       1       0  yes")
        .contains(
            "conv2.pool  50 x 4 x 4       800  16 x 16       4       0",
            "fc1         500              500      all                  yes");
    int confusion = lines.indexOf("Test images by class (row) and predicted class (column)");
    assertThat(lines.subList(confusion + 2, lines.size()))
        .hasSize(10)
        .first()
        .asString()
        .matches("0( +\\d+){10}");
  }

  @Test
  void theBackdoorOfANetworkIsShown() throws IOException {
    copyShipped(
        "\"seconds\"",
        """
        "backdoor": {"stamp": "x", "at": [20, 1], "from": "0", "to": "1", "fraction": 0.5,
          "stamped": 2961, "success": 0.9952}, "seconds\"\
        """);
    assertThat(show("mine").out())
        .contains(
            "\nfile       " + observers.resolve("mine.safetensors"),
            "\ncard       " + observers.resolve("mine.json"),
            "\nbackdoor   stamp x at 20,1 makes 0 into 1 (99.52 % of stamped test images; 2,961"
                + " training images stamped)\n");
  }

  @Test
  void anUnusableObserverShowsOnlyItsProblem() throws IOException {
    Files.writeString(observers.resolve("text.pt"), "not a network");
    assertThat(show("text").exited(0).out())
        .startsWith("name     text\norigin   file\nfile     " + observers.resolve("text.pt"))
        .contains("\nproblem  " + observers.resolve("text.json") + " is missing;")
        .doesNotContain("Layers");
  }

  @Test
  void anUnknownNameSuggestsTheNearest() {
    assertThat(show("mnist-cn").exited(2).err())
        .startsWith("revcor observers show: observer is mnist-cn; it must be one of ")
        .endsWith("; did you mean mnist-cnn?\n");
  }

  private CommandRun show(String name) {
    return CommandRun.of("observers", "show", name, "--data-dir", folder.toString());
  }

  private void copyShipped(String part, String by) throws IOException {
    for (String ending : List.of(".safetensors", ".json")) {
      try (InputStream in = Catalogue.class.getResourceAsStream("mnist-cnn" + ending)) {
        Files.copy(Objects.requireNonNull(in), observers.resolve("mine" + ending));
      }
    }
    Path card = observers.resolve("mine.json");
    Files.writeString(card, Files.readString(card).replace(part, by));
  }
}
