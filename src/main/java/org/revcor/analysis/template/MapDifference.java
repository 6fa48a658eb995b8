package org.revcor.analysis.template;

import java.util.Arrays;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.PixelTests.StudentScore;

/**
 * Difference of two maps estimated from separate trials: {@code z = (a - b)/√(SE_a² + SE_b²)}. If
 * both estimate the same, z has Student's t distribution in each pixel (Welch 1947).
 *
 * @param difference a - b, d values; do not change
 * @param scores z, d values; NaN where an error is 0 or undefined; do not change
 * @param values number of values with a defined z
 * @param rootMeanSquare root mean square of the difference; like all later values, NaN without a
 *     defined z
 * @param meanSquareOfScores mean of z²
 * @param largestScore largest |z|
 * @param probability probability of so improbable a z anywhere by chance, over all values (Šidák)
 */
public record MapDifference(
    float[] difference,
    float[] scores,
    int values,
    double rootMeanSquare,
    double meanSquareOfScores,
    double largestScore,
    double probability) {
  /** Significance level: two maps differ below this probability. */
  public static final double LEVEL = 0.01;

  /**
   * Compares two maps.
   *
   * @param a d values
   * @param errorsOfA standard errors of a
   * @param scoreOfA distribution of values over these errors
   * @param b d values
   * @param errorsOfB standard errors of b
   * @param scoreOfB distribution of values over these errors
   */
  public static MapDifference of(
      float[] a,
      float[] errorsOfA,
      StudentScore scoreOfA,
      float[] b,
      float[] errorsOfB,
      StudentScore scoreOfB) {
    float[] difference = new float[a.length];
    float[] scores = new float[a.length];
    Arrays.fill(scores, Float.NaN);
    int values = 0;
    double squares = 0;
    double squaresOfScores = 0;
    double largest = 0;
    double largestDeviate = 0;
    for (int i = 0; i < a.length; i++) {
      double less = (double) a[i] - b[i];
      difference[i] = (float) less;
      double error = Math.hypot(errorsOfA[i], errorsOfB[i]);
      if (error > 0 && Double.isFinite(less)) {
        double z = less / error;
        scores[i] = (float) z;
        values++;
        squares += less * less;
        squaresOfScores += z * z;
        largest = Math.max(largest, Math.abs(z));
        StudentScore score = scoreOfA.plus(errorsOfA[i], scoreOfB, errorsOfB[i]);
        largestDeviate = Math.max(largestDeviate, Math.abs(score.deviate(z)));
      }
    }
    if (values == 0) {
      return new MapDifference(
          difference, scores, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double alone = PixelTests.pValues(new float[] {(float) largestDeviate})[0];
    return new MapDifference(
        difference,
        scores,
        values,
        Math.sqrt(squares / values),
        squaresOfScores / values,
        largest,
        -Math.expm1(values * Math.log1p(-Math.min(1, alone))));
  }
}
