package org.revcor.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the reliability of each channel of a study grew, look by look.
 *
 * @param trials trials at each look, growing
 * @param seconds running time at each look; NaN where it was not written down
 * @param reliability a row a look, a value a channel; NaN where it is not defined
 */
public record Convergence(long[] trials, double[] seconds, double[][] reliability) {
  private static final int FIELDS_AFTER_CHANNEL = 6;
  private static final int RELIABILITY_FROM_THE_END = 5;

  /** Number of looks. */
  public int looks() {
    return trials.length;
  }

  /** Reliability of one channel at each look. */
  public double[] channel(int channel) {
    double[] values = new double[looks()];
    for (int look = 0; look < values.length; look++) {
      values[look] = reliability[look][channel];
    }
    return values;
  }

  /**
   * Reads {@code history.csv} and {@code looks.csv}. A look that was not written to its end is left
   * out.
   */
  static Convergence read(Path history, Path looks, int channels) throws IOException {
    Map<Long, List<Double>> rows = new LinkedHashMap<>();
    for (String row : rows(history)) {
      rows.computeIfAbsent(trials(row), first -> new ArrayList<>()).add(reliability(row));
    }
    rows.values().removeIf(values -> values.size() != channels);
    Map<Long, Double> seconds = new HashMap<>();
    for (String row : rows(looks)) {
      seconds.put(trials(row), number(row.substring(row.indexOf(',') + 1)));
    }
    int looksMade = rows.size();
    long[] trials = new long[looksMade];
    double[] times = new double[looksMade];
    double[][] reliability = new double[looksMade][];
    int look = 0;
    for (Map.Entry<Long, List<Double>> row : rows.entrySet()) {
      trials[look] = row.getKey();
      times[look] = seconds.getOrDefault(row.getKey(), Double.NaN);
      reliability[look++] = row.getValue().stream().mapToDouble(Double::doubleValue).toArray();
    }
    return new Convergence(trials, times, reliability);
  }

  private static List<String> rows(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().skip(1).filter(row -> !row.isBlank()).toList()
        : List.of();
  }

  private static long trials(String row) throws IOException {
    try {
      return Long.parseLong(row.substring(0, Math.max(0, row.indexOf(','))));
    } catch (NumberFormatException damaged) {
      throw new IOException("not a row of looks: " + row, damaged);
    }
  }

  /**
   * Of a row {@code trials,channel,count,reliability,snr,standing,precision,trialsTo}; a channel's
   * name may have commas.
   */
  private static double reliability(String row) throws IOException {
    String[] fields = row.split(",", -1);
    if (fields.length < 2 + FIELDS_AFTER_CHANNEL) {
      throw new IOException("not a row of a history: " + row);
    }
    return number(fields[fields.length - RELIABILITY_FROM_THE_END]);
  }

  private static double number(String field) throws IOException {
    try {
      return Double.parseDouble(field);
    } catch (NumberFormatException damaged) {
      throw new IOException("not a number in a row of looks: " + field, damaged);
    }
  }
}
