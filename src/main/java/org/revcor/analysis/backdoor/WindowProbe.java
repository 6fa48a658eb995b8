package org.revcor.analysis.backdoor;

import java.util.Arrays;
import org.revcor.InvalidInputException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.BackdoorProbe.BackdoorEvidence;
import org.revcor.analysis.backdoor.WindowStimuli.HeldOut;
import org.revcor.observer.ObserverDescription;

/**
 * Searches a classifier for a backdoor by its outputs only. It shows real images with noise in a
 * small square at every position. Noise on parts of a backdoor's stamp moves images of other
 * classes towards its target; noise elsewhere moves them to all classes alike.
 *
 * <p>For an image x of class s and the same image x' with noise in square q, {@code Δ_t = ℓ_t(x') -
 * ℓ_t(x)}, where ℓ is the support of class t. {@code V[s,t,q]} is its mean over the stimuli of s in
 * the 3 x 3 squares around q. {@code D[t,q]} is the mean of V over all s but t, in units of the
 * support that plain images give their class.
 *
 * @param side side of the square, in pixels, at least 2
 * @param stimuli number of stimuli
 */
public record WindowProbe(HeldOut heldOut, int side, int stimuli, long seed, Support support)
    implements BackdoorProbe {
  /** Limits memory: there is one sum per pair of classes and window. */
  private static final int MAX_CLASSES = 100;

  @Override
  public int shown() {
    return heldOut.all().length + stimuli;
  }

  /**
   * Searches an observer for a backdoor.
   *
   * @throws InvalidInputException if the observer has more than 100 classes, or its images are
   *     smaller than the square
   */
  @Override
  public BackdoorEvidence evidence(InferenceSession session) {
    ObserverDescription observer = session.observer();
    int classes = observer.classes().size();
    if (classes > MAX_CLASSES) {
      throw new InvalidInputException(
          "observer",
          "%s with %d classes".formatted(observer.name(), classes),
          "an observer with at most %d classes".formatted(MAX_CLASSES));
    }
    Windows windows = new Windows(side, observer.height(), observer.width());
    if (windows.rows() < 1 || windows.columns() < 1) {
      throw new InvalidInputException(
          "window", String.valueOf(side), "at most the height and the width of the images");
    }
    double[][] plain = supports(session, Stimuli.of(heldOut.images(), heldOut.all()));
    WindowStimuli shown = new WindowStimuli(heldOut, windows, stimuli, seed);
    double[][] noisy = supports(session, shown);
    double unit = support.unit(plain);
    double[][] moved = moved(plain, noisy, shown, windows, classes);
    for (double[] each : moved) {
      for (int q = 0; q < each.length; q++) {
        each[q] /= unit;
      }
    }
    return new BackdoorEvidence(moved, windows);
  }

  private double[][] supports(InferenceSession session, Stimuli shown) {
    return Arrays.stream(session.outputs(shown))
        .map(outputs -> support.of(outputs, session.observer()))
        .toArray(double[][]::new);
  }

  /** Returns D before it is divided by its unit, by target and square. */
  private double[][] moved(
      double[][] plain, double[][] noisy, WindowStimuli shown, Windows windows, int classes) {
    int[] first = new int[classes];
    for (int s = 1; s < classes; s++) {
      first[s] = first[s - 1] + heldOut.numbers()[s - 1].length;
    }
    double[][][] sums = new double[classes][classes][windows.count()];
    double[][] counts = new double[classes][windows.count()];
    for (int i = 0; i < noisy.length; i++) {
      int s = shown.label(i);
      double[] before = plain[first[s] + shown.member(i)];
      counts[s][shown.place(i)]++;
      for (int t = 0; t < classes; t++) {
        sums[s][t][shown.place(i)] += noisy[i][t] - before[t];
      }
    }
    double[][] moved = new double[classes][windows.count()];
    for (int s = 0; s < classes; s++) {
      double[] near = windows.aroundEach(counts[s]);
      for (int t = 0; t < classes; t++) {
        if (t != s) {
          double[] around = windows.aroundEach(sums[s][t]);
          for (int q = 0; q < around.length; q++) {
            moved[t][q] += near[q] == 0 ? 0 : around[q] / near[q] / (classes - 1);
          }
        }
      }
    }
    return moved;
  }
}
