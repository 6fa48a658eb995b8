package org.revcor.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FigureTextTest {
  @Test
  void tablesKeepAllDigitsAndQuoteSpecialCharacters() {
    Figure.Table table =
        new Figure.Table(
            "t",
            "T",
            List.of("class", "share, of all"),
            List.of(List.of("a \"b\"", 1 / 3.0), List.of("c", Double.NaN), List.of("d", 7L)));

    assertThat(FigureText.csv(table))
        .contains("class,\"share, of all\"\n\"a \"\"b\"\"\",0.3333333333333333\nc,\nd,7\n");
  }

  @Test
  void curvesHaveARowForEachX() {
    Figure.Curves curves =
        new Figure.Curves(
            "c",
            "C",
            "x",
            "y",
            List.of(
                Figure.Curve.line("first", new double[] {0, 1}, new double[] {5, 6}),
                Figure.Curve.dots("second", new double[] {1, 2}, new double[] {7, Double.NaN})));

    assertThat(FigureText.csv(curves))
        .contains("x,first,second (points)\n0.0,5.0,\n1.0,6.0,7.0\n2.0,,\n");
  }

  @Test
  void curvesWithUnsortedXHaveARowForEachPoint() {
    Figure.Curves curves =
        new Figure.Curves(
            "c",
            "C",
            "share, false",
            "y",
            List.of(
                Figure.Curve.line("first", new double[] {0, 0, 1}, new double[] {0, 0.5, 1}),
                Figure.Curve.dots("second", new double[] {2, 1}, new double[] {7, Double.NaN})));

    assertThat(FigureText.csv(curves))
        .contains(
            """
            curve,"share, false",y
            first,0.0,0.0
            first,0.0,0.5
            first,1.0,1.0
            second (points),2.0,7.0
            second (points),1.0,
            """);
  }

  @Test
  void matrixHasItsLabels() {
    Figure.Matrix matrix =
        new Figure.Matrix(
            "m",
            "M",
            "response",
            "class",
            List.of("0", "1"),
            List.of("a"),
            new double[][] {{3, 4}});

    assertThat(FigureText.csv(matrix)).contains("class,0,1\na,3.0,4.0\n");
  }

  @Test
  void galleriesHaveNoCsv() {
    assertThat(FigureText.csv(new Figure.Gallery("g", "G", 1, List.of())))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3|3",
        "1234567|1,234,567",
        "0.123456|0.1235",
        "12.3456|12.35",
        "1234.56|1234.6",
        "0.00001234|1.23e-05",
        "12345678.9|1.23e+07",
        "-0.5|-0.5000",
        "NaN|-"
      })
  void numbersAreRoundedForDisplay(double value, String shown) {
    assertThat(FigureText.shown(value)).isEqualTo(shown);
  }
}
