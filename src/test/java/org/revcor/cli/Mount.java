package org.revcor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A folder with a file system of its own, or one that has become read-only. */
final class Mount implements AutoCloseable {
  private final Path folder;

  private Mount(Path folder) {
    this.folder = folder;
  }

  /** A small file system in memory. A test is skipped where that cannot be had. */
  static Mount small(Path folder, int mebibytes) {
    require("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(mebibytes), "tmpfs", "" + folder);
    return new Mount(folder);
  }

  /**
   * What is in a folder stays and can only be read. Not by its rights, which mean nothing to the
   * administrator that these tests must be. A test is skipped where that cannot be had.
   */
  static Mount readOnly(Path folder) {
    require("mount", "--bind", "" + folder, "" + folder);
    Mount mount = new Mount(folder);
    require("mount", "-o", "remount,bind,ro", "" + folder);
    return mount;
  }

  /** Takes all the room that is left, until the result is closed. */
  AutoCloseable filled() {
    Path filler = folder.resolve("filler");
    run("dd", "if=/dev/zero", "of=" + filler, "bs=4K");
    return () -> Files.delete(filler);
  }

  private static void require(String... command) {
    String said = run(command);
    Assumptions.assumeTrue(said.isEmpty(), "this needs the right to mount: " + said);
  }

  /**
   * @return what it said; empty if it did what it should
   */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : List.of(command) + ": " + said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "--lazy", folder.toString());
  }
}
