package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.revcor.analysis.template.ClassAreas.Mean;
import org.revcor.estimate.KernelCorrelation;
import org.revcor.estimate.significance.PixelTests.DiscoveryRate;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;

/**
 * Correlations of the kernels of two networks.
 *
 * @param names names of the classes
 * @param level false discovery rate of the classes that count as correlated, or as different
 * @param own each class with itself in the other network
 * @param another each class with another one in the other network; empty for a single class
 */
record KernelCorrelations(List<String> names, double level, Pairs own, Pairs another) {

  /**
   * Pairs of kernels.
   *
   * @param rate smallest false discovery rate at which each pair is correlated
   * @param rateOfDifferent smallest false discovery rate at which the kernels of each pair are not
   *     equal but for a factor
   */
  record Pairs(List<KernelCorrelation> correlations, double[] rate, double[] rateOfDifferent) {
    static Pairs of(List<KernelCorrelation> correlations) {
      return new Pairs(
          correlations,
          rates(correlations, KernelCorrelation::p),
          rates(correlations, KernelCorrelation::pOfEqual));
    }

    private static double[] rates(
        List<KernelCorrelation> correlations, ToDoubleFunction<KernelCorrelation> p) {
      return DiscoveryRate.of(correlations.stream().mapToDouble(p).toArray());
    }

    /** Returns the mean over the pairs with limits. */
    Mean mean() {
      return Mean.of(
          correlations.stream()
              .mapToDouble(each -> Double.isNaN(each.lower()) ? Double.NaN : each.value())
              .toArray());
    }

    long correlated(double level) {
      return Arrays.stream(rate).filter(each -> each <= level).count();
    }

    /** Returns the number of pairs whose kernels are not equal but for a factor. */
    long different(double level) {
      return Arrays.stream(rateOfDifferent).filter(each -> each <= level).count();
    }

    /** Returns the number of pairs that are tested for equal kernels: those with limits. */
    long testedForEqual() {
      return Arrays.stream(rateOfDifferent).filter(each -> !Double.isNaN(each)).count();
    }

    /** Returns the number of correlated pairs whose correlation is positive. */
    long positive(double level) {
      return IntStream.range(0, rate.length)
          .filter(c -> rate[c] <= level && correlations.get(c).value() > 0)
          .count();
    }
  }

  List<String> statements() {
    Mean mean = own.mean();
    List<String> statements = new ArrayList<>();
    statements.add(
        "kernels of a class correlate with a mean of %s over %,d classes; %s"
            .formatted(
                mean.text(),
                mean.classes(),
                another.correlations.isEmpty()
                    ? "no other class exists"
                    : "those of different classes with %.3f".formatted(another.mean().mean())));
    statements.add(
        "%,d of %,d classes are correlated at a false discovery rate of %s, %,d of them positively%s"
            .formatted(
                own.correlated(level),
                names.size(),
                level,
                own.positive(level),
                another.correlations.isEmpty()
                    ? ""
                    : "; of pairs of different classes %,d, %,d of them positively"
                        .formatted(another.correlated(level), another.positive(level))));
    statements.add(
        ("the kernels of %,d of %,d tested classes differ by more than a factor at a false"
                + " discovery rate of %s")
            .formatted(own.different(level), own.testedForEqual(), level));
    if (mean.classes() < names.size()) {
      statements.add(
          "%,d classes have no limits and are neither tested nor in the mean: a kernel is too noisy"
              .formatted(names.size() - mean.classes()));
    }
    return statements;
  }

  /**
   * Returns the figures.
   *
   * @param one reliability of each class in the first study
   * @param other reliability of the same class in the second study
   */
  List<Figure> figures(double[] one, double[] other) {
    return List.of(summary(), table(one, other), curves());
  }

  private Figure summary() {
    return new Figure.Table(
        "summary",
        "Mean correlation of kernels, with 95 % limits",
        List.of(
            "kernels of",
            "mean correlation",
            "lower",
            "upper",
            "pairs",
            "correlated",
            "positively"),
        List.of(row("the same class", own), row("different classes", another)));
  }

  private List<Object> row(String name, Pairs pairs) {
    Mean mean = pairs.mean();
    return List.of(
        name,
        mean.mean(),
        mean.lower(),
        mean.upper(),
        mean.classes(),
        pairs.correlated(level),
        pairs.positive(level));
  }

  private Figure table(double[] one, double[] other) {
    return Columns.table(
        "correlations",
        "Correlation of the kernels of each class, with 95 % limits",
        names.size(),
        new Columns<Integer>()
            .with("class", names::get)
            .with("correlation", c -> own.correlations.get(c).value())
            .with("lower", c -> own.correlations.get(c).lower())
            .with("upper", c -> own.correlations.get(c).upper())
            .with("p", c -> own.correlations.get(c).p())
            .with("false discovery rate", c -> own.rate[c])
            .with("correlated", c -> own.rate[c] <= level ? 1 : 0)
            .with("reliability", c -> one[c])
            .with("reliability of other", c -> other[c])
            .with("p of equal kernels", c -> own.correlations.get(c).pOfEqual())
            .with("false discovery rate of a difference", c -> own.rateOfDifferent[c]));
  }

  private Figure curves() {
    return new Figure.Curves(
        "sorted",
        "Correlations in descending order, clipped to -1 and 1",
        "share of pairs",
        "correlation",
        List.of(curve("the same class", own), curve("different classes", another)));
  }

  private static Figure.Curve curve(String name, Pairs pairs) {
    double[] ascending =
        pairs.correlations.stream()
            .filter(each -> !Double.isNaN(each.lower()))
            .mapToDouble(each -> Math.clamp(each.value(), -1, 1))
            .sorted()
            .toArray();
    return Validation.descending(name, ascending);
  }
}
