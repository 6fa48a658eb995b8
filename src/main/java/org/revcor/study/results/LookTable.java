package org.revcor.study.results;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file that grows with each look. Its columns are trials, an optional channel name, and
 * numbers.
 */
final class LookTable {
  private LookTable() {}

  /**
   * Reads one column. Incomplete looks are left out.
   *
   * @param columns candidate columns; the first one in the file is read
   * @param rows rows per look
   * @return the values of each look by trials, in the order of the file; empty if the file does not
   *     exist
   */
  static Map<Long, double[]> read(Path file, List<String> columns, int rows) throws IOException {
    Map<Long, List<Double>> looks = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        String header = lines.readLine();
        // a channel name may contain commas, so columns after it are counted from the end
        int indexFromEnd = header == null ? 0 : indexFromEnd(header, columns);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.isBlank()) {
            looks
                .computeIfAbsent(trials(line), first -> new ArrayList<>())
                .add(number(line, indexFromEnd));
          }
        }
      }
    }
    Map<Long, double[]> whole = new LinkedHashMap<>();
    looks.forEach(
        (trials, values) -> {
          if (values.size() == rows) {
            whole.put(trials, values.stream().mapToDouble(Double::doubleValue).toArray());
          }
        });
    return whole;
  }

  private static int indexFromEnd(String header, List<String> columns) throws IOException {
    List<String> all = List.of(header.split(",", -1));
    for (String column : columns) {
      if (all.contains(column)) {
        return all.size() - all.indexOf(column);
      }
    }
    throw new IOException("no column %s in: %s".formatted(columns.getFirst(), header));
  }

  private static long trials(String row) throws IOException {
    try {
      return Long.parseLong(row.substring(0, Math.max(0, row.indexOf(','))));
    } catch (NumberFormatException damaged) {
      throw new IOException("not a row of looks: " + row, damaged);
    }
  }

  private static double number(String row, int indexFromEnd) throws IOException {
    String[] fields = row.split(",", -1);
    if (fields.length <= indexFromEnd) {
      throw new IOException("not a row of looks: " + row);
    }
    try {
      return Double.parseDouble(fields[fields.length - indexFromEnd]);
    } catch (NumberFormatException damaged) {
      throw new IOException("not a number in a row of looks: " + row, damaged);
    }
  }
}
