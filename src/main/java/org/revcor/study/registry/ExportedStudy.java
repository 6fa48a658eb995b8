package org.revcor.study.registry;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.file.WholeFile.FileBytes;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;

/**
 * An inactive study with its files open, for a {@link StudyZip}. Later writes to its run directory
 * have no effect: files are replaced as a whole, or grow beyond the size to be read.
 *
 * @param observer observer file of the archive that was unpacked into the run directory
 */
public record ExportedStudy(StudyView study, List<Part> parts, Optional<byte[]> observer)
    implements Closeable {
  /**
   * An open file.
   *
   * @param size bytes to be read
   */
  public record Part(String name, FileChannel channel, long size) implements Closeable {
    public static Part open(String name, Path file) throws IOException {
      FileChannel channel = FileChannel.open(file);
      return new Part(name, channel, channel.size());
    }

    /** Fills a cleared buffer from a position on, at most to the end; errors name the file. */
    public void read(long from, ByteBuffer buffer) throws IOException {
      buffer.limit((int) Math.min(buffer.capacity(), size - from));
      try {
        FileBytes.read(channel, from, buffer);
      } catch (IOException unreadable) {
        throw new IOException("%s cannot be read (%s)".formatted(name, unreadable), unreadable);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Opens the study of a run directory.
   *
   * @throws InvalidInputException if the directory contains no study, or an active one
   * @throws org.revcor.study.results.ResultFiles.DamagedFileException if a file is damaged
   */
  public static ExportedStudy open(RunDirectory directory) throws IOException {
    Path folder = directory.folder();
    StudyView study = directory.record().orElseThrow(() -> unusable(folder, "contains no study"));
    if (!study.lifecycle().state().isInactive()) {
      throw unusable(folder, "contains a study that is running or was interrupted");
    }
    directory.check();
    List<Part> parts = new ArrayList<>();
    ExportedStudy exported = new ExportedStudy(study, parts, observer(directory));
    try {
      for (Path file : directory.files()) {
        parts.add(Part.open(file.getFileName().toString(), file));
      }
      return exported;
    } catch (IOException e) {
      exported.close();
      throw e;
    }
  }

  private static Optional<byte[]> observer(RunDirectory directory) throws IOException {
    return Files.exists(directory.observer())
        ? Optional.of(Files.readAllBytes(directory.observer()))
        : Optional.empty();
  }

  private static InvalidInputException unusable(Path folder, String why) {
    return new InvalidInputException(
        "DIR", folder + " (" + why + ")", "the run directory of a finished or paused study");
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.close();
    }
  }
}
