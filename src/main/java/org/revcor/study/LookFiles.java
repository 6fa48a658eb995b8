package org.revcor.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.revcor.WholeFile;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.Look;
import org.revcor.estimate.Verdict;

/**
 * The two files that grow with each look: {@code history.csv}, one row a look and channel, and
 * {@code looks.csv}, when each look was.
 */
final class LookFiles {
  private static final String HISTORY_HEADER =
      "trials,channel,count,reliability,snr,standing,precision,trialsTo\n";
  private static final String LOOKS_HEADER = "trials,seconds\n";

  private final Path history;
  private final Path looks;
  private final GrowingFile historyRows;
  private final GrowingFile looksRows;

  LookFiles(Path history, Path looks) {
    this.history = history;
    this.looks = looks;
    this.historyRows = new GrowingFile(history);
    this.looksRows = new GrowingFile(looks);
  }

  /** Makes both anew, without a look. */
  void begin() throws IOException {
    WholeFile.write(history, HISTORY_HEADER.getBytes(StandardCharsets.UTF_8));
    WholeFile.write(looks, LOOKS_HEADER.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes away all looks but some.
   *
   * @param kept trial counts of those that stay
   * @param channels rows of each in the history
   * @throws IOException if one of them is not there
   */
  void keep(Set<Long> kept, int channels) throws IOException {
    keep(history, HISTORY_HEADER, kept, channels);
    keep(looks, LOOKS_HEADER, kept, 1);
  }

  private static void keep(Path file, String header, Set<Long> kept, int rowsEach)
      throws IOException {
    List<String> rows =
        Files.readAllLines(file).stream()
            .filter(row -> !header.startsWith(row) && isOfOne(kept, row))
            .toList();
    if (rows.size() != kept.size() * rowsEach) {
      throw new IOException(
          "%s has %d rows of the %d looks before the checkpoint, not %d"
              .formatted(file.getFileName(), rows.size(), kept.size(), kept.size() * rowsEach));
    }
    String content = header + rows.stream().map(row -> row + "\n").collect(Collectors.joining());
    WholeFile.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOfOne(Set<Long> kept, String row) {
    try {
      return kept.contains(Long.valueOf(row.substring(0, Math.max(0, row.indexOf(',')))));
    } catch (NumberFormatException torn) {
      return false;
    }
  }

  /**
   * Adds a look.
   *
   * @param seconds running time so far
   * @throws IOException if it cannot be written now; it is written with the next
   */
  void add(Look look, List<String> channels, double seconds) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < channels.size(); i++) {
      ChannelStatistics channel = look.channels().get(i);
      Verdict verdict = look.verdicts().get(i);
      rows.append(look.trials()).append(',').append(quoted(channels.get(i)));
      rows.append(',').append(channel.count()).append(',').append(channel.reliability());
      rows.append(',').append(channel.snr());
      rows.append(',').append(SpecificationReader.word(verdict.standing()));
      rows.append(',').append(verdict.precision());
      rows.append(',').append(verdict.trialsTo()).append('\n');
    }
    try {
      historyRows.add(rows.toString());
    } finally {
      looksRows.add(String.format(Locale.ROOT, "%d,%.3f\n", look.trials(), seconds));
    }
  }

  /** Writes what could not be written before. */
  void flush() throws IOException {
    historyRows.flush();
    looksRows.flush();
  }

  /** What was written survives a power cut from then on. May be called by any thread. */
  void sync() throws IOException {
    GrowingFile.sync(history);
    GrowingFile.sync(looks);
  }

  private static String quoted(String name) {
    return name.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + name.replace("\"", "\"\"") + '"'
        : name;
  }
}
