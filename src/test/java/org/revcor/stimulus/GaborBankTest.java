package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GaborBankTest {
  @Test
  void asManyWaveletsAsInThePaper() {
    GaborBank digits = new GaborBank(28, 28, GaborBank.standardScales(28, 28));
    assertThat(digits.size()).isEqualTo((10 * 10 + 4 * 4 + 2 * 2) * 8).isEqualTo(960);
    assertThat(digits.wavelets().count()).isEqualTo(960);
    GaborBank colour = new GaborBank(32, 32, GaborBank.standardScales(32, 32));
    assertThat(colour.size()).isEqualTo((11 * 11 + 7 * 7 + 4 * 4 + 2 * 2) * 8).isEqualTo(1520);
    assertThat(colour.wavelets().count()).isEqualTo(1520);
  }

  @ParameterizedTest
  @CsvSource({
    "28, 28, '[3, 7, 15]'",
    "32, 32, '[3, 5, 9, 17]'",
    "64, 64, '[7, 17, 35]'",
    "16, 20, '[3, 5, 9]'",
    "6, 6, '[3]'"
  })
  void scalesAreProportionalToTheShorterSide(int height, int width, String scales) {
    assertThat(GaborBank.standardScales(height, width)).hasToString(scales);
  }

  @Test
  void eachPixelLiesInOneTileOfAScale() {
    GaborBank bank = new GaborBank(7, 5, List.of(3));
    int[] covered = new int[35];
    List<double[]> wavelets = bank.wavelets().toList();
    assertThat(wavelets).hasSize(3 * 2 * 8);
    for (double[] wavelet : wavelets.subList(0, 6)) {
      for (int i = 0; i < covered.length; i++) {
        covered[i] += wavelet[i] == 0 ? 0 : 1;
      }
    }
    int[] kernel = nonZero(GaborBank.kernel(3, 0, 0));
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 5; x++) {
        assertThat(covered[y * 5 + x]).isEqualTo(kernel[y % 3 * 3 + x % 3]);
      }
    }
  }

  @Test
  void tilesAtTheBorderAreCropped() {
    GaborBank bank = new GaborBank(4, 5, List.of(3));
    double[] kernel = GaborBank.kernel(3, 1, 1);
    List<double[]> tiles = bank.wavelets().skip(3 * 4).limit(4).toList();
    assertThat(tiles.get(3))
        .containsExactly(
            0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, //
            0, 0, 0, kernel[0], kernel[1]);
    assertThat(tiles.get(1)[2 * 5 + 4]).isEqualTo(kernel[2 * 3 + 1]);
    assertThat(tiles.get(2)[3 * 5 + 2]).isEqualTo(kernel[2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 7, 9, 15, 17})
  void eachKernelRangesFromZeroToOne(int k) {
    for (int i = 0; i < 8; i++) {
      double[] kernel = GaborBank.kernel(k, i / 2, i % 2);
      assertThat(Arrays.stream(kernel).min()).hasValue(0);
      assertThat(Arrays.stream(kernel).max()).hasValue(1);
    }
  }

  @Test
  void aKernelIsTheScaledFormula() {
    double[] plain = new double[49];
    for (int i = 0; i < 49; i++) {
      double x = i % 7 - 3;
      double y = Math.floorDiv(i, 7) - 3;
      double across = (x + y) / Math.sqrt(2);
      double along = (y - x) / Math.sqrt(2);
      plain[i] =
          Math.exp(-(across * across + .25 * along * along) / 2)
              * Math.cos(2 * Math.PI * across / 3.5 + Math.PI / 2);
    }
    double low = Arrays.stream(plain).min().orElseThrow();
    double high = Arrays.stream(plain).max().orElseThrow();
    double[] kernel = GaborBank.kernel(7, 1, 1);
    for (int i = 0; i < 49; i++) {
      assertThat(kernel[i]).isCloseTo((plain[i] - low) / (high - low), within(1e-14));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4", "1", "29", "3,3"})
  void rejectsInvalidScales(String scales) {
    List<Integer> numbers =
        Arrays.stream(scales.split(",")).filter(k -> !k.isEmpty()).map(Integer::valueOf).toList();
    assertRefused(
        () -> new GaborBank(28, 28, numbers),
        "scales is "
            + numbers
            + "; it must be one or more different odd numbers from 3 to 28, for example [3, 7,"
            + " 15]");
  }

  private static int[] nonZero(double[] values) {
    return Arrays.stream(values).mapToInt(value -> value == 0 ? 0 : 1).toArray();
  }
}
