package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.revcor.Refusals.assertRefused;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.OutputKind;
import org.revcor.observer.file.NetworkFile;
import org.revcor.worker.Confinement.FileAccess;

/** Needs bubblewrap and the right to create namespaces; skipped without them. */
class ConfinementTest {
  private final Confinement confinement = Confinement.find();

  @TempDir private Path folder;

  @BeforeEach
  void requireBubblewrap() {
    assumeTrue(confinement.isActive(), "bubblewrap works on this system");
  }

  private String run(FileAccess access, String... shell) throws Exception {
    List<String> command = List.of("/usr/bin/sh", "-c", String.join("; ", shell));
    Process process =
        new ProcessBuilder(confinement.confine(command, access)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void processSeesTheFilesOfItsTaskAndNoOthers() throws Exception {
    Path given = Files.writeString(folder.resolve("given"), "shown");
    Path other = Files.writeString(folder.resolve("other"), "hidden");

    String seen =
        run(
            FileAccess.NONE.withReadable(given),
            "cat " + given,
            "cat " + other + " 2> /dev/null || echo ' none'",
            "ls /etc/passwd 2> /dev/null || echo none",
            "ls /home 2> /dev/null || echo none");

    assertThat(seen).isEqualTo("shown none\nnone\nnone\n");
  }

  @Test
  void processWritesToItsFolderOnly() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Path given = Files.writeString(folder.resolve("given"), "unchanged");

    String output =
        run(
            FileAccess.NONE.withReadable(given).withWritable(scratch),
            "echo written > " + scratch.resolve("new"),
            "echo changed 2> /dev/null > " + given + " || echo refused");

    assertThat(output).endsWith("refused\n");
    assertThat(scratch.resolve("new")).hasContent("written\n");
    assertThat(given).hasContent("unchanged");
  }

  /** The limit of a process's memory does not include files in memory. */
  @Test
  void processCannotWriteToFoldersInMemory() throws Exception {
    String[] writes =
        Stream.of("/file", "/tmp/file", "/dev/file", "/dev/shm/file")
            .map(file -> "(echo x > " + file + ") 2> /dev/null || echo refused")
            .toArray(String[]::new);

    assertThat(run(FileAccess.NONE.withReadable(folder), writes)).isEqualTo("refused\n".repeat(4));
    assertThat(run(FileAccess.NONE, "echo x > /dev/null && echo written")).isEqualTo("written\n");
  }

  @Test
  void processHasNoNetworkAndSeesNoOtherProcess() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      String output =
          run(
              FileAccess.NONE,
              "grep -c : /proc/net/tcp",
              "cat /proc/net/dev | grep -c -v -e lo: -e Inter -e face",
              "ls /proc/%d 2> /dev/null || echo none".formatted(ProcessHandle.current().pid()));

      assertThat(server.isBound()).isTrue();
      assertThat(output).isEqualTo("0\n0\nnone\n");
    }
  }

  /** A network can read what its process has in its folder, where DJL would unpack. */
  @Test
  void engineIsNotUnpackedForEachProcess() throws IOException {
    Engine.getInstance();
    Path cache = Utils.getEngineCacheDir();
    Path library;
    try (Stream<Path> files = Files.walk(cache)) {
      library = files.filter(file -> file.endsWith("libc10.so")).findFirst().orElseThrow();
    }
    NetworkFile reads =
        network(HostileNetwork.reads(Path.of(".djl.ai").resolve(cache.relativize(library))));

    assertRefused(() -> networks(confinement).inspect(reads))
        .hasMessageContaining("for which the network fails");
  }

  private ChildNetworks networks(Confinement confinement) {
    return new ChildNetworks(
        confinement, ChildDecodersTest.settings(folder, 2L << 30), Duration.ofSeconds(30));
  }

  private NetworkFile network(String code) {
    return NetworkFile.of(
        HostileNetwork.write(folder, "hostile", code),
        List.of(1, 4, 4),
        OutputKind.LOGITS,
        List.of());
  }
}
