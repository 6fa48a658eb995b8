package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.revcor.estimate.OperatingCharacteristics.Bound;
import org.revcor.estimate.OperatingCharacteristics.Outcome;
import org.revcor.estimate.OperatingCharacteristics.Row;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * A simulated study and the quantity to measure.
 *
 * @param readout name in study files
 * @param trials maximum number of trials of a study
 * @param fixedTrials trials at which the assured reliability is also evaluated, independent of the
 *     rule
 */
record OperatingCell(
    Task task,
    UnitDesign design,
    String readout,
    StoppingRule rule,
    long trials,
    long fixedTrials) {

  /** Quantity to measure. */
  enum Task {
    /** Share of zero maps that are reached at any two consecutive looks. */
    ZERO("Maps that are zero"),
    /** Coverage of the assured reliability, and trials to the target. */
    STOP("Maps with structure"),
    /** Squared correlation with the truth after a number of trials. */
    AGREEMENT("Linear networks after one block of gradients"),
    /** Coverage of standard errors after a number of trials. */
    ERRORS("Standard errors"),
    /** Share of studies whose precision is too narrow at any look. */
    PRECISION("Confidence sequences");

    private final String title;

    Task(String title) {
      this.title = title;
    }

    /** Heading of the table. */
    String title() {
      return title;
    }
  }

  /** Tolerance for maps without noise: float32 rounding. */
  private static final double ROUNDING = 1e-6;

  private static final Law UNIFORM = new UniformLaw();
  private static final Law BERNOULLI = new BernoulliLaw(0.5);
  private static final double[] EVEN_CLASSES = new double[10];

  /** Shares of .4 for two classes, .05 for four, and .007 and .004 for two each. */
  private static final double[] RARE_CLASSES = {
    0, -0.05, -1.4, -1.4, -1.4, -1.5, -2.3, -2.3, -2.55, -2.55
  };

  private static final double[][] FEW_TRIALS = {{3, 5}, {5, 10}, {40, 60}};
  private static final double[][] ANY_TRIALS = {{0, Double.POSITIVE_INFINITY}};

  /** Returns the name by which cells are selected. */
  String name() {
    return "%s %s %s %s %s %d %d %s"
        .formatted(
            task,
            design.unit().name(),
            estimator(),
            readout,
            design.law().name(),
            design.values(),
            design.block(),
            rule.reliability().isPresent() ? rule.target() : "ASYMPTOTIC")
        .replace(",", "");
  }

  /** Returns the name in study files. */
  String estimator() {
    return switch (design.estimator()) {
      case AVERAGE ->
          switch (design.form()) {
            case WHITENED -> "average, whitened";
            case SELECTED, PLAIN ->
                switch (design.estimand()) {
                  case CLASS_MAP, FIRST_ORDER_KERNEL -> "average";
                  case TRIGGERED_MEAN -> "average, not centred";
                  case ROOT_MEAN_SQUARE -> "average of squares";
                };
          };
      case GRADIENT ->
          design.unit().channels() == 1
              ? "gradient"
              : "gradient"
                  + (design.form() == UnitDesign.Form.SELECTED ? ", selected" : ", in turn");
      case REGRESSION -> throw new IllegalArgumentException("no design has a basis");
    };
  }

  boolean peeks() {
    return task == Task.ZERO || task == Task.STOP || task == Task.PRECISION;
  }

  /** Returns whether looks after the stop are not needed. */
  boolean endsEarly(long shown) {
    return task == Task.ZERO || (task == Task.STOP && shown >= fixedTrials);
  }

  String target() {
    return switch (task) {
      case ZERO, STOP -> "" + rule.target();
      case PRECISION -> "asymptotic";
      case AGREEMENT, ERRORS -> "-";
    };
  }

  List<Row> rows(List<Outcome[]> studies) {
    List<Outcome> maps = studies.stream().flatMap(Arrays::stream).toList();
    return switch (task) {
      case ZERO ->
          List.of(atMost("found reached", 0.05, studies.size(), maps, map -> map.stopped() > 0));
      case STOP -> ofStops(studies, maps);
      case AGREEMENT ->
          List.of(
              plain(
                  "share of the map that is error, median",
                  median(maps, map -> Math.max(0, 1 - map.fixedKnown())),
                  studies.size(),
                  maps));
      case ERRORS -> ofErrors(studies.size(), maps);
      case PRECISION ->
          List.of(
              atMost(
                  "studies beyond the precision at any look",
                  0.05,
                  studies.size(),
                  studies,
                  study -> Arrays.stream(study).anyMatch(Outcome::missed)));
    };
  }

  /**
   * Counts coverage for each map, whose squared correlation with the truth varies between studies,
   * and for the mean over studies. That mean is computed from its odds at the fixed look, which
   * grow in proportion to the trials.
   */
  private List<Row> ofStops(List<Outcome[]> all, List<Outcome> maps) {
    int studies = all.size();
    double[] trialsToEven = trialsToEvenOdds(all);
    List<Outcome> stopped = new ArrayList<>();
    List<Boolean> meanAtStop = new ArrayList<>();
    List<Outcome> fixed = new ArrayList<>();
    List<Boolean> meanAtFixed = new ArrayList<>();
    for (Outcome[] study : all) {
      for (int c = 0; c < study.length; c++) {
        Outcome map = study[c];
        if (map.stopped() > 0) {
          stopped.add(map);
          double mean = map.stopped() / (map.stopped() + trialsToEven[c]);
          meanAtStop.add(mean >= map.assured() - ROUNDING);
        }
        if (!Double.isNaN(map.fixedAssured())) {
          fixed.add(map);
          double mean = map.fixedTrials() / (map.fixedTrials() + trialsToEven[c]);
          meanAtFixed.add(mean >= map.fixedAssured() - ROUNDING);
        }
      }
    }
    int ofStopped = Math.min(studies, stopped.size());
    int ofFixed = Math.min(studies, fixed.size());
    return List.of(
        plain("reached", share(maps, map -> map.stopped() > 0), studies, maps),
        plain("trials, median", median(stopped, Outcome::stopped), ofStopped, stopped),
        atMost(
            "map below target",
            0.05,
            ofStopped,
            stopped,
            map -> map.known() < rule.target() - ROUNDING),
        atLeast(
            "assured holds of the map",
            0.95,
            ofStopped,
            stopped,
            map -> map.known() >= map.assured() - ROUNDING),
        atLeast("of the mean", 0.95, ofStopped, meanAtStop, holds -> holds),
        plain("fixed look", (double) fixedTrials, studies, maps),
        atLeast(
            "assured holds of the map there",
            0.95,
            ofFixed,
            fixed,
            map -> map.fixedKnown() >= map.fixedAssured() - ROUNDING),
        atLeast("of the mean there", 0.95, ofFixed, meanAtFixed, holds -> holds));
  }

  /** Returns, per channel, the trials at which the mean squared correlation with the truth is ½. */
  private static double[] trialsToEvenOdds(List<Outcome[]> all) {
    double[] trials = new double[all.isEmpty() ? 0 : all.getFirst().length];
    for (int c = 0; c < trials.length; c++) {
      int channel = c;
      double mean =
          all.stream().mapToDouble(study -> study[channel].fixedKnown()).average().orElseThrow();
      trials[c] = all.getFirst()[c].fixedTrials() * (1 - mean) / mean;
    }
    return trials;
  }

  private List<Row> ofErrors(int studies, List<Outcome> maps) {
    List<Row> rows = new ArrayList<>();
    boolean rare = design.unit().name().startsWith("label");
    for (double[] bin : rare ? FEW_TRIALS : ANY_TRIALS) {
      List<Outcome> within =
          maps.stream()
              .filter(map -> map.nEff() >= bin[0] && map.nEff() < bin[1] && map.covered() >= 0)
              .toList();
      String where =
          rare
              ? "n_eff %.0f to %.0f".formatted(bin[0], bin[1])
              : design.sparse() ? "pixels without gradient" : "";
      double reported = within.stream().mapToDouble(Outcome::reported).sum();
      double actual = within.stream().mapToDouble(Outcome::actual).sum();
      int of = Math.min(studies, within.size());
      rows.add(
          new Row(
              this,
              where,
              "pixels within 1.96 SE",
              Bound.ABOUT,
              0.95,
              within.stream().mapToDouble(Outcome::covered).average().orElse(Double.NaN),
              of,
              within.size()));
      rows.add(
          new Row(
              this,
              where,
              "reported over actual error",
              Bound.ABOUT,
              1,
              Math.sqrt(reported / actual),
              of,
              within.size()));
    }
    return rows;
  }

  private static double median(List<Outcome> maps, ToDoubleFunction<Outcome> value) {
    double[] sorted = maps.stream().mapToDouble(value).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static <T> double share(List<T> of, Predicate<T> condition) {
    return of.stream().filter(condition).count() / (double) of.size();
  }

  private Row plain(String quantity, double observed, int studies, List<Outcome> maps) {
    return new Row(this, "", quantity, Bound.ABOUT, Double.NaN, observed, studies, maps.size());
  }

  private <T> Row atMost(
      String quantity, double nominal, int studies, List<T> of, Predicate<T> condition) {
    double share = share(of, condition);
    return new Row(this, "", quantity, Bound.AT_MOST, nominal, share, studies, of.size());
  }

  private <T> Row atLeast(
      String quantity, double nominal, int studies, List<T> of, Predicate<T> condition) {
    double share = share(of, condition);
    return new Row(this, "", quantity, Bound.AT_LEAST, nominal, share, studies, of.size());
  }

  static List<OperatingCell> all() {
    List<OperatingCell> cells = new ArrayList<>();
    addZeros(cells);
    addStops(cells);
    addErrors(cells);
    addPrecisions(cells);
    return cells;
  }

  private static void addZeros(List<OperatingCell> cells) {
    SimulatedUnit energy = SimulatedUnit.squares(2);
    SimulatedUnit square = SimulatedUnit.square();
    SimulatedUnit five = SimulatedUnit.squares(5);
    SimulatedUnit product = SimulatedUnit.product();
    SimulatedUnit softmax = SimulatedUnit.softmaxOfSquares(10, 1);
    SimulatedUnit label = SimulatedUnit.labelOfSquares(10);
    for (double target : new double[] {0.95, 0.9, 0.5}) {
      cells.add(zero(gradients(energy, 256, 1_000), target, 100_000));
      cells.add(zero(gradients(energy, 64, 40), target, 20_000));
    }
    cells.add(zero(gradients(energy, 25, 1_000), 0.95, 100_000));
    cells.add(zero(gradients(energy, 784, 1_000), 0.95, 100_000));
    cells.add(zero(gradients(square, 256, 1_000), 0.95, 100_000));
    cells.add(zero(gradients(square, 256, 1_000), 0.5, 100_000));
    cells.add(zero(gradients(five, 256, 40), 0.95, 20_000));
    cells.add(zero(gradients(five, 256, 1_000), 0.5, 100_000));
    cells.add(zero(gradients(product, 64, 1_000), 0.95, 100_000));
    cells.add(zero(gradients(energy, 64, 1_000).withLaw(UNIFORM), 0.95, 50_000));
    UnitDesign ofClasses =
        new UnitDesign(softmax, Estimator.GRADIENT, Estimand.CLASS_MAP, 64, 1_000);
    cells.add(zero(ofClasses, 0.95, 100_000));
    cells.add(zero(ofClasses.withForm(UnitDesign.Form.SELECTED), 0.95, 100_000));
    cells.add(zero(kernel(energy, 64, 1_000), 0.95, 100_000));
    cells.add(zero(kernel(energy, 784, 40), 0.95, 20_000));
    cells.add(zero(kernel(product, 25, 40), 0.5, 20_000));
    cells.add(zero(map(softmax, 256, 1_000), 0.95, 100_000));
    cells.add(zero(map(label, 256, 40), 0.5, 20_000));
    cells.add(zero(map(label, 64, 1_000).withLaw(UNIFORM), 0.95, 20_000));
    for (int d : new int[] {25, 64}) {
      cells.add(zero(average(label, Estimand.TRIGGERED_MEAN, d, 1_000), 0.95, 100_000));
      cells.add(
          zero(average(label, Estimand.ROOT_MEAN_SQUARE, d, 1_000).withLaw(UNIFORM), 0.95, 50_000));
    }
    cells.add(zero(kernel(energy, 64, 1_000).withForm(UnitDesign.Form.WHITENED), 0.95, 20_000));
    cells.add(zero(kernel(energy, 25, 40).withForm(UnitDesign.Form.WHITENED), 0.5, 10_000));
  }

  private static void addStops(List<OperatingCell> cells) {
    SimulatedUnit linear = SimulatedUnit.linear();
    SimulatedUnit sigmoid = SimulatedUnit.sigmoid();
    SimulatedUnit rectifier = SimulatedUnit.rectifier();
    SimulatedUnit softmax = SimulatedUnit.softmax(2, EVEN_CLASSES);
    SimulatedUnit label = SimulatedUnit.label(RARE_CLASSES);
    for (int d : new int[] {25, 64, 256, 784}) {
      cells.add(stop(kernel(linear, d, d < 256 ? 20 : 100), 100_000, 10L * d));
      cells.add(stop(map(sigmoid, d, d < 256 ? 20 : 100), 200_000, 20L * d));
    }
    cells.add(stop(kernel(linear, 256, 1_000), 100_000, 8_000));
    cells.add(stop(kernel(linear, 64, 40).withLaw(UNIFORM), 50_000, 1_000));
    cells.add(stop(kernel(linear, 784, 1_000).withLaw(UNIFORM), 50_000, 10_000));
    cells.add(stop(map(sigmoid, 64, 40).withLaw(BERNOULLI), 50_000, 2_000));
    cells.add(stop(kernel(SimulatedUnit.exponential(0.5), 64, 40), 100_000, 2_000));
    cells.add(stop(kernel(SimulatedUnit.exponential(1.5), 64, 40), 500_000, 10_000));
    cells.add(stop(kernel(rectifier, 256, 100), 100_000, 10_000));
    cells.add(stop(kernel(SimulatedUnit.energy(0.1), 64, 1_000), 2_000_000, 500_000));
    cells.add(stop(map(softmax, 64, 1_000), 500_000, 50_000));
    cells.add(stop(map(label, 64, 1_000), 500_000, 50_000));
    cells.add(stop(average(label, Estimand.TRIGGERED_MEAN, 64, 1_000), 500_000, 50_000));
    cells.add(stop(kernel(linear, 64, 100).withForm(UnitDesign.Form.WHITENED), 5_000, 1_000));
    cells.add(stop(map(sigmoid, 25, 100).withForm(UnitDesign.Form.WHITENED), 10_000, 1_000));
    cells.add(stop(classGradients(sigmoid, 256, 100), 50_000, 4_000));
    cells.add(stop(classGradients(sigmoid, 256, 100).withLaw(UNIFORM), 20_000, 1_000));
    cells.add(stop(gradients(rectifier, 64, 100).withLaw(UNIFORM), 20_000, 1_000));
    cells.add(stop(gradients(linear, 64, 100).withLaw(UNIFORM), 20_000, 1_000));
    cells.add(stop(gradients(SimulatedUnit.exponential(1.5), 64, 100), 50_000, 1_000));
    for (double part : new double[] {0.02, 0.1}) {
      cells.add(stop(gradients(SimulatedUnit.energy(part), 256, 100), 50_000, 10_000));
    }
    cells.add(stop(gradients(SimulatedUnit.energy(0.02), 256, 100), 0.8, 50_000, 10_000));
    cells.add(stop(classGradients(softmax, 64, 1_000), 200_000, 10_000));
    cells.add(
        stop(
            classGradients(softmax, 64, 1_000).withForm(UnitDesign.Form.SELECTED),
            200_000,
            10_000));
    cells.add(agreement(gradients(linear, 256, 1_000)));
    cells.add(agreement(gradients(linear, 256, 1_000).withLaw(UNIFORM)));
  }

  private static void addErrors(List<OperatingCell> cells) {
    SimulatedUnit sigmoid = SimulatedUnit.sigmoid();
    SimulatedUnit softmax = SimulatedUnit.softmax(2, EVEN_CLASSES);
    cells.add(errors(map(SimulatedUnit.label(RARE_CLASSES), 64, 20), 1_000));
    cells.add(errors(map(SimulatedUnit.label(RARE_CLASSES), 784, 20), 1_000));
    cells.add(errors(kernel(SimulatedUnit.linear(), 64, 40), 4_000));
    cells.add(errors(map(sigmoid, 256, 40), 4_000));
    cells.add(errors(classGradients(softmax, 64, 100), 10_000));
    cells.add(errors(classGradients(softmax, 64, 100).withForm(UnitDesign.Form.SELECTED), 10_000));
    for (double gain : new double[] {0.5, 1, 1.5}) {
      UnitDesign exponential = kernel(SimulatedUnit.exponential(gain), 25, 100);
      cells.add(errors(exponential.withForm(UnitDesign.Form.WHITENED), 10_000));
    }
  }

  private static void addPrecisions(List<OperatingCell> cells) {
    cells.add(precision(map(SimulatedUnit.label(RARE_CLASSES), 25, 100)));
    cells.add(precision(map(SimulatedUnit.sigmoid(), 64, 40)));
  }

  private static UnitDesign average(SimulatedUnit unit, Estimand estimand, int d, int block) {
    return new UnitDesign(unit, Estimator.AVERAGE, estimand, d, block);
  }

  private static UnitDesign map(SimulatedUnit unit, int d, int block) {
    return average(unit, Estimand.CLASS_MAP, d, block);
  }

  private static UnitDesign kernel(SimulatedUnit unit, int d, int block) {
    return average(unit, Estimand.FIRST_ORDER_KERNEL, d, block);
  }

  private static UnitDesign gradients(SimulatedUnit unit, int d, int block) {
    return new UnitDesign(unit, Estimator.GRADIENT, Estimand.FIRST_ORDER_KERNEL, d, block);
  }

  private static UnitDesign classGradients(SimulatedUnit unit, int d, int block) {
    return new UnitDesign(unit, Estimator.GRADIENT, Estimand.CLASS_MAP, d, block);
  }

  private static String readoutOf(UnitDesign design) {
    if (design.unit().name().startsWith("label")) {
      return "label";
    }
    if (design.estimand() == Estimand.FIRST_ORDER_KERNEL) {
      return design.unit().name().equals("linear") ? "logit" : "activation";
    }
    return "probability";
  }

  private static OperatingCell zero(UnitDesign design, double target, long trials) {
    return new OperatingCell(
        Task.ZERO, design, readoutOf(design), reliability(target), trials, Long.MAX_VALUE);
  }

  private static OperatingCell stop(UnitDesign design, long trials, long fixed) {
    return stop(design, 0.95, trials, fixed);
  }

  private static OperatingCell stop(UnitDesign design, double target, long trials, long fixed) {
    return new OperatingCell(
        Task.STOP, design, readoutOf(design), reliability(target), trials, fixed);
  }

  private static StoppingRule reliability(double target) {
    return new StoppingRule(Optional.empty(), Optional.of(target));
  }

  private static OperatingCell agreement(UnitDesign design) {
    return of(Task.AGREEMENT, design, design.block(), design.block());
  }

  private static OperatingCell errors(UnitDesign design, long trials) {
    return of(Task.ERRORS, design, trials, Long.MAX_VALUE);
  }

  private static OperatingCell of(Task task, UnitDesign design, long trials, long fixed) {
    return new OperatingCell(task, design, readoutOf(design), StoppingRule.DEFAULT, trials, fixed);
  }

  private static OperatingCell precision(UnitDesign design) {
    StoppingRule rule =
        new StoppingRule(
            Optional.empty(),
            Optional.empty(),
            Optional.of(0.02),
            0.05,
            1,
            TargetCombination.ALL,
            Optional.empty());
    return new OperatingCell(
        Task.PRECISION, design, readoutOf(design), rule, 20_000, Long.MAX_VALUE);
  }
}
