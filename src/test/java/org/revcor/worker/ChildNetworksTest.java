package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.Refusals;
import org.revcor.observer.OutputKind;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;
import org.revcor.observer.file.TorchScriptNetworks;

@Tag("full")
class ChildNetworksTest {
  @TempDir private Path folder;

  private ChildNetworks networks(int seconds) {
    return new ChildNetworks(
        Confinement.find(),
        ChildDecodersTest.settings(folder, 2L << 30),
        Duration.ofSeconds(seconds));
  }

  private static NetworkFile declared(Path file) {
    return NetworkFile.of(file, List.of(1, 4, 4), OutputKind.LOGITS, List.of());
  }

  @Test
  void inspectionInAChildIsThatInThisProcess() {
    NetworkFile file = declared(TorchScriptNetworks.path("linear"));

    Inspection inspection = networks(60).inspect(file);

    assertThat(inspection).isEqualTo(Inspection.of(file));
    assertThat(inspection.layers())
        .containsExactly(new Inspection.InspectedLayer("output", 3, 1, 1));
  }

  @Test
  void invalidDeclarationIsRefusedAsInThisProcess() {
    NetworkFile file =
        NetworkFile.of(
            TorchScriptNetworks.path("linear"),
            List.of(1, 4, 4),
            OutputKind.LOGITS,
            List.of("a", "b"));

    Refusals.assertRefused(
        () -> networks(60).inspect(file),
        "study.observer.classes is a list of 2 names; it must be a list of 3, since the"
            + " network has 3 outputs");
  }

  @Test
  void networkThatDoesNotEndIsRefused() {
    NetworkFile file = declared(HostileNetwork.write(folder, "loops", HostileNetwork.loops(0)));

    assertThatThrownBy(() -> networks(5).inspect(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the network did not respond within 5 s");
  }
}
