package org.revcor.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the maps of a study grew, look by look.
 *
 * @param trials trials at each look, growing
 * @param seconds running time at each look; NaN where it was not written down
 * @param reliability as it is compared with a target, for maps of few values its lower limit: a row
 *     a look, a value a channel; NaN where it is not defined
 * @param reference correlation with the maps of a {@link Reference}, likewise; empty if the study
 *     was run without it, be it for a part
 */
public record Convergence(
    long[] trials, double[] seconds, double[][] reliability, Optional<double[][]> reference) {
  private static final List<String> JUDGED = List.of("assured", "reliability");

  /** Number of looks. */
  public int looks() {
    return trials.length;
  }

  /** Reliability of one channel at each look. */
  public double[] channel(int channel) {
    return column(reliability, channel);
  }

  /** Correlation of one channel with the reference at each look. */
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
   * Reads what {@link RunDirectory} wrote at looks. A look that was not written to its end is left
   * out.
   *
   * @param history histories without {@code assured} are read by their reliability
   * @param looks running times; may be missing
   * @param reference correlations with a reference; may be missing
   */
  static Convergence read(Path history, Path looks, Optional<Path> reference, int channels)
      throws IOException {
    Map<Long, double[]> rows = LookTable.read(history, JUDGED, channels);
    Map<Long, double[]> times = LookTable.read(looks, List.of("seconds"), 1);
    long[] trials = rows.keySet().stream().mapToLong(Long::longValue).toArray();
    double[] seconds = new double[trials.length];
    for (int look = 0; look < trials.length; look++) {
      double[] time = times.get(trials[look]);
      seconds[look] = time == null ? Double.NaN : time[0];
    }
    Optional<double[][]> correlations = Optional.empty();
    if (reference.isPresent()) {
      Map<Long, double[]> read =
          LookTable.read(reference.get(), List.of(Reference.CORRELATION), channels);
      if (read.keySet().containsAll(rows.keySet())) {
        correlations = Optional.of(matrix(rows.keySet().stream().map(read::get).toList()));
      }
    }
    return new Convergence(trials, seconds, matrix(rows.values()), correlations);
  }

  private static double[][] matrix(Collection<double[]> rows) {
    return rows.toArray(double[][]::new);
  }
}
