package org.revcor.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.revcor.file.FolderTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scratch folders of the child processes of one virtual machine. They are in one folder with a
 * lock, which exists while there are child processes. The lock ends with this process, so the
 * folders of one that was killed are recognized, and deleted when another one starts its first
 * child. Thread-safe.
 */
final class ScratchFolders {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchFolders.class);
  private static final String PREFIX = "revcor-children-";
  private static final String LOCK = "lock";

  /** A folder with its lock. */
  private record Locked(Path folder, FileChannel lock) {}

  private final Path parent;
  private @Nullable Locked own;
  private int count;

  /**
   * @param parent folder for temporary files
   */
  ScratchFolders(Path parent) {
    this.parent = parent;
  }

  /** Creates a folder. */
  synchronized Path create() throws IOException {
    Locked locked = own;
    if (locked == null) {
      locked = locked(Files.createTempDirectory(parent, PREFIX));
      own = locked;
      deleteAbandoned(locked.folder());
    }
    Path created = Files.createTempDirectory(locked.folder(), "");
    count++;
    return created;
  }

  private static Locked locked(Path folder) throws IOException {
    Path unlocked = folder.resolve(LOCK + ".new");
    FileChannel lock =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    Files.move(unlocked, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    return new Locked(folder, lock);
  }

  /** Deletes a folder that {@link #create} has returned. */
  void delete(Path folder) throws IOException {
    try {
      new FolderTree(folder).delete();
    } finally {
      release();
    }
  }

  private synchronized void release() throws IOException {
    Locked locked = own;
    if (--count == 0 && locked != null) {
      own = null;
      try {
        new FolderTree(locked.folder()).delete();
      } finally {
        locked.lock().close();
      }
    }
  }

  private void deleteAbandoned(Path own) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : found) {
        if (!folder.equals(own)) {
          deleteIfAbandoned(folder, own);
        }
      }
    }
  }

  private static void deleteIfAbandoned(Path folder, Path own) {
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(folder).equals(Files.getOwner(own))) {
        return;
      }
      try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
        if (lock.tryLock() != null) {
          new FolderTree(folder).delete();
        }
      }
    } catch (NoSuchFileException notLockedYet) {
      LOG.debug("{} is new or being deleted", folder, notLockedYet);
    } catch (IOException | OverlappingFileLockException failed) {
      LOG.warn("the scratch folder {} of an earlier process cannot be deleted", folder, failed);
    }
  }
}
