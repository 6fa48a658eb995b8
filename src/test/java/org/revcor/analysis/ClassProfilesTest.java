package org.revcor.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ClassProfilesTest {
  private static final double[] NONE = {Double.NaN, Double.NaN, Double.NaN};

  @Test
  void correlationIsPearsons() {
    assertThat(Correlation.of(new double[] {1, 2, 3}, new double[] {10, 20, 30}))
        .isCloseTo(1, within(1e-12));
    assertThat(Correlation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
        .isCloseTo(-1, within(1e-12));
    assertThat(Correlation.of(new double[] {1, 2, 3, 4}, new double[] {1, -1, -1, 1}))
        .isCloseTo(0, within(1e-12));
    assertThat(Correlation.of(new double[] {1, 2, 3}, new double[] {5, 5, 5})).isNaN();
    assertThat(Correlation.of(NONE, new double[] {1, 2, 3})).isNaN();
  }

  /** A large part in common hides that what is special of the classes is turned around. */
  @Test
  void specialPartOfAClassIsWhatItHasBesidesTheOthers() {
    ClassProfiles profiles =
        new ClassProfiles(
            new double[][] {{101, 50, 0}, {99, 50, 0}}, new double[][] {{99, 50, 0}, {101, 50, 0}});
    assertThat(profiles.meanLikeness()).isGreaterThan(0.99);
    assertThat(profiles.meanSpecificLikeness()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void classWithoutNoiseTakesNoPart() {
    double[][] pictures = {{1, 0, 0}, {0, 1, 0}, {5, 5, 9}};
    ClassProfiles profiles =
        new ClassProfiles(pictures, new double[][] {{2, 0, 0}, {0, 2, 0}, NONE});
    assertThat(profiles.likeness()[2]).isNaN();
    assertThat(profiles.meanLikeness()).isCloseTo(1, within(1e-12));
    assertThat(profiles.meanSpecificLikeness()).isCloseTo(1, within(1e-12));
    assertThat(ClassProfiles.distance(profiles.noise())).isCloseTo(Math.sqrt(8), within(1e-12));
    assertThat(ClassProfiles.relativeDistance(profiles.noise()))
        .isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void singleClassHasNoDistance() {
    assertThat(ClassProfiles.distance(new double[][] {{1, 2}, {Double.NaN, Double.NaN}})).isNaN();
  }
}
