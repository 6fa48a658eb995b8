package org.revcor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Mounts a small or a read-only file system on a folder. */
public final class Mount implements AutoCloseable {
  private final Path folder;

  /** A file that is open for writing at the moment prevents that its folder becomes read-only. */
  private static final int REMOUNTS = 1_000;

  private Mount(Path folder) {
    this.folder = folder;
  }

  /** Mounts a small file system in memory. Skips the test if mounting is not permitted. */
  public static Mount small(Path folder, int mebibytes) {
    require("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(mebibytes), "tmpfs", "" + folder);
    return new Mount(folder);
  }

  /**
   * Makes a folder read-only by a mount, since permissions do not apply to root, which these tests
   * require. Skips the test if mounting is not permitted.
   */
  public static Mount readOnly(Path folder) {
    require("mount", "--bind", "" + folder, "" + folder);
    Mount mount = new Mount(folder);
    String error = "";
    for (int attempt = 0; attempt < REMOUNTS; attempt++) {
      error = run("mount", "-o", "remount,bind,ro", "" + folder);
      if (error.isEmpty()) {
        return mount;
      }
    }
    mount.close();
    throw new IllegalStateException(error);
  }

  /** Fills the file system until the result is closed. */
  public AutoCloseable filled() {
    Path filler = folder.resolve("filler");
    run("dd", "if=/dev/zero", "of=" + filler, "bs=4K");
    return () -> Files.delete(filler);
  }

  private static void require(String... command) {
    String error = run(command);
    Assumptions.assumeTrue(error.isEmpty(), "this needs the right to mount: " + error);
  }

  /**
   * Runs a command.
   *
   * @return its output if it failed, else an empty string
   */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String error = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : List.of(command) + ": " + error.strip();
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
