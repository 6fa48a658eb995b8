package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.revcor.estimate.ErrorRates.Row;
import org.revcor.estimate.significance.NormalTails;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.UniformLaw;

/** Error rates of averages under noise and of responses with heavy tails, and of pink noise. */
final class NoiseRates {
  private static final double LEVEL = 0.05;
  private static final int SIDE = 8;
  private static final int VALUES = SIDE * SIDE;
  private static final int PIXEL = 27;
  private static final int BLOCK = 200;
  private static final int TRIALS = 4_000;
  private static final double CORRELATED_RIDGE = 0.01;

  private NoiseRates() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.share("silent unit: reached or precise", 0, NoiseRates::silent));
    pixelTests(rows);
    whitened(rows);
    pink(rows);
    power(rows);
    return rows;
  }

  private static double share(boolean counted) {
    return counted ? 1 : 0;
  }

  // --- studies

  /** A stimulus and its response. */
  private record Design(
      int values,
      int trials,
      ToDoubleBiFunction<double[], Random> response,
      Optional<double[][]> waves,
      Optional<Law> law,
      Optional<Double> ridge) {

    static Design of(int values, int trials, ToDoubleBiFunction<double[], Random> response) {
      return new Design(
          values, trials, response, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Design withResponse(ToDoubleBiFunction<double[], Random> other) {
      return new Design(values, trials, other, waves, law, ridge);
    }

    Design withLaw(Law other) {
      return new Design(values, trials, response, waves, Optional.of(other), ridge);
    }

    Design pink(double exponent) {
      return new Design(
          values, trials, response, Optional.of(NoiseRates.waves(exponent)), law, ridge);
    }

    Design whitened(double other) {
      return new Design(values, trials, response, waves, law, Optional.of(other));
    }

    Study run(long seed) {
      Random random = new Random(seed);
      Random noise = new Random(~seed);
      double variance = law.map(Law::variance).orElse(1.0);
      double[] variances = DoubleStream.generate(() -> variance).limit(values).toArray();
      StimulusSums sums = new StimulusSums(values);
      StimulusProducts products = new StimulusProducts(new double[values], ridge.orElse(0.0), 1);
      Patch patch = Patch.whole(values);
      ChannelMoments moments =
          ridge.isPresent()
              ? ChannelMoments.whitened(Estimand.FIRST_ORDER_KERNEL, patch)
              : ChannelMoments.averages(
                  Estimand.FIRST_ORDER_KERNEL, patch, variances, new Workspace());
      for (int block = 0; block < trials / BLOCK; block++) {
        double[][] x = new double[BLOCK][values];
        double[][] r = new double[BLOCK][1];
        for (int t = 0; t < BLOCK; t++) {
          draw(random, x[t]);
          r[t][0] = response.applyAsDouble(x[t], noise);
        }
        Trials shown = new Trials(x, r);
        Tally tally = ridge.isPresent() ? shown.tallyWithProducts(block) : shown.tally(block);
        sums.add(tally);
        if (ridge.isPresent()) {
          products.add(tally);
        }
        moments.add(tally, 0);
      }
      StimulusSums.StimulusMeans means = sums.means();
      return new Study(moments, ridge.isPresent() ? products.complete(means) : means);
    }

    private void draw(Random random, double[] x) {
      if (law.isPresent()) {
        float[] drawn = new float[values];
        law.get().fill(random, drawn, values);
        Arrays.setAll(x, i -> drawn[i] - law.get().mean());
      } else if (waves.isEmpty()) {
        Arrays.setAll(x, i -> random.nextGaussian());
      } else {
        for (double[] wave : waves.get()) {
          Vectors.add(x, random.nextGaussian(), wave);
        }
      }
    }
  }

  private record Study(ChannelMoments moments, StimulusSums.StimulusMeans means) {
    double assured() {
      return moments.statistics(means).assured();
    }
  }

  /** Returns the waves of a stationary field of variance 1 with a power of f^-exponent. */
  private static double[][] waves(double exponent) {
    double[][] waves = new double[VALUES][VALUES];
    double power = 0;
    for (int wave = 1; wave < VALUES; wave++) {
      int rows = wave / SIDE;
      int columns = wave % SIDE;
      double frequency = Math.hypot(Math.min(rows, SIDE - rows), Math.min(columns, SIDE - columns));
      double amplitude = Math.pow(frequency, -exponent / 2);
      power += amplitude * amplitude;
      for (int i = 0; i < VALUES; i++) {
        double phase = 2 * Math.PI * (rows * (i / SIDE) + columns * (i % SIDE)) / SIDE;
        waves[wave][i] = amplitude * (Math.cos(phase) + Math.sin(phase));
      }
    }
    for (double[] wave : waves) {
      Vectors.scale(wave, 1 / Math.sqrt(power));
    }
    return waves;
  }

  // --- rows

  private static double silent(long seed) {
    UnitDesign design =
        new UnitDesign(
            SimulatedUnit.rectifier(1000, 4),
            Estimator.AVERAGE,
            Estimand.FIRST_ORDER_KERNEL,
            VALUES,
            BLOCK);
    StoppingRule rule = precision(0.02);
    UnitStudy study = new UnitStudy(design, rule, seed).showTo(100);
    ChannelStatistics statistics = study.statistics(study.means()).getFirst();
    MapEvaluation.Verdict verdict = rule.verdict(statistics, study.trials(), VALUES, 1);
    return share(
        verdict.status() == StoppingRule.StoppingStatus.REACHED
            || !Double.isNaN(verdict.precision()));
  }

  private static StoppingRule precision(double target) {
    return new StoppingRule(
        Optional.empty(),
        Optional.empty(),
        Optional.of(target),
        LEVEL,
        1,
        StoppingRule.TargetCombination.ALL,
        Optional.empty());
  }

  private static void pixelTests(List<Row> rows) {
    for (Law law : List.of(new BernoulliLaw(0.05), new BernoulliLaw(0.1), new UniformLaw())) {
      String noise =
          law.name() + (law instanceof BernoulliLaw(double p) ? " %.2g".formatted(p) : "");
      int[][] counts = {{1, 49}, {50, 199}, {200, TRIALS / 2}};
      for (int[] count : counts) {
        pixelTests(
            rows,
            "%s noise, %d-%d null labels".formatted(noise, count[0], count[1]),
            law,
            seed -> labels(count[0] + new Random(seed).nextInt(count[1] - count[0] + 1)));
      }
      pixelTests(
          rows,
          noise + " noise, null exp(1.5n)",
          law,
          seed -> (x, n) -> Math.exp(1.5 * n.nextGaussian()));
    }
  }

  /** Returns a unit that responds in about so many trials. */
  private static ToDoubleBiFunction<double[], Random> labels(int count) {
    return (x, noise) -> noise.nextInt(TRIALS) < count ? 1 : 0;
  }

  private interface Unit {
    ToDoubleBiFunction<double[], Random> of(long seed);
  }

  private static void pixelTests(List<Row> rows, String name, Law law, Unit unit) {
    double threshold = PixelTests.familywiseThreshold(LEVEL, VALUES);
    double needed =
        new NormalTails(law.squaredSkewness(), law.excessKurtosis()).forPixels(threshold);
    rows.add(
        Row.share(
            name + ": maps with a false pixel",
            LEVEL,
            seed -> {
              Study study = Design.of(VALUES, TRIALS, unit.of(seed)).withLaw(law).run(seed);
              if (!(study.moments().statistics(study.means()).responses() >= needed)) {
                return Double.NaN;
              }
              float[] z = study.moments().view(MapView.Z, study.means());
              return share(
                  PixelTests.count(z, Math.min(threshold, PixelTests.discoveryThreshold(z, LEVEL)))
                      > 0);
            }));
  }

  private static void whitened(List<Row> rows) {
    record Even(String name, DoubleUnaryOperator curve) {}
    for (Even unit :
        List.of(
            new Even("cosh 2.5u", u -> Math.cosh(2.5 * u)),
            new Even("relu(abs u - 2.5)", u -> Math.max(0, Math.abs(u) - 2.5)),
            new Even("1[abs u > 3]", u -> Math.abs(u) > 3 ? 1 : 0),
            new Even("u^6", u -> Math.pow(u, 6)),
            new Even("cosh 1.5u", u -> Math.cosh(1.5 * u)))) {
      for (int values : new int[] {16, VALUES}) {
        rows.add(
            Row.share(
                "%s, whitened, d = %d: `assured` > 0".formatted(unit.name, values),
                LEVEL,
                seed ->
                    above(
                        Design.of(values, TRIALS, (x, n) -> unit.curve.applyAsDouble(x[0]))
                            .whitened(0)
                            .run(seed)
                            .assured())));
      }
    }
  }

  private static double above(double assured) {
    return Double.isNaN(assured) ? Double.NaN : share(assured > 0);
  }

  private static void pink(List<Row> rows) {
    ToDoubleBiFunction<double[], Random> noise = (x, n) -> n.nextGaussian();
    for (int exponent = 1; exponent <= 2; exponent++) {
      Design plain = Design.of(VALUES, TRIALS, noise).pink(exponent);
      Design whitened = plain.whitened(CORRELATED_RIDGE);
      String name = "pink noise (%d), ".formatted(exponent);
      rows.add(Row.share(name + "plain: `assured` > 0", LEVEL, s -> above(plain.run(s).assured())));
      rows.add(
          Row.share(
              name + "whitened: `assured` > 0", LEVEL, s -> above(whitened.run(s).assured())));
      rows.add(
          Row.median(
              name + "whitened: rms of z",
              seed -> {
                Study study = whitened.run(seed);
                float[] z = study.moments().view(MapView.Z, study.means());
                double squares = 0;
                for (float each : z) {
                  squares += each * each / z.length;
                }
                return Math.sqrt(squares);
              }));
      for (boolean overPixels : new boolean[] {false, true}) {
        rows.add(
            Row.share(
                "%swhitened, weak linear unit: `assured` above r², %s"
                    .formatted(name, overPixels ? "pixels" : "`vᵀCv`"),
                overPixels ? 1 : LEVEL,
                weak(
                    whitened.withResponse((x, n) -> x[PIXEL] + 3 * n.nextGaussian()), overPixels)));
      }
    }
  }

  private static LongToDoubleFunction weak(Design design, boolean overPixels) {
    double[] pixel = new double[VALUES];
    DMatrixRMaj covariance = new DMatrixRMaj(VALUES, VALUES);
    for (double[] wave : design.waves().orElseThrow()) {
      VectorVectorMult_DDRM.addOuterProd(
          1, DMatrixRMaj.wrap(VALUES, 1, wave), DMatrixRMaj.wrap(VALUES, 1, wave), covariance);
      Vectors.add(pixel, wave[PIXEL], wave);
    }
    DMatrixRMaj identity = CommonOps_DDRM.identity(VALUES);
    DMatrixRMaj ridged = covariance.copy();
    CommonOps_DDRM.addEquals(ridged, CORRELATED_RIDGE, identity);
    DMatrixRMaj truth = new DMatrixRMaj(VALUES, 1);
    CommonOps_DDRM.solve(ridged, DMatrixRMaj.wrap(VALUES, 1, pixel), truth);
    DMatrixRMaj norm = overPixels ? identity : covariance;
    return seed -> {
      Study study = design.run(seed);
      DMatrixRMaj map = new DMatrixRMaj(VALUES, 1);
      float[] seen = study.moments().view(MapView.MAP, study.means());
      for (int i = 0; i < VALUES; i++) {
        map.set(i, seen[i]);
      }
      double product = VectorVectorMult_DDRM.innerProdA(truth, norm, map);
      double powers =
          VectorVectorMult_DDRM.innerProdA(truth, norm, truth)
              * VectorVectorMult_DDRM.innerProdA(map, norm, map);
      return share(study.assured() > product * product / powers);
    };
  }

  private static void power(List<Row> rows) {
    for (SimulatedUnit unit :
        List.of(
            SimulatedUnit.linear(),
            SimulatedUnit.sigmoid(),
            SimulatedUnit.energy(1),
            SimulatedUnit.exponential(1.5))) {
      for (UnitDesign.Form form : List.of(UnitDesign.Form.PLAIN, UnitDesign.Form.WHITENED)) {
        UnitDesign design =
            new UnitDesign(unit, Estimator.AVERAGE, Estimand.FIRST_ORDER_KERNEL, VALUES, 100)
                .withForm(form);
        rows.add(
            Row.median(
                "%s, %s: trials to .95"
                    .formatted(unit.name(), form == UnitDesign.Form.PLAIN ? "plain" : "whitened"),
                seed -> trials(design, seed)));
      }
    }
  }

  private static double trials(UnitDesign design, long seed) {
    StoppingRule rule = new StoppingRule(Optional.of(400_000L), Optional.of(0.95));
    UnitStudy study = new UnitStudy(design, rule, seed);
    StoppingDecision decision = new StoppingDecision(rule, design.values());
    LookSchedule looks = new LookSchedule(400_000L / design.block());
    for (long blocks : looks.upTo(looks.blocks()).toArray()) {
      study.showTo(blocks);
      decision.look(study.trials(), study.statistics(study.means()));
      if (decision.isMet()) {
        break;
      }
    }
    return study.trials();
  }
}
