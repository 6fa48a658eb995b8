package org.revcor.studies;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyView;

/**
 * A study that rests, with its files open, to be written by a {@link StudyZip}. What is written to
 * its folder later does not show: files are replaced as a whole, or grow behind what is read.
 */
public final class ExportedStudy implements Closeable {
  /**
   * A file that is open.
   *
   * @param size bytes that are read
   */
  record Part(String name, FileChannel channel, long size) {}

  private final StudyView study;
  private final List<Part> parts;
  private final Optional<byte[]> observer;

  private ExportedStudy(StudyView study, List<Part> parts, Optional<byte[]> observer) {
    this.study = study;
    this.parts = parts;
    this.observer = observer;
  }

  /**
   * Opens the study of a folder.
   *
   * @throws InvalidInputException if the folder holds no study, or one that did not come to rest
   */
  public static ExportedStudy open(RunDirectory directory) throws IOException {
    Path folder = directory.folder();
    StudyView study = directory.record().orElseThrow(() -> unusable(folder, "holds no study"));
    if (!study.state().rests()) {
      throw unusable(folder, "holds a study that runs, or was cut off");
    }
    List<Part> parts = new ArrayList<>();
    ExportedStudy exported = new ExportedStudy(study, parts, observer(directory));
    try {
      for (Path file : directory.files()) {
        FileChannel channel = FileChannel.open(file);
        parts.add(new Part(file.getFileName().toString(), channel, channel.size()));
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
        "DIR", folder + " (" + why + ")", "the folder of a study that has ended");
  }

  /** The study. */
  public StudyView study() {
    return study;
  }

  List<Part> parts() {
    return parts;
  }

  /** What the archive told of the observer that the study was imported from. */
  Optional<byte[]> observer() {
    return observer;
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.channel().close();
    }
  }
}
