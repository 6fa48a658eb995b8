package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.revcor.estimate.KernelCorrelation.ScoreMetric;
import org.revcor.file.Npy;

/**
 * The coefficients that an ended regression left.
 *
 * @param shape channels, groups of half-blocks ({@link org.revcor.estimate.RegressionGroups}),
 *     scores K
 * @param values coefficients, NaN for a group without observations; do not change
 * @param covariance mean products of scores, K x K; do not change
 */
public record StoredCoefficients(int[] shape, float[] values, float[] covariance) {
  /**
   * Reads the coefficients of a study.
   *
   * @throws org.revcor.InvalidInputException if it left none
   */
  public static StoredCoefficients of(EndedStudy study) {
    Path file = Artefact.COEFFICIENTS.in(study.folder());
    if (!Files.exists(file)) {
      throw study.unusable(
          "has no " + file.getFileName(),
          "a regression with more observations in each half than components; run it again");
    }
    try {
      ResultFiles files = study.directory().results();
      Npy.Array read = Npy.read(files.read(Artefact.COEFFICIENTS));
      float[] covariance = Npy.floats(files.read(Artefact.SCORE_COVARIANCE));
      int[] shape = read.shape();
      if (shape.length != 3
          || shape[0] != study.view().channels().size()
          || covariance.length != shape[2] * shape[2]) {
        throw study.unusable(
            "whose %s has other channels or components".formatted(file.getFileName()));
      }
      return new StoredCoefficients(shape, read.values(), covariance);
    } catch (IOException | IllegalArgumentException damaged) {
      throw study.unusable(damaged, file.getFileName() + " is damaged");
    }
  }

  /**
   * Returns the coefficients of a study with shuffled responses, channels x scores; empty for a
   * study of an earlier version.
   */
  public static Optional<double[][]> shuffled(EndedStudy study) {
    if (!Files.exists(Artefact.SHUFFLED_COEFFICIENTS.in(study.folder()))) {
      return Optional.empty();
    }
    try {
      Npy.Array read = Npy.read(study.directory().results().read(Artefact.SHUFFLED_COEFFICIENTS));
      int scores = read.shape()[1];
      double[][] rows = new double[read.shape()[0]][scores];
      for (int i = 0; i < read.values().length; i++) {
        rows[i / scores][i % scores] = read.values()[i];
      }
      return Optional.of(rows);
    } catch (IOException | IllegalArgumentException damaged) {
      throw study.unusable(damaged, Artefact.SHUFFLED_COEFFICIENTS.fileName() + " is damaged");
    }
  }

  public double[][] channel(int channel, ScoreMetric metric) {
    int groups = shape[1];
    double[][] rows = new double[groups][];
    for (int g = 0; g < groups; g++) {
      int from = (channel * groups + g) * shape[2];
      rows[g] = metric.of(Arrays.copyOfRange(values, from, from + shape[2]));
    }
    return rows;
  }
}
