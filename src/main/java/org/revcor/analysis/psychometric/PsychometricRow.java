package org.revcor.analysis.psychometric;

import java.util.List;

/** Cells of a table row with a psychometric estimate. */
public final class PsychometricRow {
  /** Heads of the cells. */
  public static final List<String> HEADS =
      List.of(
          "threshold",
          "low",
          "high",
          "slope",
          "slope low",
          "slope high",
          "guess",
          "lapse",
          "rate 1/2 at",
          "deviance",
          "p",
          "note");

  private PsychometricRow() {}

  /** Returns the cells; undefined numbers are NaN. */
  public static List<Object> of(PsychometricEstimate estimate) {
    return switch (estimate.fit()) {
      case PsychometricFit.Found(PsychometricFunction function, double deviance) ->
          List.of(
              function.threshold(),
              estimate.threshold().low(),
              estimate.threshold().high(),
              function.slope(),
              estimate.slope().low(),
              estimate.slope().high(),
              function.guess(),
              function.lapse(),
              function.where(0.5).orElse(Double.NaN),
              deviance,
              estimate.p(),
              "");
      case PsychometricFit.NoThreshold(PsychometricFit.Reason reason, double rate) ->
          List.of(
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              "no threshold: " + reason.words());
    };
  }
}
