package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;

final class ObserversShowCommandTest {
  @TempDir Path folder;

  private Path observers;

  @BeforeEach
  void observers() throws IOException {
    observers = Files.createDirectory(folder.resolve("observers"));
  }

  @Test
  void aTrainedNetworkWithItsCardAndLayers() throws IOException {
    JsonNode shown = Json.MAPPER.readTree(show("mnist-cnn").exited(0).out());

    assertThat(shown.path("card").path("recipe").asText()).isEqualTo("mnist-cnn");
    assertThat(shown.path("layers").path(1).path("name").asText()).isEqualTo("conv1");
    assertThat(shown.path("layers").path(1).path("field").path("size").asInt()).isEqualTo(5);
  }

  @Test
  void anUnusableObserverHasAProblem() throws IOException {
    Files.writeString(observers.resolve("text.pt"), "not a network");
    JsonNode shown = Json.MAPPER.readTree(show("text").exited(0).out());

    assertThat(shown.path("problem").asText()).contains("text.json is missing");
    assertThat(shown.path("layers").isNull()).isTrue();
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
}
