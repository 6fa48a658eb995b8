package org.revcor.paper.item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;

/** Shifts of psychometric curves of classes at a dose of micro-stimulation. */
final class Doses {
  private static final int CLASS = 0;
  private static final int K = 1;
  private static final int SHIFT = 2;
  private static final int ERROR = 3;

  private Doses() {}

  /** Micro-stimulation of a layer, and its factor λ. */
  record Target(String layer, String lambda) {
    /** Runs the analysis. */
    AnalysisResult stimulate(
        ReproductionContext context, String resultName, String doses, Map<String, String> further) {
      Map<String, String> arguments = new LinkedHashMap<>(further);
      arguments.put("layer", layer);
      arguments.put("lambda", lambda);
      arguments.put("k", doses);
      return context.analyse("stimulate", resultName, arguments);
    }

    /** Returns the part of measure names for a dose, see {@link #shift}. */
    String name(int dose) {
      return "%s, k = %d, λ = %s".formatted(layer, dose, lambda);
    }
  }

  /** Returns the measure name of the shift of a class, in γ, negative to the left. */
  static String shift(String of, String name) {
    return "shift: %s/%s".formatted(of, name);
  }

  /**
   * Returns shifts at a dose, with their standard errors.
   *
   * @param of start of the measure names
   */
  static Map<String, Measure> shifts(
      AnalysisResult stimulated, String of, double dose, String convention) {
    Map<String, Measure> shifts = new LinkedHashMap<>();
    for (List<Object> row : NamedAnalyses.rows(stimulated, "thresholds")) {
      if (NamedAnalyses.number(row, K) == dose) {
        shifts.put(
            shift(of, row.get(CLASS).toString()),
            Measure.estimate(
                NamedAnalyses.number(row, SHIFT),
                NamedAnalyses.number(row, ERROR),
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
}
