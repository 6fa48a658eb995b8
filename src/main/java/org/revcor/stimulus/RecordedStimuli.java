package org.revcor.stimulus;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.apache.commons.io.function.Uncheck;
import org.revcor.file.NpyRows;
import org.revcor.stimulus.Stimulus.Moments;

/**
 * Stimuli that a file contains. Trial i is row i of the file; nothing is drawn at random.
 *
 * @param averaged means and variances of the values over all rows
 */
public record RecordedStimuli(NpyRows rows, Moments averaged) implements Stimulus {
  private static final int PIECE_VALUES = 1 << 20;

  public static RecordedStimuli of(NpyRows rows) throws IOException {
    int values = rows.values();
    double[] mean = new double[values];
    double[] squares = new double[values];
    int step = Math.max(1, PIECE_VALUES / values);
    for (int first = 0; first < rows.count(); first += step) {
      float[] piece = new float[Math.min(step, rows.count() - first) * values];
      rows.read(first, piece);
      for (int i = 0; i < piece.length; i++) {
        if (!Float.isFinite(piece[i])) {
          throw new IllegalArgumentException(
              "a file with %s in stimulus %d".formatted(piece[i], first + i / values));
        }
        // Welford's update
        int value = i % values;
        int count = first + i / values + 1;
        double difference = piece[i] - mean[value];
        mean[value] += difference / count;
        squares[value] += difference * (piece[i] - mean[value]);
      }
    }
    double[] variance = new double[values];
    for (int i = 0; i < values; i++) {
      variance[i] = squares[i] / rows.count();
    }
    return new RecordedStimuli(rows, new Moments(mean, variance));
  }

  @Override
  public int drawnValues() {
    return rows.values();
  }

  /** Reads a trial. Previews of few stimuli start again at the first one. */
  @Override
  public void draw(RandomGenerator random, long trial, float[] drawn) {
    Uncheck.run(() -> rows.read(trial % rows.count(), drawn));
  }

  @Override
  public long trials() {
    return rows.count();
  }

  @Override
  public SteinKernel steinKernel() {
    throw SteinKernel.refused("average with recorded stimuli, whose law is unknown");
  }
}
