package org.revcor.estimate;

import java.util.Random;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.stimulus.Law.GaussianLaw;

/**
 * True maps of a simulated study.
 *
 * <p>Under Gaussian noise {@code Cov(x, r) = σ Σ E[u r] w}: by quadrature for one projection, else
 * from two million projections and their reflections. A linear unit has the same map under any law.
 * In other cases the truth is the map of a long gradient study.
 */
final class UnitTruth {
  private static final int DRAWS = 2_000_000;
  private static final int LONG = 400_000;
  private static final double LIMIT = 10;
  private static final int STEPS = 20_000;

  private UnitTruth() {}

  /** Maps, channels x d. */
  static double[][] of(UnitDesign design) {
    SimulatedUnit unit = design.unit();
    double[][] maps = new double[unit.channels()][design.values()];
    if (unit.even() && design.estimand().isCentred()) {
      return maps;
    }
    boolean linear = unit.name().equals("linear");
    if (!(design.law() instanceof GaussianLaw) && !linear) {
      return byGradients(design);
    }
    double[][] products = new double[unit.channels()][unit.directions()];
    double[] means = new double[unit.channels()];
    if (unit.directions() == 1) {
      integrate(unit, products[0], means);
    } else {
      draw(unit, products, means);
    }
    double sd = Math.sqrt(design.law().variance());
    double[][] directions = design.directions();
    boolean kernel = design.estimand() == Estimand.FIRST_ORDER_KERNEL;
    for (int c = 0; c < maps.length; c++) {
      for (int j = 0; j < directions.length; j++) {
        double factor = kernel ? products[c][j] / sd : products[c][j] * sd / means[c];
        UnitDesign.add(maps[c], factor, directions[j]);
      }
      for (int i = 0; !design.estimand().isCentred() && i < design.values(); i++) {
        maps[c][i] += design.law().mean();
      }
    }
    return maps;
  }

  private static double[][] byGradients(UnitDesign design) {
    UnitDesign longer =
        new UnitDesign(
            design.unit(),
            Estimator.GRADIENT,
            design.estimand(),
            UnitDesign.Form.PLAIN,
            design.law(),
            design.values(),
            1_000,
            design.sparse());
    UnitStudy study = new UnitStudy(longer, StoppingRule.DEFAULT, -1).showTo(LONG / 1_000);
    StimulusMeans stimuli = study.means();
    double[][] maps = new double[design.unit().channels()][design.values()];
    for (int c = 0; c < maps.length; c++) {
      float[] map = study.channel(c).view(MapView.MAP, stimuli);
      for (int i = 0; i < map.length; i++) {
        maps[c][i] = map[i];
      }
    }
    return maps;
  }

  private static void integrate(SimulatedUnit unit, double[] products, double[] means) {
    double[] u = new double[1];
    double[] r = new double[1];
    double step = 2 * LIMIT / STEPS;
    for (int i = 0; i <= STEPS; i++) {
      u[0] = -LIMIT + i * step;
      unit.response().of(u, r, new double[0][]);
      double weight = step * Math.exp(-u[0] * u[0] / 2) / Math.sqrt(2 * Math.PI);
      products[0] += weight * u[0] * r[0];
      means[0] += weight * r[0];
    }
  }

  private static void draw(SimulatedUnit unit, double[][] products, double[] means) {
    Random random = new Random(5);
    double[] u = new double[unit.directions()];
    double[] r = new double[unit.channels()];
    for (int i = 0; i < 2 * DRAWS; i++) {
      for (int j = 0; j < u.length; j++) {
        u[j] = i % 2 == 0 ? random.nextGaussian() : -u[j];
      }
      unit.response().of(u, r, new double[0][]);
      for (int c = 0; c < r.length; c++) {
        if (r[c] != 0) {
          means[c] += r[c] / (2 * DRAWS);
          UnitDesign.add(products[c], r[c] / (2 * DRAWS), u);
        }
      }
    }
  }
}
