package org.revcor.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The locked data folder of a running server or worker. */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final FileChannel lock;

  private DataFolder(FileChannel lock) {
    this.lock = lock;
  }

  /**
   * Creates the folder if it is missing, and locks it.
   *
   * @throws ServerStartException if it cannot be created, or another server uses it
   */
  public static DataFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new DataFolder(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new ServerStartException(
          "the data folder %s cannot be used (%s); choose another with --data-dir"
              .formatted(folder, e),
          e);
    }
    throw new ServerStartException(
        "the data folder %s is in use by another server or worker; stop it, or choose another folder with --data-dir"
            .formatted(folder));
  }

  /** Returns whether a server or worker has used a folder. */
  static boolean wasUsed(Path folder) {
    return Files.exists(folder.resolve(LOCK));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
