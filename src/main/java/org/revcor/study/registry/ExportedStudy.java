package org.revcor.study.registry;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.revcor.InvalidInputException;
import org.revcor.study.results.RunDirectory;

/**
 * An inactive study with its files open, which are written as a zip in chunks. Later writes to its
 * run directory have no effect: files are replaced as a whole, or grow beyond the size to be read.
 * The same files give the same archive.
 */
public final class ExportedStudy implements Closeable {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int CHUNK_BYTES = 1 << 18;

  private record Part(String name, InputStream content) {}

  private final Deque<Part> left = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(written);
  private boolean isInPart;
  private boolean hasEnded;

  private ExportedStudy() {}

  /**
   * Opens the study of a run directory.
   *
   * @throws InvalidInputException if the directory contains no study, or an active one
   * @throws org.revcor.study.results.ResultFiles.DamagedFileException if a file is damaged
   */
  public static ExportedStudy open(RunDirectory directory) throws IOException {
    boolean isInactive =
        directory.record().filter(study -> study.lifecycle().state().isInactive()).isPresent();
    if (!isInactive) {
      throw new InvalidInputException(
          "DIR", directory.folder().toString(), "the run directory of a finished or paused study");
    }
    directory.check();
    ExportedStudy exported = new ExportedStudy();
    try {
      for (Path file : directory.files()) {
        exported.left.add(new Part(file.getFileName().toString(), content(file)));
      }
      return exported;
    } catch (IOException e) {
      exported.close();
      throw e;
    }
  }

  private static InputStream content(Path file) throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(Files.newInputStream(file))
        .setMaxCount(Files.size(file))
        .get();
  }

  /** Returns the next bytes, possibly zero; empty at the end. */
  public Optional<byte[]> next() throws IOException {
    if (hasEnded) {
      return Optional.empty();
    }
    if (left.isEmpty()) {
      zip.finish();
      hasEnded = true;
    } else {
      copy(left.element());
    }
    byte[] bytes = written.toByteArray();
    written.reset();
    return Optional.of(bytes);
  }

  private void copy(Part part) throws IOException {
    if (!isInPart) {
      ZipEntry entry = new ZipEntry(part.name());
      entry.setTimeLocal(NO_TIME);
      zip.setLevel(level(part.name()));
      zip.putNextEntry(entry);
    }
    byte[] chunk = part.content().readNBytes(CHUNK_BYTES);
    zip.write(chunk);
    isInPart = chunk.length == CHUNK_BYTES;
    if (!isInPart) {
      zip.closeEntry();
      left.remove();
      part.content().close();
    }
  }

  /** Numeric files shrink by a few percent, at several times the cost of their digest. */
  private static int level(String name) {
    boolean isText = name.endsWith(".json") || name.endsWith(".csv");
    return isText ? Deflater.DEFAULT_COMPRESSION : Deflater.NO_COMPRESSION;
  }

  @Override
  public void close() throws IOException {
    for (Part part : left) {
      part.content().close();
    }
    zip.close();
  }
}
