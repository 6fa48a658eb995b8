package org.revcor.stimulus;

import java.time.Duration;
import org.revcor.dataset.Images;
import org.revcor.stimulus.FitProgress.FitListener;

/** Reports the progress of a fit to a listener, from an estimate of the work of its steps. */
final class FitClock {
  /** Measured time of a product within a score, relative to one within the covariance. */
  private static final double SCORE = 6;

  /**
   * Measured time of eigenvectors divided by the cube of the number of pixels, in the same unit.
   */
  private static final double EIGENVECTORS = 50;

  /** Time of a leading component divided by the square of the number of pixels. */
  private static final double LEADING_COMPONENT = 150;

  private final FitListener listener;
  private final int planes;
  private final double eigenvectors;
  private final double covariance;
  private final double scores;
  private final double total;
  private final long begun = System.nanoTime();
  private String step = "";
  private int plane;
  private double done;

  FitClock(Images images, int components, FitListener listener) {
    this.listener = listener;
    planes = images.planes();
    double d = images.plane();
    eigenvectors = EIGENVECTORS * d * d * d;
    covariance = images.size() * d * d / 2;
    scores = SCORE * images.size() * d * components;
    total = eigenvectors + planes * (covariance + eigenvectors + scores);
  }

  private FitClock(FitListener listener, double covariance, double eigenvectors) {
    this.listener = listener;
    this.planes = 1;
    this.covariance = covariance;
    this.eigenvectors = eigenvectors;
    this.scores = 0;
    this.total = covariance + eigenvectors;
  }

  /**
   * Returns the clock of a fit of leading components to one plane of pixels.
   *
   * @param components number of components
   */
  static FitClock ofPixels(Images images, int components, FitListener listener) {
    double d = images.plane();
    return new FitClock(
        listener, images.size() * d * d / 2, LEADING_COMPONENT * d * d * components);
  }

  /**
   * Starts a step.
   *
   * @param name name of the step, in one word
   * @param of plane, from 0
   */
  void begin(String name, int of) {
    step = name;
    plane = of;
    report();
  }

  void eigenvectorsDone() {
    advance(eigenvectors);
  }

  /** Reports a completed share of the search for leading components. */
  void componentsDone(double share) {
    advance(share * eigenvectors);
  }

  /** Reports a completed share of a plane's covariance. */
  void covarianceDone(double share) {
    advance(share * covariance);
  }

  /** Reports a completed share of a plane's scores. */
  void scoresDone(double share) {
    advance(share * scores);
  }

  /** Ends the fit by an exception if the listener has stopped it. */
  void requireNotStopped() {
    if (listener.stopped()) {
      throw new FitStoppedException();
    }
  }

  void planeDone(double explained) {
    listener.progress(new FitProgress.PlaneFitted(plane + 1, planes, explained, elapsed()));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void advance(double work) {
    done += work;
    report();
  }

  private void report() {
    double share = Math.min(1, done / total);
    double seconds = share == 0 ? 0 : elapsed().toNanos() / 1e9 * (1 - share) / share;
    listener.progress(
        new FitProgress.Step(
            step, plane + 1, planes, share, Duration.ofMillis((long) (1e3 * seconds))));
  }

  /** Ends a fit when its listener stops it. */
  static final class FitStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
