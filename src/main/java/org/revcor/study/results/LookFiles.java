package org.revcor.study.results;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.MapEvaluation.Verdict;
import org.revcor.figure.FigureText;
import org.revcor.file.WholeFile;
import org.revcor.schema.Spelling;
import org.revcor.study.results.Resumption.CannotResumeException;

/**
 * The files that grow with each look. {@code history.csv} has one row per look and channel, {@code
 * looks.csv} the time of each look. A third file holds correlations with a reference, if there is
 * one.
 */
public final class LookFiles {
  private static final String HISTORY_HEADER =
      "trials,channel,count,reliability,snr,assured,standing,precision,trialsTo\n";
  private static final String LOOKS_HEADER = "trials,seconds\n";
  private static final String REFERENCE_HEADER =
      "trials,channel,%s\n".formatted(Reference.CORRELATION);

  private final Path history;
  private final Path looks;
  private final GrowingFile historyRows;
  private final GrowingFile looksRows;
  private final Optional<GrowingFile> referenceRows;

  LookFiles(Path history, Path looks, Optional<Path> reference) {
    this.history = history;
    this.looks = looks;
    this.historyRows = new GrowingFile(history, HISTORY_HEADER);
    this.looksRows = new GrowingFile(looks, LOOKS_HEADER);
    this.referenceRows = reference.map(file -> new GrowingFile(file, REFERENCE_HEADER));
  }

  /** Writes the history and the table of looks without rows. */
  void begin() throws IOException {
    WholeFile.write(history, HISTORY_HEADER.getBytes(StandardCharsets.UTF_8));
    WholeFile.write(looks, LOOKS_HEADER.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Requires all rows of some looks.
   *
   * @throws CannotResumeException if a row is missing, or the columns are others
   * @throws IOException if a file cannot be read
   */
  void require(Set<Long> required, int channels) throws CannotResumeException, IOException {
    require(history, HISTORY_HEADER, required, channels);
    require(looks, LOOKS_HEADER, required, 1);
  }

  void retain(Set<Long> retained) throws IOException {
    write(history, HISTORY_HEADER, retained);
    write(looks, LOOKS_HEADER, retained);
  }

  /**
   * Removes all looks except the given ones from a file of correlations, which may lack some of
   * them.
   */
  static void retainInReference(Path file, Set<Long> retained) throws IOException {
    write(file, REFERENCE_HEADER, retained);
  }

  private static void require(Path file, String header, Set<Long> required, int rowsEach)
      throws CannotResumeException, IOException {
    long found = 0;
    try (BufferedReader rows = Files.newBufferedReader(file)) {
      String columns = Objects.requireNonNullElse(rows.readLine(), "");
      if (!columns.equals(header.strip())) {
        throw new CannotResumeException(
            "%s has the columns %s, not %s".formatted(file.getFileName(), columns, header.strip()));
      }
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        found += belongsToLook(required, row) ? 1 : 0;
      }
    }
    if (found != (long) required.size() * rowsEach) {
      throw new CannotResumeException(
          "%s has %d rows of the %d looks before the checkpoint, not %d"
              .formatted(file.getFileName(), found, required.size(), required.size() * rowsEach));
    }
  }

  /** Writes row by row, since a study of many channels has more rows than fit into memory. */
  private static void write(Path file, String header, Set<Long> retained) throws IOException {
    WholeFile.write(
        file,
        out -> {
          out.write(header.getBytes(StandardCharsets.UTF_8));
          try (BufferedReader rows = Files.newBufferedReader(file)) {
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
              if (belongsToLook(retained, row)) {
                out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
              }
            }
          }
        });
  }

  private static boolean belongsToLook(Set<Long> retained, String row) {
    try {
      return retained.contains(Long.valueOf(row.substring(0, Math.max(0, row.indexOf(',')))));
    } catch (NumberFormatException torn) {
      return false;
    }
  }

  /**
   * Adds a look.
   *
   * @param correlations correlation of each channel with the reference; empty without a reference
   * @throws IOException if it cannot be written now; it is written with the next look
   */
  public void add(MapEvaluation look, List<String> channels, double seconds, double[] correlations)
      throws IOException {
    historyRows.add(historyRows(look, channels));
    looksRows.add(String.format(Locale.ROOT, "%d,%.3f\n", look.trials(), seconds));
    referenceRows.ifPresent(rows -> rows.add(referenceRows(look, channels, correlations)));
    flush();
  }

  private static String referenceRows(
      MapEvaluation look, List<String> channels, double[] correlations) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < correlations.length; i++) {
      rows.append(look.trials()).append(',').append(FigureText.quoted(channels.get(i)));
      rows.append(',').append(correlations[i]).append('\n');
    }
    return rows.toString();
  }

  private static String historyRows(MapEvaluation look, List<String> channels) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < channels.size(); i++) {
      ChannelStatistics channel = look.channels().get(i);
      Verdict verdict = look.verdicts().get(i);
      rows.append(look.trials()).append(',').append(FigureText.quoted(channels.get(i)));
      rows.append(',').append(channel.count()).append(',').append(channel.reliability());
      rows.append(',').append(channel.signal().ratio()).append(',').append(channel.assured());
      rows.append(',').append(Spelling.word(verdict.status()));
      rows.append(',').append(verdict.precision());
      rows.append(',').append(verdict.trialsTo()).append('\n');
    }
    return rows.toString();
  }

  public void flush() throws IOException {
    historyRows.flush();
    looksRows.flush();
    if (referenceRows.isPresent()) {
      referenceRows.get().flush();
    }
  }

  /** Syncs the history and the table of looks to disk. Thread-safe. */
  public void sync() throws IOException {
    WholeFile.sync(history);
    WholeFile.sync(looks);
  }

  /**
   * A file to which rows are appended. Rows that could not be written completely are written again
   * with the next ones, so a full disk leaves no gap and no partial row. Not thread-safe.
   */
  static final class GrowingFile {
    private final Path file;
    private final String header;
    private final StringBuilder pending = new StringBuilder();
    private long writtenBytes = -1;

    GrowingFile(Path file, String header) {
      this.file = file;
      this.header = header;
    }

    void add(String rows) {
      pending.append(rows);
    }

    /**
     * Writes pending rows.
     *
     * @throws IOException if they cannot be written now, or earlier rows are gone; they remain
     *     pending
     */
    void flush() throws IOException {
      if (pending.isEmpty()) {
        return;
      }
      if (writtenBytes < 0) {
        boolean exists = Files.exists(file);
        writtenBytes = exists ? Files.size(file) : 0;
        pending.insert(0, exists ? "" : header);
      }
      if (writtenBytes > 0 && (!Files.exists(file) || Files.size(file) < writtenBytes)) {
        throw new IOException(
            file.getFileName() + " is missing or shorter than it was; restore it");
      }
      byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.truncate(writtenBytes);
        channel.position(writtenBytes);
        ByteBuffer remaining = ByteBuffer.wrap(bytes);
        while (remaining.hasRemaining()) {
          channel.write(remaining);
        }
      }
      writtenBytes += bytes.length;
      pending.setLength(0);
    }
  }
}
