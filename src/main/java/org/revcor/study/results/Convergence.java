package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reliability of the maps of a study at each look.
 *
 * @param trials trials at each look, ascending
 * @param seconds running time at each look; NaN where it was not recorded
 * @param reliability the reliability that is compared with a target, for maps of few values its
 *     lower limit: a row per look, a value per channel; NaN where undefined
 * @param reference correlation with the maps of a {@link Reference}, in the same layout; empty if
 *     any part of the study was run without it
 */
public record Convergence(
    long[] trials, double[] seconds, double[][] reliability, Optional<double[][]> reference) {

  public double[] channel(int channel) {
    return column(reliability, channel);
  }

  public Optional<double[]> reference(int channel) {
    return reference.map(looks -> column(looks, channel));
  }

  private static double[] column(double[][] looks, int channel) {
    double[] values = new double[looks.length];
    for (int look = 0; look < values.length; look++) {
      values[look] = looks[look][channel];
    }
    return values;
  }

  /**
   * Reads the reliability of the maps of a study at each look; empty if there is no history.
   *
   * @throws IOException if the files cannot be read or are invalid
   */
  public static Convergence of(RunDirectory directory, int channels, Optional<Reference> reference)
      throws IOException {
    return read(
        directory.history(),
        Artefact.LOOKS.in(directory.folder()),
        reference.map(maps -> directory.folder().resolve(maps.file())),
        channels);
  }

  static Convergence read(Path history, Path looks, Optional<Path> reference, int channels)
      throws IOException {
    Map<Long, double[]> rows = column(history, "assured", channels);
    Map<Long, double[]> times = column(looks, "seconds", 1);
    long[] trials = rows.keySet().stream().mapToLong(Long::longValue).toArray();
    double[] seconds = new double[trials.length];
    for (int look = 0; look < trials.length; look++) {
      double[] time = times.get(trials[look]);
      seconds[look] = time == null ? Double.NaN : time[0];
    }
    Optional<double[][]> correlations = Optional.empty();
    if (reference.isPresent()) {
      Map<Long, double[]> read = column(reference.get(), Reference.CORRELATION, channels);
      if (read.keySet().containsAll(rows.keySet())) {
        correlations = Optional.of(matrix(rows.keySet().stream().map(read::get).toList()));
      }
    }
    return new Convergence(trials, seconds, matrix(rows.values()), correlations);
  }

  private static double[][] matrix(Collection<double[]> rows) {
    return rows.toArray(double[][]::new);
  }

  /**
   * Reads one column of a table of looks, whose columns are trials, an optional channel name, and
   * numbers. Incomplete looks are left out.
   *
   * @return the values of each look by trials, in the order of the file; empty if the file does not
   *     exist
   */
  private static Map<Long, double[]> column(Path file, String column, int rows) throws IOException {
    Map<Long, List<Double>> looks = new LinkedHashMap<>();
    try (WholeLines lines = new WholeLines(file)) {
      String header = lines.next().orElse(column);
      int index = WholeLines.values(header).indexOf(column);
      if (index < 0) {
        throw new IOException("no column %s in: %s".formatted(column, header));
      }
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        List<String> values = WholeLines.values(line.get());
        try {
          looks
              .computeIfAbsent(Long.valueOf(values.getFirst()), first -> new ArrayList<>())
              .add(Double.valueOf(values.get(index)));
        } catch (NumberFormatException | IndexOutOfBoundsException damaged) {
          throw new IOException("not a row of looks: " + line.get(), damaged);
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
}
