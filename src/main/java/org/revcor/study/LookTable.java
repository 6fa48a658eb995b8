package org.revcor.study;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file that grows by some rows at each look: the trials first, then perhaps the name of a
 * channel, then numbers.
 */
final class LookTable {
  private LookTable() {}

  /**
   * Reads one column. A look that was not written to its end is left out.
   *
   * @param columns the first of them that the file has is read
   * @param rows rows a look
   * @return the values of each look by its trials, in the order of the file; none if there is no
   *     file
   */
  static Map<Long, double[]> read(Path file, List<String> columns, int rows) throws IOException {
    Map<Long, List<Double>> looks = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        String header = lines.readLine();
        // a channel's name may have commas, so what follows it is found from the end
        int fromTheEnd = header == null ? 0 : fromTheEnd(header, columns);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (!line.isBlank()) {
            looks
                .computeIfAbsent(trials(line), first -> new ArrayList<>())
                .add(number(line, fromTheEnd));
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

  private static int fromTheEnd(String header, List<String> columns) throws IOException {
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

  private static double number(String row, int fromTheEnd) throws IOException {
    String[] fields = row.split(",", -1);
    if (fields.length <= fromTheEnd) {
      throw new IOException("not a row of looks: " + row);
    }
    try {
      return Double.parseDouble(fields[fields.length - fromTheEnd]);
    } catch (NumberFormatException damaged) {
      throw new IOException("not a number in a row of looks: " + row, damaged);
    }
  }
}
