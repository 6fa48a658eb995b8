package org.revcor.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.function.IOFunction;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/**
 * A file that a user names. The message says in words what keeps it from being read. Named pipes
 * and devices are refused, since they may have no end.
 *
 * @param field what names the file in messages: a key, an option, or the path itself
 * @param expected what is valid, worded to follow "it must be"
 */
public record InputFile(String field, String name, Path path, String expected) {
  /** Returns a file named by a key or an option. */
  public InputFile(String field, Path path, String expected) {
    this(field, path.toString(), path, expected);
  }

  public InputFile(Path path, String expected) {
    this(path.toString(), path, expected);
  }

  /**
   * Returns the content.
   *
   * @throws InvalidInputException if the file is missing, is no regular file, cannot be read, or is
   *     larger than memory
   */
  public byte[] bytes() {
    return read(Files::readAllBytes);
  }

  /**
   * Returns the content as text in UTF-8.
   *
   * @throws InvalidInputException also if the file is not text in UTF-8
   */
  public String text() {
    return read(Files::readString);
  }

  /**
   * Returns the lines of text in UTF-8.
   *
   * @throws InvalidInputException also if the file is not text in UTF-8
   */
  public List<String> lines() {
    return read(file -> Files.readAllLines(file, StandardCharsets.UTF_8));
  }

  /**
   * Returns what a reader reads.
   *
   * @throws InvalidInputException if the file is missing, is no regular file, or reading fails
   */
  public <T> T read(IOFunction<Path, T> reader) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw refused(Files.isDirectory(path) ? "a folder" : "not a regular file");
    }
    try {
      return reader.apply(path);
    } catch (IOException failed) {
      throw unreadable(failed);
    } catch (OutOfMemoryError large) {
      throw refused("larger than the memory of Java (REVCOR_JAVA_OPTS=-Xmx4g gives it 4 GB)");
    }
  }

  /** Returns what to throw if reading the file has failed. */
  public InvalidInputException unreadable(IOException failed) {
    return refused(
        switch (failed) {
          case NoSuchFileException missing -> isCalledByPath() ? "missing" : "which does not exist";
          case AccessDeniedException denied -> "not readable by this user";
          case CharacterCodingException binary -> "not text in UTF-8";
          default -> "not readable" + reason(failed);
        });
  }

  private static String reason(IOException failed) {
    @Nullable String reason =
        failed instanceof FileSystemException file ? file.getReason() : failed.getMessage();
    return reason == null ? "" : " (" + reason + ")";
  }

  private boolean isCalledByPath() {
    return field.equals(name);
  }

  /** Returns what to throw if the content is not valid. */
  public InvalidInputException refused(String problem) {
    return new InvalidInputException(
        field, isCalledByPath() ? problem : name + ", " + problem, expected);
  }
}
