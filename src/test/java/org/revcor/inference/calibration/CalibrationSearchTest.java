package org.revcor.inference.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.inference.calibration.Calibration.Measured;

/** Tests the search with known speeds. */
final class CalibrationSearchTest {
  private static final Duration NO_TIME = Duration.ZERO;
  private static final List<Integer> SIZES = CalibrationSearch.batchSizes(500, 256);

  @Test
  void batchSizesDivideHalfABlock() {
    assertThat(SIZES).containsExactly(16, 21, 32, 42, 63, 84, 125, 167, 250);
    assertThat(CalibrationSearch.batchSizes(500, 50_000)).last().isEqualTo(500);
    assertThat(CalibrationSearch.batchSizes(13, 256)).containsExactly(1, 2, 3, 4, 5, 7, 13);
    assertThat(CalibrationSearch.batchSizes(1, 256)).containsExactly(1);
    assertThat(CalibrationSearch.batchSizes(50_000, 256))
        .containsExactly(16, 22, 32, 43, 64, 86, 128, 171, 256);
  }

  @Test
  void lanesAreAllAndRepeatedHalves() {
    assertThat(CalibrationSearch.lanes(1)).containsExactly(1);
    assertThat(CalibrationSearch.lanes(6)).containsExactly(1, 3, 6);
    assertThat(CalibrationSearch.lanes(16)).containsExactly(1, 2, 4, 8, 16);
  }

  @Test
  void choosesTheFastest() {
    CalibrationSearch.Found found =
        search((size, lanes) -> 1000.0 * lanes / (1 + Math.abs(size - 125)), 2);

    assertThat(found.best()).isEqualTo(new Measured(125, 2, 2000, 0));
    assertThat(found.tried()).hasSize(SIZES.size() + 2);
    assertThat(found.tried().getLast()).isEqualTo(new Measured(125, 2, 2000, 0));
  }

  @Test
  void choosesTheSmallestWithinTheNoiseOfTheBest() {
    CalibrationSearch.Found found =
        search((size, lanes) -> size >= 63 ? 1000 + size / 125.0 : 900, 4);

    assertThat(found.best().batchSize()).isEqualTo(63);
    assertThat(found.best().lanes()).as("lanes that add nothing").isEqualTo(1);
  }

  @Test
  void medianAndSpreadAreOverRounds() {
    double[] disturbed = {100, 10, 90};
    int[] round = {0};
    Measured only =
        new CalibrationSearch((size, lanes) -> disturbed[round[0]++], NO_TIME)
            .search(List.of(8), List.of(1))
            .best();

    assertThat(only).isEqualTo(new Measured(8, 1, 90, 10));
  }

  @Test
  void choicesAreMeasuredInTurn() {
    List<String> measured = new ArrayList<>();
    new CalibrationSearch(
            (size, lanes) -> {
              measured.add(size + "x" + lanes);
              return size;
            },
            NO_TIME)
        .search(List.of(1, 2), List.of(1, 2));

    assertThat(measured)
        .containsExactly(
            "1x2", "2x2", "1x2", "2x2", "1x2", "2x2", "2x1", "2x2", "2x1", "2x2", "2x1", "2x2");
  }

  @Test
  void skipsASizeThatDoesNotFit() {
    CalibrationSearch.Found found =
        search(
            (size, lanes) -> {
              if (size > 100) {
                throw new OutOfMemoryError("too large");
              }
              return size;
            },
            1);

    assertThat(found.best().batchSize()).isEqualTo(84);
    assertThat(found.tried())
        .extracting(Measured::batchSize)
        .containsExactly(16, 21, 32, 42, 63, 84);
  }

  @Test
  void failsWithTheReasonIfNothingFits() {
    assertThatThrownBy(
            () ->
                search(
                    (size, lanes) -> {
                      throw new OutOfMemoryError("too large");
                    },
                    1))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("too large");
  }

  private static CalibrationSearch.Found search(CalibrationSearch.Speed speed, int lanes) {
    return new CalibrationSearch(speed, NO_TIME).search(SIZES, CalibrationSearch.lanes(lanes));
  }
}
