package org.revcor.stimulus;

import java.time.Duration;

/** Tells a listener how much of a fit is done, by an estimate of the work of its parts. */
final class FitClock {
  /** Time of a product within a score, that of one within the covariance being 1; measured. */
  private static final double SCORE = 6;

  /** Time of eigenvectors by the cube of the pixels, likewise. */
  private static final double EIGENVECTORS = 50;

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

  FitClock(ImageSample images, int components, FitListener listener) {
    this.listener = listener;
    planes = images.planes();
    double d = images.plane();
    eigenvectors = EIGENVECTORS * d * d * d;
    covariance = images.size() * d * d / 2;
    scores = SCORE * images.size() * d * components;
    total = eigenvectors + planes * (covariance + eigenvectors + scores);
  }

  /**
   * Begins a part.
   *
   * @param name of the part, in a word
   * @param of its plane, from 0
   */
  void begin(String name, int of) {
    step = name;
    plane = of;
    tell();
  }

  void eigenvectorsDone() {
    advance(eigenvectors);
  }

  /** A share of a plane's covariance is done. */
  void covarianceDone(double share) {
    advance(share * covariance);
  }

  /** A share of a plane's scores is done. */
  void scoresDone(double share) {
    advance(share * scores);
  }

  void planeDone(double explained) {
    listener.progress(new FitProgress.PlaneFitted(plane + 1, planes, explained, elapsed()));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void advance(double work) {
    done += work;
    tell();
  }

  private void tell() {
    double share = Math.min(1, done / total);
    double seconds = share == 0 ? 0 : elapsed().toNanos() / 1e9 * (1 - share) / share;
    listener.progress(
        new FitProgress.Step(
            step, plane + 1, planes, share, Duration.ofMillis((long) (1e3 * seconds))));
  }
}
