package org.revcor.estimate.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.Vectors;

class ExtremeDirectionsTest {

  /** A Ritz value's error is the square of its residual, which is 1e-6 of the value or less. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 30, 150})
  void directionsAreTheFirstAndLastEigenvectorsOfTheComplement(int size) {
    Symmetric matrix = random(size);
    double[] known = TriggeredTrials.filter(size, 9);

    ExtremeDirections found = ExtremeDirections.of(matrix, List.of(known));

    double[] eigenvalues = matrix.eigenvaluesOrthogonalTo(List.of(known));
    assertThat(found.largestValue()).isCloseTo(eigenvalues[0], within(1e-8));
    assertThat(found.smallestValue()).isCloseTo(eigenvalues[size - 2], within(1e-8));
    for (double[] direction : List.of(found.largest(), found.smallest())) {
      assertThat(Vectors.norm(direction)).isCloseTo(1, within(1e-12));
      assertThat(Vectors.dot(direction, known)).isCloseTo(0, within(1e-12));
    }
    assertThat(matrix.along(found.largest())).isCloseTo(eigenvalues[0], within(1e-8));
    assertThat(matrix.along(found.smallest())).isCloseTo(eigenvalues[size - 2], within(1e-8));
  }

  @Test
  void theLastRemainingDirectionIsBoth() {
    Symmetric matrix = random(3);
    double[] first = TriggeredTrials.filter(3, 1);
    double[] second = TriggeredTrials.filter(3, 2, first);
    double[] third = TriggeredTrials.filter(3, 3, first, second);

    ExtremeDirections found = ExtremeDirections.of(matrix, List.of(first, second));

    assertThat(Math.abs(Vectors.dot(found.largest(), third))).isCloseTo(1, within(1e-12));
    assertThat(found.smallest()).containsExactly(found.largest());
  }

  @Test
  void aMatrixWithOneEigenvalueHasAnyDirection() {
    Symmetric matrix = new Symmetric(6);
    for (int i = 0; i < 6; i++) {
      matrix.set(i, i, 2);
    }
    ExtremeDirections found = ExtremeDirections.of(matrix, List.of());
    assertThat(found.largestValue()).isCloseTo(2, within(1e-12));
    assertThat(Vectors.norm(found.smallest())).isCloseTo(1, within(1e-12));
  }

  private static Symmetric random(int size) {
    Random random = new Random(size);
    Symmetric matrix = new Symmetric(size);
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        matrix.set(i, j, random.nextGaussian());
      }
    }
    return matrix;
  }
}
