package org.revcor.analysis.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;

/**
 * Templates mixed into stimuli at several weights (the paper's Eq 3, Fig 6 and Table 2). Reports
 * the share of stimuli that is then classified as the template's class.
 *
 * @param targets targets in the order of the rows of {@code rates}
 * @param gammas weights of the template, each in [0,1]
 * @param base share of the stimuli without a template that is classified as the target, by target
 * @param changes Euclidean length of the change by weight, mean over targets
 */
public record AttackSweep(
    List<Target> targets, double[] gammas, double[] base, double[][] rates, List<Double> changes) {
  /** Maximum number of stimuli per target for the mean length of the change. */
  public static final int SAMPLE = 100;

  /**
   * A class, its template and the stimuli that it is mixed into.
   *
   * @param template planes x height x width values
   */
  public record Target(int label, float[] template, Stimuli base) {
    /** Returns {@code (1-γ) stimulus + γ template}. */
    public Stimuli at(double gamma) {
      float remaining = (float) (1 - gamma);
      float added = (float) gamma;
      return Stimuli.of(
          base.size(),
          (index, into, offset) -> {
            base.put(index, into, offset);
            for (int i = 0; i < template.length; i++) {
              into[offset + i] = remaining * into[offset + i] + added * template[i];
            }
          });
    }
  }

  /** Classifies all mixtures. */
  public static AttackSweep of(
      List<Target> targets, double[] gammas, InferenceSession session, AnalysisThreads threads) {
    long mixtures = Arrays.stream(gammas).filter(gamma -> gamma != 0).count();
    targets.forEach(target -> threads.progress().expects((1 + mixtures) * target.base().size()));
    double[] base =
        targets.stream().mapToDouble(target -> rate(target, target.base(), session)).toArray();
    double[][] rates = new double[targets.size()][gammas.length];
    List<Double> changes = new ArrayList<>();
    int values = session.observer().values();
    for (int g = 0; g < gammas.length; g++) {
      double gamma = gammas[g];
      for (int t = 0; t < rates.length; t++) {
        rates[t][g] =
            gamma == 0 ? base[t] : rate(targets.get(t), targets.get(t).at(gamma), session);
      }
      changes.add(
          threads.each(targets.size(), t -> change(targets.get(t), gamma, values)).stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElse(Double.NaN));
    }
    return new AttackSweep(List.copyOf(targets), gammas, base, rates, changes);
  }

  private static double rate(Target target, Stimuli stimuli, InferenceSession session) {
    return IntStream.of(session.labels(stimuli))
        .mapToDouble(label -> label == target.label() ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /** Returns the Euclidean length of the change by a template, mean over some stimuli. */
  private static double change(Target target, double gamma, int values) {
    float[] x = new float[values];
    float[] y = new float[values];
    int sample = Math.min(SAMPLE, target.base().size());
    double lengths = 0;
    for (int i = 0; i < sample; i++) {
      target.base().put(i, x, 0);
      target.at(gamma).put(i, y, 0);
      double squares = 0;
      for (int j = 0; j < values; j++) {
        double change = (double) y[j] - x[j];
        squares += change * change;
      }
      lengths += Math.sqrt(squares);
    }
    return lengths / sample;
  }

  /** Returns the share classified as the target at a weight, mean over targets. */
  public double mean(int gamma) {
    return IntStream.range(0, rates.length).mapToDouble(t -> rates[t][gamma]).average().orElse(0);
  }

  /** Returns the share classified as the target without a template, mean over targets. */
  double meanBase() {
    return Arrays.stream(base).average().orElse(0);
  }

  /**
   * Returns whether templates of a weight are effective: at least half of the stimuli that are not
   * classified as the target without a template are so with it, on average.
   */
  boolean isEffective(int gamma) {
    return mean(gamma) > meanBase() && mean(gamma) >= (meanBase() + 1) / 2;
  }

  public double[] means() {
    return IntStream.range(0, gammas.length).mapToDouble(this::mean).toArray();
  }
}
