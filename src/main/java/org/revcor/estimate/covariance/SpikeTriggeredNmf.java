package org.revcor.estimate.covariance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Decomposes a channel's effect on the second moments of stimuli into parts: spike-triggered
 * non-negative matrix factorisation (Liu et al. 2017). It finds the subunits that a channel pools;
 * covariance finds only the space that they span.
 *
 * <p>F Gᵀ approximates the triggered stimuli X (n x d), with modules {@code G ≥ 0} and weights F of
 * any sign. The multiplicative steps of Ding et al. (2010) find both. A penalty on the sum of each
 * module makes it sparse. With F optimal for given G, a step needs only {@code XᵀX}, which a
 * study's second moments provide. The covariance of all stimuli, the unit matrix, is subtracted
 * first, so that it needs no modules.
 *
 * @param modules number of parts, at least 1
 * @param sparsity weight of the penalty, from 0 to 100; start with 0.3. With 0, modules within
 *     their span are arbitrary
 */
public record SpikeTriggeredNmf(int modules, double sparsity) {
  private static final int STARTS = 8;
  private static final int STEPS = 600;
  private static final double TINY = 1e-12;
  private static final double RIDGE = 1e-9;

  /**
   * Result of a factorisation.
   *
   * @param modules unit vectors of d non-negative values, largest effect first
   * @param effects {@code gᵀ(C-1)g} of each, the change of the stimuli's variance along it
   * @param explained {@code tr((GᵀG)⁻¹Gᵀ(C-1)G)}, the effect of all modules together
   */
  public record Parts(float[][] modules, double[] effects, double explained) {}

  /**
   * Factorises from several random starts and returns the best result.
   *
   * @param covariance d x d row by row, second moments of the triggered stimuli about the law's
   *     mean, in units of its variance
   * @return empty if every start lost a module, which happens if there are fewer parts
   */
  public Optional<Parts> factorise(float[] covariance, long seed) {
    DMatrixRMaj effect = effect(covariance);
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, STARTS)
        .mapToObj(start -> descend(effect, start(effect.getNumRows(), random)))
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Parts::explained));
  }

  private static DMatrixRMaj effect(float[] covariance) {
    int d = (int) Math.round(Math.sqrt(covariance.length));
    DMatrixRMaj effect = new DMatrixRMaj(d, d);
    for (int i = 0; i < covariance.length; i++) {
      effect.set(i, covariance[i]);
    }
    for (int i = 0; i < d; i++) {
      effect.add(i, i, -1);
    }
    return effect;
  }

  private DMatrixRMaj start(int values, SplittableRandom random) {
    DMatrixRMaj start = new DMatrixRMaj(values, modules);
    for (int i = 0; i < start.getNumElements(); i++) {
      start.set(i, random.nextDouble());
    }
    return start;
  }

  private Optional<Parts> descend(DMatrixRMaj effect, DMatrixRMaj g) {
    int d = g.getNumRows();
    DMatrixRMaj inverse = new DMatrixRMaj(modules, modules);
    DMatrixRMaj effectOfModules = new DMatrixRMaj(d, modules);
    DMatrixRMaj moments = new DMatrixRMaj(modules, modules);
    DMatrixRMaj half = new DMatrixRMaj(modules, modules);
    DMatrixRMaj weights = new DMatrixRMaj(modules, modules);
    DMatrixRMaj target = new DMatrixRMaj(d, modules);
    for (int step = 0; ; step++) {
      if (!normalise(g) || !invert(g, inverse)) {
        return Optional.empty();
      }
      CommonOps_DDRM.mult(effect, g, effectOfModules);
      CommonOps_DDRM.multTransA(g, effectOfModules, moments);
      CommonOps_DDRM.mult(inverse, moments, half);
      if (step == STEPS) {
        return Optional.of(parts(g, moments, CommonOps_DDRM.trace(half)));
      }
      CommonOps_DDRM.mult(half, inverse, weights);
      CommonOps_DDRM.mult(effectOfModules, inverse, target);
      step(g, target, weights);
    }
  }

  /** Performs one multiplicative step, with XᵀF as target and FᵀF as weights. */
  private void step(DMatrixRMaj g, DMatrixRMaj target, DMatrixRMaj weights) {
    double penalty = sparsity * CommonOps_DDRM.elementSumAbs(target) / target.getNumElements();
    double[] current = new double[modules];
    for (int i = 0; i < g.getNumRows(); i++) {
      for (int k = 0; k < modules; k++) {
        current[k] = g.get(i, k);
      }
      for (int k = 0; k < modules; k++) {
        double raises = Math.max(target.get(i, k), 0);
        double lowers = Math.max(-target.get(i, k), 0) + penalty;
        for (int l = 0; l < modules; l++) {
          double weight = weights.get(l, k);
          raises += current[l] * Math.max(-weight, 0);
          lowers += current[l] * Math.max(weight, 0);
        }
        g.set(i, k, current[k] * Math.sqrt(raises / Math.max(lowers, TINY)));
      }
    }
  }

  /** Gives modules unit norm; returns false if one has vanished. */
  private boolean normalise(DMatrixRMaj g) {
    for (int k = 0; k < modules; k++) {
      double squares = 0;
      for (int i = 0; i < g.getNumRows(); i++) {
        squares += g.get(i, k) * g.get(i, k);
      }
      if (!(squares > TINY)) {
        return false;
      }
      double norm = Math.sqrt(squares);
      for (int i = 0; i < g.getNumRows(); i++) {
        g.set(i, k, g.get(i, k) / norm);
      }
    }
    return true;
  }

  private boolean invert(DMatrixRMaj g, DMatrixRMaj inverse) {
    DMatrixRMaj overlaps = new DMatrixRMaj(modules, modules);
    CommonOps_DDRM.multTransA(g, g, overlaps);
    for (int k = 0; k < modules; k++) {
      overlaps.add(k, k, RIDGE);
    }
    return CommonOps_DDRM.invert(overlaps, inverse);
  }

  private Parts parts(DMatrixRMaj g, DMatrixRMaj moments, double explained) {
    int[] order =
        IntStream.range(0, modules)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -moments.get(k, k)))
            .mapToInt(Integer::intValue)
            .toArray();
    float[][] found = new float[modules][g.getNumRows()];
    for (int k = 0; k < modules; k++) {
      for (int i = 0; i < g.getNumRows(); i++) {
        found[k][i] = (float) g.get(i, order[k]);
      }
    }
    double[] effects = Arrays.stream(order).mapToDouble(k -> moments.get(k, k)).toArray();
    return new Parts(found, effects, explained);
  }
}
