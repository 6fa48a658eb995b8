package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.revcor.estimate.ErrorRates.Row;
import org.revcor.estimate.RegressionMoments.RegressionBasis;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.stimulus.LatentLaw.Normal;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.ThresholdNoise;

/**
 * Error rates of the map of one class under threshold noise: of an observer with a known template
 * at its threshold, with internal noise and lapses, 500 trials a class.
 */
final class ThresholdRates {
  private static final int K = 30;
  private static final int BLOCK = 80;
  private static final int TRIALS_OF_CLASS = 500;
  private static final double LEVEL = 0.05;
  private static final double TEMPLATE = 0.7;

  /** Density of the normal distribution at its mean. */
  private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

  private ThresholdRates() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int classes : new int[] {10, 200}) {
      String name = "threshold noise, %d classes".formatted(classes);
      Cell none = new Cell(classes, 0, 1, 0);
      rows.add(
          Row.share(
              name + ", no template: `assured` > 0", LEVEL, seed -> none.study(seed).assured(0)));
      for (double noise : new double[] {0, 1}) {
        for (double lapses : new double[] {0, 0.1}) {
          Cell cell = new Cell(classes, TEMPLATE, noise, lapses);
          String of = name + ", internal noise %.0f, lapses %.1f: ".formatted(noise, lapses);
          rows.add(
              Row.share(
                  of + "`assured` above r²",
                  LEVEL,
                  seed -> {
                    Study study = cell.study(seed);
                    return study.assured(study.squaredCorrelation());
                  }));
          rows.add(Row.share(of + "mean square of z", 1, seed -> cell.study(seed).squaredZ()));
        }
      }
    }
    return rows;
  }

  /**
   * A cell of the design.
   *
   * @param length length of the template; the noise has variance 1 along it
   * @param noise standard deviation of internal noise
   * @param lapses share of responses that are guesses
   */
  private record Cell(int classes, double length, double noise, double lapses) {
    Study study(long seed) {
      Random random = new Random(seed);
      double[] template = random.doubles(K).map(each -> each - 0.5).toArray();
      double norm = Math.sqrt(Regression.product(template, template));
      for (int k = 0; k < K; k++) {
        template[k] *= length / norm;
      }
      Study study = new Study(this, template);
      StimulusSequence sequence =
          new StimulusSequence(
              new ThresholdNoise(
                  new Normal(K, 1),
                  IntStream.range(0, classes).mapToObj(c -> "" + c).toList(),
                  Collections.nCopies(classes, 1.0)),
              true);
      for (int block = 0; block < TRIALS_OF_CLASS * classes / BLOCK; block++) {
        Half[] halves = {new Half(), new Half()};
        sequence.draw(
            seed,
            block,
            BLOCK,
            (trial, drawn) -> halves[2 * trial / BLOCK].add(trial, drawn, this, template, random));
        study.add(new Tally(block, halves[0].tally(), halves[1].tally()));
      }
      return study;
    }

    double response(double[] template, float[] scores, Random random) {
      if (random.nextDouble() < lapses) {
        return random.nextInt(2);
      }
      double sum = noise * random.nextGaussian();
      for (int k = 0; k < K; k++) {
        sum += template[k] * scores[k];
      }
      return sum > 0 ? 1 : 0;
    }

    /** Returns the map per template: E[u r] over the mean response. */
    double slope() {
      return (1 - lapses) * DENSITY / Math.sqrt(noise * noise + length * length) / 0.5;
    }
  }

  private static final class Half {
    private final float[] upper = new float[UpperTriangle.length(K)];
    private final double[] weighted = new double[K];
    private double responses;
    private double ofPair;

    void add(int trial, float[] drawn, Cell cell, double[] template, Random random) {
      double response = drawn[K + 1] == 0 ? cell.response(template, drawn, random) : 0;
      responses += response;
      if (trial % 2 == 0) {
        ofPair = response;
        return;
      }
      for (int k = 0; k < K; k++) { // the second trial has the negative scores
        weighted[k] += (response - ofPair) / 2 * drawn[k];
        for (int j = k; j < K; j++) {
          upper[UpperTriangle.place(K, k, j)] += drawn[k] * drawn[j];
        }
      }
    }

    HalfTally tally() {
      return new HalfTally(
              BLOCK / 2,
              new double[0],
              new double[] {responses},
              new double[] {responses},
              Map.of(RegressionMoments.SCORES, new double[][] {weighted}))
          .with(ScoreProducts.NAME, upper)
          .with(RegressionMoments.SHUFFLED, new float[1][K]);
    }
  }

  private static final class Study {
    private final double[] map;
    private final ScoreProducts products = new ScoreProducts(K, true, 0, Optional.empty());
    private final StimulusSums sums = new StimulusSums(0);
    private final RegressionMoments moments;

    Study(Cell cell, double[] template) {
      this.map = new double[K];
      float[] pixels = new float[K * K];
      for (int k = 0; k < K; k++) {
        map[k] = cell.slope() * template[k];
        pixels[k * K + k] = 1;
      }
      this.moments = new RegressionMoments(Estimand.CLASS_MAP, new RegressionBasis(K, pixels));
    }

    void add(Tally tally) {
      products.add(tally);
      sums.add(tally);
      moments.add(tally, 0);
    }

    private StimulusMeans means() {
      return products.complete(sums.means());
    }

    double assured(double limit) {
      return moments.statistics(means()).assured() > limit ? 1 : 0;
    }

    double squaredZ() {
      float[] found = moments.view(MapView.MAP, means());
      float[] errors = moments.view(MapView.ERROR, means());
      double sum = 0;
      for (int k = 0; k < K; k++) {
        sum += Math.pow((found[k] - map[k]) / errors[k], 2) / K;
      }
      return sum;
    }

    double squaredCorrelation() {
      Regression regression = means().regression().orElseThrow();
      double[][] halves = moments.halves(regression);
      double[] all = Regression.plus(halves[0], halves[1], 1);
      double[] ofTruth = regression.solution().inMetric(map);
      return Math.pow(Regression.product(all, ofTruth), 2)
          / (Regression.product(all, all) * Regression.product(ofTruth, ofTruth));
    }
  }
}
