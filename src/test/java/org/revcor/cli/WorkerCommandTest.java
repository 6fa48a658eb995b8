package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerCommandTest {
  @TempDir private Path folder;

  @Test
  void anAddressThatOthersCannotReachIsRefused() {
    refused("--host", "0.0.0.0", "an address of this machine that the server can reach");
    refused("--host", "::", "an address of this machine that the server can reach");
  }

  private void refused(String option, String value, String expected) {
    assertThat(
            CommandRun.of(
                    "worker",
                    "--join",
                    "127.0.0.1:1",
                    "--data-dir",
                    folder.toString(),
                    option,
                    value)
                .exited(2)
                .err())
        .isEqualTo("revcor worker: %s is %s; it must be %s\n".formatted(option, value, expected));
  }
}
