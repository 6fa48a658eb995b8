package org.revcor.study.results;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the complete lines of a file that another thread appends to; ignores an unfinished last
 * line. A missing file, as of a study that has not started or is being deleted, has no lines.
 */
public final class WholeLines implements Closeable {
  /** A line holds a name of a channel and a few numbers. */
  private static final int MAX_LENGTH = 1 << 20;

  private final BufferedReader reader;

  public WholeLines(Path file) throws IOException {
    reader = opened(file);
  }

  private static BufferedReader opened(Path file) throws IOException {
    try {
      return Files.newBufferedReader(file);
    } catch (NoSuchFileException missing) {
      return new BufferedReader(Reader.nullReader());
    }
  }

  /**
   * Returns the next line; empty at the end.
   *
   * @throws java.nio.charset.CharacterCodingException if the file is not text in UTF-8
   */
  public Optional<String> next() throws IOException {
    StringBuilder line = new StringBuilder();
    boolean quoted = false;
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n' && !quoted) {
        return Optional.of(line.toString());
      }
      quoted ^= c == '"';
      if (line.length() == MAX_LENGTH) {
        throw new IOException("a line is longer than %d characters".formatted(MAX_LENGTH));
      }
      line.append((char) c);
    }
    return Optional.empty();
  }

  /** Parses a line by RFC 4180: quoted values may contain commas and doubled quotes. */
  public static List<String> values(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
