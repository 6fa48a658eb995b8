package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.revcor.estimate.SimulatedUnit.Curve;

/**
 * Units that are sums of curves, steps among them. Their slopes are those of automatic
 * differentiation, which gives 0 for a step.
 */
final class SteppedUnit {
  private static final Curve FLAT = v -> 0;
  private static final Shape LINE = new Shape(v -> v, v -> 1);
  private static final Shape STEP = new Shape(v -> v > 0 ? 1 : 0, FLAT);
  private static final Shape ROUNDED = new Shape(v -> Math.rint(2 * v) / 2, FLAT);
  private static final Shape COARSE =
      new Shape(v -> Math.rint(8 * SimulatedUnit.logistic(v)) / 8, FLAT);

  private static final List<Shape> SMOOTH =
      List.of(
          LINE,
          new Shape(
              SimulatedUnit::logistic,
              v -> 2 * SimulatedUnit.logistic(v) * (1 - SimulatedUnit.logistic(v))),
          new Shape(v -> v + v * v / 2, v -> 1 + v));

  private static final List<Shape> STEPPED = List.of(STEP, ROUNDED, COARSE);

  private SteppedUnit() {}

  /** A curve and the slope that automatic differentiation gives it. */
  private record Shape(Curve at, Curve slope) {}

  /** A curve of {@code √(1-mix²) u_j + mix u_0} with a gain, where j is the index of the term. */
  private record Term(Shape shape, double gain, double mix) {}

  /** The units of which wrong maps were seen. */
  static List<SimulatedUnit> seen() {
    return List.of(
        of("u + round(2v)/2", List.of(new Term(LINE, 1, 0), new Term(ROUNDED, 1, 0))),
        of("1[v > 0] + .2u", List.of(new Term(LINE, 0.2, 0), new Term(STEP, 1, 0))),
        of("round(8 sigmoid(u))/8", List.of(new Term(COARSE, 1, 0))));
  }

  /** A sum of a smooth curve and up to two steps, along directions that may be correlated. */
  static SimulatedUnit random(RandomGenerator choices) {
    int terms = 1 + choices.nextInt(3);
    List<Term> all = new ArrayList<>();
    for (int j = 0; j < terms; j++) {
      List<Shape> shapes = j == 0 ? SMOOTH : STEPPED;
      double mix = j == 0 || choices.nextBoolean() ? 0 : choices.nextDouble();
      all.add(
          new Term(
              shapes.get(choices.nextInt(shapes.size())), Math.exp(choices.nextGaussian()), mix));
    }
    return of("random steps", all);
  }

  private static SimulatedUnit of(String name, List<Term> terms) {
    return new SimulatedUnit(
        name,
        terms.size(),
        1,
        false,
        (u, r, slopes) -> {
          r[0] = 0;
          Arrays.stream(slopes).forEach(row -> Arrays.fill(row, 0));
          for (int j = 0; j < terms.size(); j++) {
            Term term = terms.get(j);
            double along = Math.sqrt(1 - term.mix() * term.mix());
            double v = along * u[j] + term.mix() * u[0];
            r[0] += term.gain() * term.shape().at().at(v);
            if (slopes.length > 0) {
              double slope = term.gain() * term.shape().slope().at(v);
              slopes[0][j] += slope * along;
              slopes[0][0] += slope * term.mix();
            }
          }
        });
  }
}
