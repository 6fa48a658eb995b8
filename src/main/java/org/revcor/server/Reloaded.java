package org.revcor.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A value that is read from files, and read again when their content changes. Thread-safe. */
final class Reloaded<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

  private final List<Path> files;
  private final Reader<T> reader;
  private List<ByteBuffer> contents;
  private volatile T value;
  private String problem = "";

  /** Reads a value from the contents of all files; a missing file is empty. */
  @FunctionalInterface
  interface Reader<T> {
    T read(List<byte[]> contents) throws IOException, GeneralSecurityException;
  }

  /**
   * Reads the value.
   *
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if the content is invalid
   */
  Reloaded(List<Path> files, Reader<T> reader) throws IOException, GeneralSecurityException {
    this.files = List.copyOf(files);
    this.reader = reader;
    this.contents = contents();
    this.value = read(contents);
  }

  /** Returns why files cannot be used. */
  static String reason(Exception unusable) {
    return unusable instanceof AccessDeniedException denied
        ? denied.getFile() + " is not readable by this user"
        : String.valueOf(unusable.getMessage());
  }

  T value() {
    return value;
  }

  /** Reads the files. An invalid content is logged, and the value does not change. Blocks. */
  synchronized void reload() {
    try {
      List<ByteBuffer> now = contents();
      if (now.equals(contents)) {
        return;
      }
      contents = now;
      value = read(now);
      problem = "";
      LOG.info("{} changed and was read again", files);
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      if (!reason(unusable).equals(problem)) {
        problem = reason(unusable);
        LOG.warn("{} cannot be used, so the earlier content remains valid: {}", files, problem);
      }
    }
  }

  private List<ByteBuffer> contents() throws IOException {
    List<ByteBuffer> read = new ArrayList<>();
    for (Path file : files) {
      try {
        read.add(ByteBuffer.wrap(Files.readAllBytes(file)));
      } catch (NoSuchFileException missing) {
        read.add(ByteBuffer.allocate(0));
      }
    }
    return read;
  }

  private T read(List<ByteBuffer> files) throws IOException, GeneralSecurityException {
    return reader.read(files.stream().map(ByteBuffer::array).toList());
  }
}
