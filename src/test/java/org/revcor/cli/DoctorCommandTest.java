package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void checksTheSettingsAndThenTheLanes() {
    CommandRun run =
        CommandRun.of("doctor", "--port", "0", "--data-dir", folder.resolve("data").toString())
            .exited(0);
    assertThat(run.out().lines().map(line -> line.replaceAll("\\s{2,}", ": ")))
        .anySatisfy(line -> assertThat(line).startsWith("engine: ok: pytorch 2.7.1"))
        .endsWith(
            "lanes: ok: sums of averages computed twice are equal",
            "lanes: ok: sums of gradients computed twice are equal");
  }
}
