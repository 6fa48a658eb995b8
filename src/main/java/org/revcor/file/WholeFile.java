package org.revcor.file;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.io.function.IOConsumer;

/** Writes files atomically: a reader reads the complete file or none, also after a power cut. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Creates or replaces a file. The bytes go to a temporary file beside it, which is synced and
   * renamed. Then the folder is synced, so that the file survives a power cut.
   *
   * @throws IOException if it cannot be written; an existing file is then unchanged
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, out -> out.write(bytes));
  }

  /**
   * Creates or replaces a file as {@link #write(Path, byte[])} does, with content written piece by
   * piece.
   *
   * @throws IOException if it cannot be written or the content throws it; an existing file is then
   *     unchanged
   */
  public static void write(Path file, IOConsumer<OutputStream> content) throws IOException {
    write(file, content, new FileAttribute<?>[0]);
  }

  /** Creates or replaces a file that only its owner can read, where the file system allows that. */
  public static void writePrivate(Path file, byte[] bytes) throws IOException {
    writePrivate(file, out -> out.write(bytes));
  }

  /** Creates or replaces a file as {@link #writePrivate(Path, byte[])} does, piece by piece. */
  public static void writePrivate(Path file, IOConsumer<OutputStream> content) throws IOException {
    write(file, content, ownerOnly(file));
  }

  /** Returns the attributes of a new file that only its owner can read, if they exist here. */
  public static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void write(
      Path file, IOConsumer<OutputStream> content, FileAttribute<?>[] attributes)
      throws IOException {
    Path temporary = temporary(file);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              attributes)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        content.accept(out);
        out.flush();
        channel.force(true);
      }
      place(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  static Path temporary(Path file) {
    return file.resolveSibling(
        ".%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
  }

  /** Gives a synced temporary file its final name, and syncs the folder. */
  static void place(Path temporary, Path file) throws IOException {
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  /** Syncs a file or folder to disk; Windows syncs no folders. Thread-safe. */
  public static void sync(Path path) throws IOException {
    boolean isFolder = Files.isDirectory(path);
    if (isFolder && File.separatorChar == '\\') {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(path, isFolder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Reads bytes at a position of an open file. */
  public static final class FileBytes {
    private FileBytes() {}

    /**
     * Fills an empty buffer. Does not use the position of the channel, so it is thread-safe.
     *
     * @return the buffer, with its position at the limit
     * @throws EOFException if the file ends before
     */
    public static ByteBuffer read(FileChannel file, long from, ByteBuffer buffer)
        throws IOException {
      while (buffer.hasRemaining()) {
        if (file.read(buffer, from + buffer.position()) < 0) {
          throw new EOFException("the file is too short, or has become shorter");
        }
      }
      return buffer;
    }
  }
}
