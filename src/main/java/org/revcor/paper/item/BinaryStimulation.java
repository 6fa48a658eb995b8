package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Criterion;
import org.revcor.paper.CurveCriterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** {@code fig25}: micro-stimulation of networks that distinguish two digits. */
final class BinaryStimulation extends Item {
  private static final List<String> PAIRS = List.of("1-3", "2-8");
  private static final Doses.Target CONV1 = new Doses.Target("conv1", "1");
  private static final Doses.Target CONV2 = new Doses.Target("conv2", "10");
  private static final Doses.Target FC1 = new Doses.Target("fc1", "0.1");
  private static final int DOSE = 10;
  private static final String REPLICATED = " (the results of ten digits are replicated)";

  BinaryStimulation() {
    super("fig25", "Micro-stimulation of binary networks, 1 and 3, 2 and 8");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (String pair : PAIRS) {
      claims.add(claim(pair, FC1, DOSE, "both left", shift(pair, FC1, DOSE, false)));
      claims.add(claim(pair, FC1, -DOSE, "both right", shift(pair, FC1, -DOSE, true)));
      claims.add(claim(pair, CONV1, DOSE, "hurts", shift(pair, CONV1, DOSE, true)));
      claims.add(claim(pair, CONV1, -DOSE, "hurts", shift(pair, CONV1, -DOSE, true)));
      claims.add(
          claim(
              pair,
              CONV2,
              DOSE,
              "the effect is not consistent",
              new CurveCriterion.Mixed(shifts(pair, CONV2, DOSE), rest(pair))));
    }
    return claims;
  }

  private static Claim claim(
      String pair, Doses.Target target, int dose, String paper, Criterion criterion) {
    return new Claim(
        of(pair, target, dose) + ": shifts of both curves in γ", paper + REPLICATED, criterion);
  }

  private static Criterion shift(String pair, Doses.Target target, int dose, boolean right) {
    return new CurveCriterion.Shifts(shifts(pair, target, dose), rest(pair), right);
  }

  private static String of(String pair, Doses.Target target, int dose) {
    return "%s or %s, %s".formatted(pair.charAt(0), pair.charAt(2), target.name(dose));
  }

  private static List<String> shifts(String pair, Doses.Target target, int dose) {
    return Arrays.stream(pair.split("-"))
        .map(digit -> Doses.shift(of(pair, target, dose), digit))
        .toList();
  }

  private static List<String> rest(String pair) {
    return Arrays.stream(pair.split("-")).map(digit -> rest(pair, digit)).toList();
  }

  private static String rest(String pair, String digit) {
    return "area at rest: %s/%s at rest".formatted(pair, digit);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    String convention = PsychometricFigure.convention(context);
    for (String pair : PAIRS) {
      String recipe = "mnist-binary-" + pair;
      String network = context.isQuick() ? recipe + "-quick" : recipe;
      context.trained(network, recipe, context.isQuick() ? 1 : 0, 1, Optional.empty());
      Map<String, String> arguments = new LinkedHashMap<>(PsychometricFigure.arguments(context));
      arguments.put("observer", network);
      AnalysisResult rest = context.analyse("psychometric", pair + "-at-rest", arguments);
      for (Figure.Curve curve : ((Figure.Curves) rest.figure("curves")).curves()) {
        if (curve.dots()) {
          context.put(
              rest(pair, curve.name()),
              Measure.exact(Doses.area(curve), convention + "; area below the curve"));
        }
      }
      for (Doses.Target target : List.of(CONV1, CONV2, FC1)) {
        AnalysisResult found =
            target.stimulate(
                context,
                pair + "-" + target.layer(),
                context.isQuick() ? "-10:10:10" : "-10:1:10",
                arguments);
        for (int dose : List.of(DOSE, -DOSE)) {
          context.putAll(Doses.shifts(found, of(pair, target, dose), dose, convention));
        }
      }
    }
  }
}
