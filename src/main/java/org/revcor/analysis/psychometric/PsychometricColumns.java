package org.revcor.analysis.psychometric;

import java.util.function.ToDoubleFunction;
import org.revcor.figure.Columns;

/** Columns of a table with psychometric estimates; undefined numbers are NaN. */
public final class PsychometricColumns {
  public static final Columns<PsychometricEstimate> ALL =
      new Columns<PsychometricEstimate>()
          .with("threshold", each -> fitted(each, PsychometricFunction::threshold))
          .with("low", each -> each.threshold().low())
          .with("high", each -> each.threshold().high())
          .with("slope", each -> fitted(each, PsychometricFunction::slope))
          .with("slope low", each -> each.slope().low())
          .with("slope high", each -> each.slope().high())
          .with("guess", each -> fitted(each, PsychometricFunction::guess))
          .with("lapse", each -> fitted(each, PsychometricFunction::lapse))
          .with("rate 1/2 at", each -> fitted(each, found -> found.where(0.5).orElse(Double.NaN)))
          .with("deviance", each -> deviance(each.fit()))
          .with("p", PsychometricEstimate::p)
          .with("note", each -> note(each.fit()));

  private PsychometricColumns() {}

  private static double fitted(
      PsychometricEstimate estimate, ToDoubleFunction<PsychometricFunction> number) {
    return estimate.fit() instanceof PsychometricFit.Found found
        ? number.applyAsDouble(found.function())
        : Double.NaN;
  }

  private static double deviance(PsychometricFit fit) {
    return fit instanceof PsychometricFit.Found found ? found.deviance() : Double.NaN;
  }

  private static String note(PsychometricFit fit) {
    return fit instanceof PsychometricFit.NoThreshold none
        ? "no threshold: " + none.reason().words()
        : "";
  }
}
