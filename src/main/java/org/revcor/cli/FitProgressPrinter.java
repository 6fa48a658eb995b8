package org.revcor.cli;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.revcor.stimulus.FitListener;
import org.revcor.stimulus.FitProgress;

/** Prints the progress of a fit: a line per plane, and a redrawn line on a terminal. */
record FitProgressPrinter(RedrawnLine line, BooleanSupplier isStopped) implements FitListener {
  @Override
  public void progress(FitProgress progress) {
    switch (progress) {
      case FitProgress.Step step -> redraw(step);
      case FitProgress.PlaneFitted fitted ->
          println(
              "plane %d/%d  %s of the variance  after %s"
                  .formatted(
                      fitted.plane(),
                      fitted.planes(),
                      percent(List.of(fitted.explained())),
                      RedrawnLine.clock(fitted.elapsed())));
    }
  }

  @Override
  public boolean stopped() {
    return isStopped.getAsBoolean();
  }

  void println(String text) {
    line.println(text);
  }

  /** Formats fractions in [0,1] as {@code 98.01, 97.99 %}. */
  static String percent(List<Double> shares) {
    return shares.stream()
            .map(share -> "%.2f".formatted(100 * share))
            .collect(Collectors.joining(", "))
        + " %";
  }

  private void redraw(FitProgress.Step step) {
    line.redraw(
        () ->
            "%3.0f %%  plane %d/%d  %s  %s left"
                .formatted(
                    100 * step.share(),
                    step.plane(),
                    step.planes(),
                    step.name(),
                    RedrawnLine.clock(step.remaining())));
  }
}
