package org.revcor.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.revcor.analysis.template.ValidationRates;
import org.revcor.estimate.covariance.AxisRates;

/**
 * Measures how often numbers are wrong on units where their assumptions fail, and what the
 * precautions cost on others.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark -Dbenchmark.main=org.revcor.estimate.ErrorRates
 * -Dbenchmark=.*:200} prints one row of a table for each name that matches the regular expression;
 * the number after the colon is that of the studies.
 */
public final class ErrorRates {
  private static final int DEFAULT_STUDIES = 200;

  private ErrorRates() {}

  /**
   * One number.
   *
   * @param limit largest share; 1 for a share without a limit; NaN for a median without a limit
   * @param outcome outcome of the study with a seed: 1 or 0 of a share, a value of a median; NaN if
   *     it does not count
   */
  public record Row(String name, double limit, LongToDoubleFunction outcome) {
    public static Row share(String name, double limit, LongToDoubleFunction outcome) {
      return new Row(name, limit, outcome);
    }

    public static Row median(String name, LongToDoubleFunction outcome) {
      return new Row(name, Double.NaN, outcome);
    }

    private double[] outcomes(int studies) {
      return LongStream.range(0, studies)
          .parallel()
          .mapToDouble(outcome)
          .filter(each -> !Double.isNaN(each))
          .sorted()
          .toArray();
    }

    /** Returns whether a share is within its limit, at level .001. */
    public boolean holds(int studies) {
      double[] outcomes = outcomes(studies);
      return outcomes.length == 0
          || Arrays.stream(outcomes).sum()
              <= BinomialDistribution.of(outcomes.length, limit).inverseCumulativeProbability(.999);
    }

    public double mean(int studies) {
      return Arrays.stream(outcomes(studies)).average().orElse(Double.NaN);
    }

    private String measured(int studies) {
      double[] outcomes = outcomes(studies);
      boolean isMedian = Double.isNaN(limit);
      double observed =
          isMedian && outcomes.length > 0
              ? outcomes[outcomes.length / 2]
              : Arrays.stream(outcomes).average().orElse(Double.NaN);
      return "| %s | %s | %.4g | %d |"
          .formatted(name, limit < 1 ? "≤ " + limit : "–", observed, outcomes.length);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> rows() {
    return Stream.of(
            GradientRates.rows(),
            ValidationRates.rows(),
            NoiseRates.rows(),
            AxisRates.rows(),
            ThresholdRates.rows())
        .flatMap(List::stream)
        .toList();
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    String names = arguments[0].replaceFirst(":\\d+$", "");
    int studies =
        names.equals(arguments[0])
            ? DEFAULT_STUDIES
            : Integer.parseInt(arguments[0].substring(names.length() + 1));
    System.out.println("| number | nominal | observed | studies |\n| --- | --- | --- | --- |");
    rows().stream()
        .filter(row -> row.name().matches(names))
        .forEach(row -> System.out.println(row.measured(studies)));
  }
}
