package org.revcor.estimate;

import java.util.List;
import java.util.Optional;
import org.revcor.estimate.ErrorRates.Row;

/** Error rates of maps by gradients. */
final class GradientRates {
  private static final long MAX_TRIALS = 20_000;

  private GradientRates() {}

  static List<Row> rows() {
    UnitDesign energy =
        new UnitDesign(
            SimulatedUnit.squares(2), Estimator.GRADIENT, Estimand.FIRST_ORDER_KERNEL, 64, 100);
    return List.of(
        Row.share(
            "gradient, zero map of an energy unit: reached .95",
            0.05,
            seed -> reaches(energy, seed) ? 1 : 0));
  }

  private static boolean reaches(UnitDesign design, long seed) {
    StoppingRule rule = new StoppingRule(Optional.of(MAX_TRIALS), Optional.of(0.95));
    UnitStudy study = new UnitStudy(design, rule, seed);
    StoppingDecision decision = new StoppingDecision(rule, design.values());
    LookSchedule looks = new LookSchedule(MAX_TRIALS / design.block());
    for (long blocks : looks.upTo(looks.blocks()).toArray()) {
      study.showTo(blocks);
      decision.look(study.trials(), study.statistics(study.means()));
      if (decision.isMet()) {
        return true;
      }
    }
    return false;
  }
}
