package org.revcor.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.revcor.estimate.ErrorRates.Row;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.stimulus.Law.UniformLaw;

/** Error rates of maps by gradients, and what their comparison with averages costs. */
final class GradientRates {
  private static final double MIN_CORRELATION = 0.8;

  private GradientRates() {}

  /**
   * End of a study to reliability .95.
   *
   * @param correlation of the first map with the true one
   */
  record End(
      boolean refused, boolean reached, boolean unchecked, double trials, double correlation) {
    boolean isWrong() {
      return reached && correlation < MIN_CORRELATION;
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    stepped(rows, "random steps", seed -> SteppedUnit.random(new Random(seed)));
    SteppedUnit.seen().forEach(unit -> stepped(rows, unit.name(), seed -> unit));
    healthy(rows, "energy", design(SimulatedUnit.squares(2)));
    healthy(rows, "energy + .5 linear", design(SimulatedUnit.energy(0.5)));
    healthy(rows, "linear", design(SimulatedUnit.linear()));
    healthy(
        rows, "linear, uniform noise", design(SimulatedUnit.linear()).withLaw(new UniformLaw()));
    healthy(rows, "sigmoid", design(SimulatedUnit.sigmoid()));
    healthy(rows, "rectifier", design(SimulatedUnit.rectifier()));
    healthy(rows, "exponential 1", design(SimulatedUnit.exponential(1)));
    healthy(rows, "exponential 2", design(SimulatedUnit.exponential(2)));
    double[] bias = {1, 0, 0, 0, 0, 0, 0, 0, 0, -1};
    UnitDesign softmax = design(SimulatedUnit.softmax(2, bias));
    healthy(rows, "softmax of 10 in turn", softmax);
    healthy(rows, "softmax of 10 selected", softmax.withForm(UnitDesign.Form.SELECTED));
    return rows;
  }

  static UnitDesign design(SimulatedUnit unit) {
    return new UnitDesign(unit, Estimator.GRADIENT, Estimand.FIRST_ORDER_KERNEL, 64, 100);
  }

  private static void stepped(List<Row> rows, String name, LongFunction<SimulatedUnit> unit) {
    LongFunction<End> ends = once(seed -> run(design(unit.apply(seed)), seed, 20_000, true));
    rows.add(share(name + ": reached, correlation below .8", 0.01, ends, End::isWrong));
    rows.add(share(name + ": reached", 1, ends, End::reached));
    rows.add(share(name + ": refused", 1, ends, End::refused));
    rows.add(share(name + ": unchecked", 1, ends, End::unchecked));
  }

  private static void healthy(List<Row> rows, String name, UnitDesign design) {
    LongFunction<End> ends = once(seed -> run(design, seed, 50_000, true));
    LongFunction<End> before = seed -> run(design, seed, 50_000, false);
    rows.add(share(name + ": refused", 0.005, ends, End::refused));
    rows.add(share(name + ": unchecked", 1, ends, End::unchecked));
    String trials = "gradient, " + name + ": trials";
    rows.add(Row.median(trials, seed -> ends.apply(seed).trials()));
    rows.add(Row.median(trials + " without the check", seed -> before.apply(seed).trials()));
  }

  private static Row share(
      String name, double limit, LongFunction<End> ends, Predicate<End> counted) {
    return Row.share("gradient, " + name, limit, seed -> counted.test(ends.apply(seed)) ? 1 : 0);
  }

  private static LongFunction<End> once(LongFunction<End> ends) {
    Map<Long, End> known = new ConcurrentHashMap<>();
    return seed -> known.computeIfAbsent(seed, ends::apply);
  }

  /** Runs a study to a reliability of .95. */
  static End run(UnitDesign design, long seed, long most, boolean isChecked) {
    StoppingRule rule = new StoppingRule(Optional.of(most), Optional.of(0.95));
    UnitStudy study = new UnitStudy(design, rule, seed);
    StoppingDecision decision = new StoppingDecision(rule, design.values());
    LookSchedule looks = new LookSchedule(most / design.block());
    List<StoppingStatus> statuses = List.of();
    for (long blocks : looks.upTo(looks.blocks()).toArray()) {
      study.showTo(blocks);
      List<ChannelStatistics> statistics = study.statistics(study.means());
      if (!isChecked) {
        statistics = statistics.stream().map(GradientRates::unchecked).toList();
      }
      statuses = decision.look(study.trials(), statistics).statuses();
      if (decision.isRefuted() || decision.isMet()) {
        break;
      }
    }
    return new End(
        decision.isRefuted(),
        decision.isMet(),
        !decision.isRefuted() && statuses.contains(StoppingStatus.UNCHECKED),
        study.trials(),
        design.unit().directions() > 1 ? correlation(design, study) : 1);
  }

  private static ChannelStatistics unchecked(ChannelStatistics channel) {
    return new ChannelStatistics(
        channel.count(),
        channel.nEff(),
        channel.signal(),
        channel.largestError(),
        channel.blocks());
  }

  private static double correlation(UnitDesign design, UnitStudy study) {
    double[] truth = UnitTruth.of(design)[0];
    float[] map = study.view(0, MapView.MAP);
    double[] found = new double[map.length];
    Vectors.add(found, map);
    return Math.abs(Vectors.dot(truth, found) / Vectors.norm(truth) / Vectors.norm(found));
  }
}
