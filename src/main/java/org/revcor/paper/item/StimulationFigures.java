package org.revcor.paper.item;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.CurveCriterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;

/**
 * {@code fig23} and {@code fig24}: psychometric curves of all digits by dose, with the biases of
 * each layer raised and lowered.
 */
final class StimulationFigures extends Item {
  /** The figure with raised biases. */
  static final Item RAISED = new StimulationFigures("fig23", 10);

  /** The figure with lowered biases. */
  static final Item LOWERED = new StimulationFigures("fig24", -10);

  private static final Doses.Target CONV1 = new Doses.Target("conv1", "0.1");
  private static final Doses.Target CONV2 = new Doses.Target("conv2", "1");
  private static final Doses.Target FC1 = new Doses.Target("fc1", "0.01");
  private static final int DIGITS = 10;

  private final int most;

  private StimulationFigures(String name, int most) {
    super(
        name,
        "Micro-stimulation of the CNN for all ten digits, biases "
            + (most > 0 ? "raised" : "lowered"));
    this.most = most;
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            FC1.name(most) + ": curves that shift",
            most > 0 ? "all left" : "all right",
            new ComparisonCriterion.Side(
                shifts(FC1), most < 0, DIGITS, most > 0 ? "shift left" : "shift right")),
        new Claim(
            CONV1.name(most) + ": curves that shift",
            "almost always hurts all digits",
            new ComparisonCriterion.Side(shifts(CONV1), true, DIGITS - 1, "shift right")),
        new Claim(
            CONV2.name(most) + ": curves that shift",
            "the effect is not consistent",
            new CurveCriterion.Mixed(shifts(CONV2), List.of())));
  }

  private List<String> shifts(Doses.Target target) {
    return IntStream.range(0, DIGITS)
        .mapToObj(digit -> Doses.shift(target.name(most), Integer.toString(digit)))
        .toList();
  }

  @Override
  public void reproduce(ReproductionContext context) {
    Map<String, String> arguments = PsychometricFigure.arguments(context);
    String convention = PsychometricFigure.convention(context);
    for (Doses.Target target : List.of(CONV1, CONV2, FC1)) {
      AnalysisResult found = target.stimulate(context, target.layer(), doses(context), arguments);
      context.putAll(Doses.shifts(found, target.name(most), most, convention));
    }
  }

  private String doses(ReproductionContext context) {
    if (context.isQuick()) {
      return most > 0 ? "5,10" : "-10,-5";
    }
    return most > 0 ? "0:1:10" : "-10:1:0";
  }
}
