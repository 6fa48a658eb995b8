package org.revcor.study.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
