package org.revcor.analysis.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.revcor.analysis.activity.ActivationsAnalysis.ClassProfiles;

final class ClassProfilesTest {
  private static final double[] NONE = {Double.NaN, Double.NaN, Double.NaN};

  @Test
  void specificCorrelationIgnoresTheMeanOfAllClasses() {
    ClassProfiles profiles =
        new ClassProfiles(
            new double[][] {{101, 50, 0}, {99, 50, 0}}, new double[][] {{99, 50, 0}, {101, 50, 0}});
    assertThat(profiles.meanCorrelation()).isGreaterThan(0.99);
    assertThat(profiles.meanSpecificCorrelation()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void classWithoutNoiseIsIgnored() {
    double[][] images = {{1, 0, 0}, {0, 1, 0}, {5, 5, 9}};
    ClassProfiles profiles = new ClassProfiles(images, new double[][] {{2, 0, 0}, {0, 2, 0}, NONE});
    assertThat(profiles.correlations()[2]).isNaN();
    assertThat(profiles.meanCorrelation()).isCloseTo(1, within(1e-12));
    assertThat(profiles.meanSpecificCorrelation()).isCloseTo(1, within(1e-12));
    assertThat(ClassProfiles.distance(profiles.noise())).isCloseTo(Math.sqrt(8), within(1e-12));
    assertThat(ClassProfiles.relativeDistance(profiles.noise()))
        .isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void classesOfFewStimuliHaveNoDistance() {
    double[][] noise = {{0, 0}, {3, 4}, {100, 0}};
    double[][] enough = ClassProfiles.ofEnough(noise, new double[] {50, 60, 49});
    assertThat(ClassProfiles.distance(enough)).isEqualTo(5);
    assertThat(ClassProfiles.relativeDistance(enough)).isEqualTo(2);
  }

  @Test
  void singleClassHasNoDistance() {
    assertThat(ClassProfiles.distance(new double[][] {{1, 2}, {Double.NaN, Double.NaN}})).isNaN();
  }
}
