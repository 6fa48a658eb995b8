package org.revcor.estimate;

import java.util.Random;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;

/**
 * A simulated study without its seed and length.
 *
 * @param values number d of map values
 * @param block trials per block, even
 * @param sparse whether the unit depends on the first half of the values only
 */
record UnitDesign(
    SimulatedUnit unit,
    Estimator estimator,
    Estimand estimand,
    Form form,
    Law law,
    int values,
    int block,
    boolean sparse) {

  /** Content of a tally in addition to the basic sums. */
  enum Form {
    /** Averages without additions; gradients of the channels in turn. */
    PLAIN,
    /** Gradients of channels that are drawn ({@code gradient-channel = selected}). */
    SELECTED,
    /** Whitened averages. */
    WHITENED
  }

  UnitDesign(SimulatedUnit unit, Estimator estimator, Estimand estimand, int values, int block) {
    this(unit, estimator, estimand, Form.PLAIN, GaussianLaw.DEFAULT, values, block, false);
  }

  UnitDesign withForm(Form other) {
    return new UnitDesign(unit, estimator, estimand, other, law, values, block, sparse);
  }

  UnitDesign withLaw(Law other) {
    return new UnitDesign(unit, estimator, estimand, form, other, values, block, sparse);
  }

  UnitDesign withHalfOfTheValues() {
    return new UnitDesign(unit, estimator, estimand, form, law, values, block, true);
  }

  /**
   * Returns whether blocks are drawn as projections only, which is faster if trials outnumber the
   * sums.
   */
  boolean byProjections() {
    return law instanceof GaussianLaw
        && block > 4 * unit.channels()
        && (form == Form.PLAIN || form == Form.SELECTED)
        && estimand != Estimand.ROOT_MEAN_SQUARE;
  }

  /** Orthonormal directions of mean zero, k x d, the same for all studies. */
  double[][] directions() {
    Random random = new Random(17);
    int seen = sparse ? values / 2 : values;
    double[][] directions = new double[unit.directions()][values];
    for (int k = 0; k < directions.length; k++) {
      double mean = 0;
      for (int i = 0; i < seen; i++) {
        directions[k][i] = random.nextGaussian();
        mean += directions[k][i] / seen;
      }
      for (int i = 0; i < seen; i++) {
        directions[k][i] -= mean;
      }
      for (int j = 0; j < k; j++) {
        add(directions[k], -SimulatedObservers.dot(directions[k], directions[j]), directions[j]);
      }
      double norm = Math.sqrt(SimulatedObservers.dot(directions[k], directions[k]));
      for (int i = 0; i < seen; i++) {
        directions[k][i] /= norm;
      }
    }
    return directions;
  }

  /** Adds a multiple of one vector to another. */
  static void add(double[] to, double factor, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
