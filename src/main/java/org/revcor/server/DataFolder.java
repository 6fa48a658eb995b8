package org.revcor.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.revcor.file.WholeFile;
import org.revcor.server.RevcorServer.ServerStartException;

/** The locked data folder of a running server or worker. */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  private static final String VERSION_FILE = "version";

  /** Version of the folder; one that earlier versions of Revcor cannot use needs a new number. */
  private static final int VERSION = 1;

  private final FileChannel lock;

  private DataFolder(FileChannel lock) {
    this.lock = lock;
  }

  /**
   * Creates the folder if it is missing, and locks it.
   *
   * @throws ServerStartException if it cannot be created, another server uses it, or a newer
   *     version of Revcor has written it
   */
  public static DataFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      if (isNew(folder)) {
        WholeFile.write(
            folder.resolve(VERSION_FILE), (VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        requireLock(folder, channel);
        checkVersion(folder);
        return new DataFolder(channel);
      } catch (ServerStartException | IOException failed) {
        channel.close();
        throw failed;
      }
    } catch (IOException e) {
      throw new ServerStartException(
          "the data folder %s cannot be used (%s); choose another with --data-dir"
              .formatted(folder, e),
          e);
    }
  }

  /** Requires a version that this program supports; a folder without one has the first. */
  private static void checkVersion(Path folder) throws IOException {
    Path file = folder.resolve(VERSION_FILE);
    String version = Files.exists(file) ? Files.readString(file).strip() : "1";
    if (!version.equals(String.valueOf(VERSION))) {
      throw new ServerStartException(
          version.matches("[1-9]\\d{0,8}")
              ? "the data folder %s has version %s, and this Revcor supports at most %d: run a newer Revcor, or choose another folder with --data-dir"
                  .formatted(folder, version, VERSION)
              : "%s is damaged; it must be a version such as %d: take it from a backup"
                  .formatted(file, VERSION),
          new IOException("version " + version));
    }
  }

  /** Returns whether nothing is in a folder that a server looks for. */
  static boolean isNew(Path folder) {
    return !Files.exists(folder.resolve(LOCK)) && !Files.exists(folder.resolve(VERSION_FILE));
  }

  private static void requireLock(Path folder, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // refused below, like the lock of another process
    }
    throw new ServerStartException(
        "the data folder %s is in use by another server or worker; stop it, or choose another folder with --data-dir"
            .formatted(folder));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
