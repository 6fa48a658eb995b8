package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class ClusterCertificatesCommandTest {
  @TempDir private Path folder;

  @Test
  void printsTheFoldersOfTheHosts_andRefusesThemTheSecondTime() {
    String[] command = {"cluster", "certificates", "--out", folder.toString(), "lab-1", "lab-2"};

    assertThat(CommandRun.of(command))
        .isEqualTo(
            new CommandRun(
                0, "%s\n%s\n".formatted(folder.resolve("lab-1"), folder.resolve("lab-2")), ""));
    assertThat(CommandRun.of(command).exited(2).err())
        .isEqualTo(
            "revcor cluster certificates: HOST is lab-1, and %s exists; it must be a host without certificates; move its folder away to make new ones\n"
                .formatted(folder.resolve("lab-1")));
  }

  @Test
  void withoutASubcommandTheOneThatExistsIsNamed() {
    assertThat(CommandRun.of("cluster").err())
        .startsWith("revcor cluster: missing subcommand: certificates\n");
  }
}
