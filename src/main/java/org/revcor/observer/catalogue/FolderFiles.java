package org.revcor.observer.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.file.FolderTree;
import org.revcor.file.InputFile;

/**
 * The files of the observers folder. Links out of the folder are refused.
 *
 * @param folder absolute path; need not exist
 */
public record FolderFiles(Path folder) {
  private static final String FILE_FIELD = "study.observer.file";

  /**
   * Returns the absolute path of a file in the observers folder, for clients without access to
   * other files.
   *
   * @throws InvalidInputException if the file does not exist or is outside the folder, also through
   *     a link
   */
  public Path resolve(String file) {
    try {
      Path named = Path.of(file);
      if (!named.isAbsolute() && !file.isEmpty() && contains(folder.resolve(named))) {
        return folder.resolve(named).toRealPath();
      }
    } catch (InvalidPathException | IOException unusable) {
      // reported below, with the same message as a file outside the folder
    }
    throw new InvalidInputException(
        FILE_FIELD, file, "a file in the observers folder, relative to it");
  }

  /** Returns whether a regular file is in the folder, also behind links. */
  boolean contains(Path file) {
    try {
      Path real = file.toRealPath();
      return real.startsWith(folder.toRealPath())
          && Files.isRegularFile(requireRegular(String.valueOf(file.getFileName()), real));
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * Returns a file if it does not exist or is a regular one. Others, such as named pipes and
   * devices, may have no end.
   *
   * @throws InvalidInputException if it is something else, also behind a link
   */
  public static Path requireRegular(String name, Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidInputException(
          FILE_FIELD, name + ", which is not a regular file", "a regular file");
    }
    return file;
  }

  List<Path> endingWith(String ending) {
    return new FolderTree(folder).endingWith(ending);
  }

  /** Identifies a version of a file by its size and modification time. */
  static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException missing) {
      return "missing";
    }
  }

  byte[] read(Path file) {
    if (Files.exists(file) && !contains(file)) {
      throw new InvalidInputException(
          file.toString(), "outside the observers folder", "a file in it");
    }
    return new InputFile(file, "in the folder of the network that it describes").bytes();
  }
}
