package org.revcor.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;

/**
 * Psychometric curves, and their shifts by micro-stimulation. {@code fig9}, {@code fig23} and
 * {@code fig24}: the CNN of MNIST. {@code fig25}: networks that distinguish two digits.
 */
final class StimulationFigures {
  private static final int DOSE = 10;

  /** The digit that most noise is classified as, also in the paper. */
  private static final String OF_NOISE = "8";

  private record Target(String layer, String lambda) {
    AnalysisResult stimulate(
        ReproductionContext context, String resultName, String doses, Map<String, String> further) {
      Map<String, String> arguments = new LinkedHashMap<>(further);
      arguments.put("layer", layer);
      arguments.put("lambda", lambda);
      arguments.put("k", doses);
      return context.analyse("stimulate", resultName, arguments);
    }

    /** Returns the part of measure names for a dose, see {@link #shifts}. */
    String name(int dose) {
      return "%s, k = %d, λ = %s".formatted(layer, dose, lambda);
    }
  }

  private StimulationFigures() {}

  private static Map<String, String> arguments(ReproductionContext context, String observer) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", observer);
    int most = Integer.parseInt(context.setting("most", "2000"));
    arguments.put("most", Integer.toString(context.count(most, 60)));
    arguments.put("levels", context.isQuick() ? "0:0.1:1" : "0:0.05:1");
    arguments.put("replicates", Integer.toString(context.count(200, 20)));
    return arguments;
  }

  private static String convention(ReproductionContext context) {
    return "test images (%s of a digit), U[0,1], a draw of noise each; mean over maximum by map, fc1 undivided"
        .formatted(context.isQuick() ? "60" : "all");
  }

  /** Returns the shift of each class at a dose, in γ, negative to the left. */
  static Map<String, Measure> shifts(
      AnalysisResult stimulated, String of, double dose, String convention) {
    Map<String, Measure> shifts = new LinkedHashMap<>();
    for (List<Object> row : Measuring.rows(stimulated, "thresholds")) {
      if (Measuring.number(row, 1) == dose) {
        shifts.put(
            "shift: %s/%s".formatted(of, row.getFirst()),
            Measure.estimate(
                Measuring.number(row, 2),
                Measuring.number(row, 3),
                convention + "; shift is the area between the curves"));
      }
    }
    return shifts;
  }

  /** Returns the area below a curve, by the trapezoid rule. */
  static double area(Figure.Curve curve) {
    double area = 0;
    for (int i = 1; i < curve.x().length; i++) {
      area += (curve.x()[i] - curve.x()[i - 1]) * (curve.y()[i] + curve.y()[i - 1]) / 2;
    }
    return area;
  }

  /** Curves of the CNN at rest, and how stimulation shifts them. */
  static void measureCurves(ReproductionContext context) {
    Map<String, String> arguments = arguments(context, context.network("mnist-cnn"));
    AnalysisResult rest = context.analyse("psychometric", "at-rest", arguments);
    if (context.settings().isEmpty()) {
      new Target("fc1", "0.01").stimulate(context, "fc1", "-10,10", arguments);
      new Target("conv1", "0.1").stimulate(context, "conv1", "-100,-10,10,100", arguments);
    }
    Target target = new Target("conv2", "1");
    AnalysisResult conv2 = target.stimulate(context, "conv2", "-10,10", arguments);
    String convention = convention(context);
    measureRest(context, rest, convention);
    context.putAll(shifts(conv2, target.name(DOSE), DOSE, convention));
  }

  /**
   * Curves of all digits by dose.
   *
   * @param most the dose of the measures; negative to lower the biases
   */
  static void measureDoses(ReproductionContext context, int most) {
    Map<String, String> arguments = arguments(context, context.network("mnist-cnn"));
    String doses =
        most > 0 ? context.isQuick() ? "5,10" : "0:1:10" : context.isQuick() ? "-10,-5" : "-10:1:0";
    if (!context.settings().isEmpty()) {
      doses = Integer.toString(most);
    }
    for (Target target :
        List.of(new Target("conv1", "0.1"), new Target("conv2", "1"), new Target("fc1", "0.01"))) {
      AnalysisResult found = target.stimulate(context, target.layer(), doses, arguments);
      context.putAll(shifts(found, target.name(most), most, convention(context)));
    }
  }

  /** Curves of networks that distinguish two digits. */
  static void measureBinaryNetworks(ReproductionContext context) {
    String convention = convention(context);
    for (String pair : List.of("1-3", "2-8")) {
      Map<String, String> arguments = arguments(context, context.binaryNetwork(pair));
      AnalysisResult rest = context.analyse("psychometric", pair + "-at-rest", arguments);
      for (Figure.Curve curve : dots(rest)) {
        context.put(
            "area at rest: %s/%s at rest".formatted(pair, curve.name()),
            Measure.exact(area(curve), convention + "; area below the curve"));
      }
      for (Target target :
          List.of(new Target("conv1", "1"), new Target("conv2", "10"), new Target("fc1", "0.1"))) {
        AnalysisResult found =
            target.stimulate(
                context,
                pair + "-" + target.layer(),
                context.isQuick() || !context.settings().isEmpty() ? "-10:10:10" : "-10:1:10",
                arguments);
        for (int dose : List.of(DOSE, -DOSE)) {
          String of = "%s, %s".formatted(pair.replace("-", " or "), target.name(dose));
          context.putAll(shifts(found, of, dose, convention));
        }
      }
    }
  }

  private static void measureRest(
      ReproductionContext context, AnalysisResult rest, String convention) {
    List<Figure.Curve> curves = dots(rest);
    double last = images(rest, curves.getLast());
    List<String> others =
        curves.stream()
            .filter(curve -> !isShaped(curve.y(), images(rest, curve)))
            .map(Figure.Curve::name)
            .toList();
    int shaped = curves.size() - others.size();
    context.put(
        "largest rate under noise alone of digits other than 8",
        Measure.share(
            curves.stream()
                .filter(curve -> !curve.name().equals(OF_NOISE))
                .mapToDouble(curve -> curve.y()[0])
                .max()
                .orElse(0),
            last,
            convention));
    context.put(
        "least rate of images without noise",
        Measure.share(
            curves.stream().mapToDouble(curve -> curve.y()[curve.y().length - 1]).min().orElse(1),
            last,
            convention));
    context.put(
        "S-shaped curves",
        new Measure(
            shaped,
            0,
            "%d%s".formatted(shaped, others.isEmpty() ? "" : ", not " + String.join(" ", others)),
            convention));
  }

  private static double images(AnalysisResult rest, Figure.Curve curve) {
    return Measuring.rows(rest, "thresholds").stream()
        .filter(row -> row.getFirst().equals(curve.name()))
        .mapToDouble(row -> Measuring.number(row, 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<Figure.Curve> dots(AnalysisResult rest) {
    return ((Figure.Curves) rest.figure("curves"))
        .curves().stream().filter(Figure.Curve::dots).toList();
  }

  static boolean isShaped(double[] rates, double images) {
    for (int i = 1; i < rates.length; i++) {
      double error =
          Math.hypot(
              Measure.binomialError(rates[i], images), Measure.binomialError(rates[i - 1], images));
      if (rates[i - 1] - rates[i] > Criterion.ERRORS * error) {
        return false;
      }
    }
    return rates[0] < 0.5 && rates[rates.length - 1] > 0.5;
  }
}
