package org.revcor.stimulus;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.revcor.InvalidInputException;

/**
 * A basis in which the scores of the images that it was fitted to are uncorrelated with variance 1.
 *
 * @param images K x d: the image of each score at 1
 * @param filters K x d: products with an image are its scores, except for a constant
 */
public record ScoreBasis(
    String name, String digest, int components, float[] images, float[] filters) {
  /** Standard deviation of a score, drawn uniformly over its range, relative to the range. */
  private static final double UNIFORM = Math.sqrt(1 / 12.0);

  /**
   * Returns leading principal components.
   *
   * @param components number of components, at most those of the basis
   */
  public static ScoreBasis of(PcaBasis basis, int components) {
    int values = basis.mean().length;
    float[] images = new float[components * values];
    float[] filters = new float[components * values];
    for (int i = 0; i < images.length; i++) {
      double deviation = Math.sqrt(basis.variances()[i / values]);
      images[i] = (float) (deviation * basis.vectors()[i]);
      filters[i] = (float) (basis.vectors()[i] / deviation);
    }
    return new ScoreBasis(basis.name(), basis.digest(), components, images, filters);
  }

  /**
   * Returns the components of all planes of Gabor-PCA; filters are those of least squares.
   *
   * @throws InvalidInputException if the components are linearly dependent
   */
  public static ScoreBasis of(GaborBasis basis) {
    int k = basis.components();
    int space = basis.height() * basis.width();
    int values = basis.planes() * space;
    float[] images = new float[basis.planes() * k * values];
    float[] filters = new float[images.length];
    for (int plane = 0; plane < basis.planes(); plane++) {
      DMatrixRMaj vectors = new DMatrixRMaj(k, space);
      for (int c = 0; c < k; c++) {
        int score = plane * k + c;
        double deviation = UNIFORM * ((double) basis.high()[score] - basis.low()[score]);
        for (int i = 0; i < space; i++) {
          vectors.set(c, i, deviation * basis.vectors()[score * space + i]);
        }
      }
      DMatrixRMaj gram = new DMatrixRMaj(k, k);
      CommonOps_DDRM.multTransB(vectors, vectors, gram);
      LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(k);
      DMatrixRMaj ofPlane = new DMatrixRMaj(k, space);
      if (!solver.setA(gram)) {
        throw new InvalidInputException(
            "study.stimulus.basis",
            "%s, with %d linearly dependent components".formatted(basis.name(), k),
            "a basis of fewer components with estimator = regression");
      }
      solver.solve(vectors.copy(), ofPlane);
      for (int c = 0; c < k; c++) {
        int at = (plane * k + c) * values + plane * space;
        for (int i = 0; i < space; i++) {
          images[at + i] = (float) vectors.get(c, i);
          filters[at + i] = (float) ofPlane.get(c, i);
        }
      }
    }
    return new ScoreBasis(basis.name(), basis.digest(), basis.planes() * k, images, filters);
  }

  /**
   * Returns the scores of the mirrored image of each score, K x K: row k has the score k of all.
   */
  public double[] mirror(int width) {
    int values = images.length / components;
    double[] mirror = new double[components * components];
    for (int k = 0; k < components; k++) {
      for (int l = 0; l < components; l++) {
        double sum = 0;
        for (int i = 0; i < values; i++) {
          int mirrored = i - i % width + width - 1 - i % width;
          sum += (double) filters[k * values + i] * images[l * values + mirrored];
        }
        mirror[k * components + l] = sum;
      }
    }
    return mirror;
  }
}
