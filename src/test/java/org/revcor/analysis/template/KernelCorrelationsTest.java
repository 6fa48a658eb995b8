package org.revcor.analysis.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.CorrelationAnalysis.KernelCorrelations;
import org.revcor.estimate.KernelCorrelation;

/** Simulated estimates of kernels by independent groups. */
final class KernelCorrelationsTest {
  private static final int CLASSES = 1_000;
  private static final int GROUPS = 16;
  private static final int COEFFICIENTS = 20;

  private final Random random = new Random(5);

  /** The upper limit of some of 1,000 equal kernels is below 1 by chance. */
  @Test
  void equalKernelsDoNotDifferInAnyOfManyClasses() {
    List<KernelCorrelation> equal = correlations(0);
    assertThat(equal.stream().filter(each -> each.upper() < 1).count()).isPositive();
    assertThat(differing(equal)).startsWith("the kernels of 0 of 1,000 tested classes differ");
  }

  @Test
  void differentKernelsDiffer() {
    assertThat(differing(correlations(1)))
        .startsWith("the kernels of 1,000 of 1,000 tested classes differ");
  }

  @Test
  void classesWithoutLimitsAreNotCountedAsTested() {
    double nan = Double.NaN;
    List<KernelCorrelation> unknown =
        Collections.nCopies(10, new KernelCorrelation(nan, nan, nan, 0.5, nan));
    List<KernelCorrelation> all =
        Stream.concat(correlations(1).stream(), unknown.stream()).toList();
    assertThat(differing(all)).startsWith("the kernels of 1,000 of 1,000 tested classes differ");
  }

  private static String differing(List<KernelCorrelation> correlations) {
    KernelCorrelations.Pairs own = KernelCorrelations.Pairs.of(correlations);
    return new KernelCorrelations(Collections.nCopies(correlations.size(), "c"), 0.05, own, own)
        .statements()
        .get(2);
  }

  /** Returns correlations of kernels of which the second adds another kernel to twice the first. */
  private List<KernelCorrelation> correlations(double added) {
    return IntStream.range(0, CLASSES)
        .mapToObj(
            c -> {
              double[] one = random.doubles(COEFFICIENTS, -2, 2).toArray();
              double[] other = one.clone();
              for (int k = 0; k < other.length; k++) {
                other[k] = 2 * one[k] + added * (2 + random.nextGaussian());
              }
              return KernelCorrelation.of(groups(one), groups(other));
            })
        .toList();
  }

  private double[][] groups(double[] kernel) {
    double[][] groups = new double[GROUPS][COEFFICIENTS];
    for (double[] group : groups) {
      for (int k = 0; k < kernel.length; k++) {
        group[k] = kernel[k] + 0.5 * random.nextGaussian();
      }
    }
    return groups;
  }
}
