package org.revcor.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;

/** Eq 1 on cells whose images are known: two pixels, signals 1, 7 and 9, answers 1, 7 and none. */
final class ClassificationImagesTest {
  private static final List<String> CELLS =
      List.of(
          "1 as 1",
          "1 as 7",
          "1 as none",
          "7 as 1",
          "7 as 7",
          "7 as none",
          "9 as 1",
          "9 as 7",
          "9 as none");
  private static final float[][] MAPS = {
    {1, 2}, {3, 5}, {0, 0}, {7, 11}, {13, 17}, {0, 0}, {19, 23}, {29, 31}, {0, 0}
  };
  private static final double[] COUNTS = {1, 10, 100, 2, 20, 200, 4, 40, 400};

  @Test
  void imageOfTwoSignalsIsTheNoiseOfOneAnswerLessThatOfTheOther() {
    StudyMaps images = ClassificationImages.of(cells(MapView.MAP, MAPS)).orElseThrow();
    assertThat(images.names()).containsExactly("1 to 7");
    assertThat(images.maps()[0]).containsExactly(3 + 13 - (1 + 7), 5 + 17 - (2 + 11));
    assertThat(images.counts()).containsExactly(33);
    assertThat(images.signals()).isEmpty();
  }

  @Test
  void squaresOfErrorsAddUp() {
    StudyMaps images = ClassificationImages.of(cells(MapView.ERROR, MAPS)).orElseThrow();
    assertThat(images.maps()[0])
        .containsExactly(
            (float) Math.sqrt(1 + 9 + 49 + 169), (float) Math.sqrt(4 + 25 + 121 + 289));
  }

  @Test
  void imageOfAnEmptyCellIsNotDefined() {
    float[][] maps = MAPS.clone();
    maps[3] = new float[] {Float.NaN, Float.NaN};
    assertThat(ClassificationImages.of(cells(MapView.MAP, maps)).orElseThrow().maps()[0])
        .containsOnly(Float.NaN);
  }

  @Test
  void thereIsNoneWithoutTwoSignalsThatAreAnswers() {
    assertThat(
            ClassificationImages.of(
                new StudyMaps(
                    MapView.MAP,
                    Estimand.CLASS_MAP,
                    9,
                    1,
                    1,
                    2,
                    CELLS.subList(0, 6).stream().map(name -> name.replace("7 as", "8 as")).toList(),
                    List.of("1", "8"),
                    Arrays.copyOf(COUNTS, 6),
                    Arrays.copyOf(MAPS, 6))))
        .isEmpty();
    assertThat(ClassificationImages.of(cells(MapView.Z, MAPS))).isEmpty();
  }

  private static StudyMaps cells(MapView view, float[][] maps) {
    return new StudyMaps(
        view, Estimand.CLASS_MAP, 777, 1, 1, 2, CELLS, List.of("1", "7", "9"), COUNTS, maps);
  }
}
