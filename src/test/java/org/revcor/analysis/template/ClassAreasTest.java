package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.ErrorRates.Row;

final class ClassAreasTest {
  private static final int STUDIES = 40;

  @Test
  @Tag("full")
  void mapsOfNoiseAreValidatedNoMoreOftenThanTheLevel() {
    assertThat(ValidationRates.rows().stream().filter(row -> row.limit() < 1))
        .allMatch((Row row) -> row.holds(STUDIES));
  }

  @Test
  void mapsOfMeanImagesAreValidated() {
    assertThat(ValidationRates.power().mean(STUDIES)).isGreaterThan(0.7);
  }

  @Test
  void areaIsTheShareOfPairsInWhichTheOwnValueIsLarger() {
    // of 6 pairs 3 > 1, 3 > 2, 3 = 3, 2 > 1, 2 = 2, 2 < 3
    float[][] responses = {{3, 0}, {1, 0}, {2, -0f}, {2, 0}, {3, 0}};
    ClassAreas areas = ClassAreas.of(responses, new int[] {0, 1, 1, 0, 1}, 2);
    assertThat(areas.area()[0]).isCloseTo(4 / 6d, within(1e-12));
    assertThat(areas.area()[1]).as("equal responses").isNaN();
    assertThat(areas.suffices(0.5)).as("two maps").isFalse();
  }
}
