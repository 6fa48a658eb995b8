package org.revcor.analysis.backdoor;

import java.util.List;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;

/**
 * A network of a trial and its suspects.
 *
 * @param suspect compared with clean networks
 * @param alone without a comparison
 * @param classes names of the network's classes
 */
record NetworkVerdict(
    TrialTraining.Trained trained, Suspect suspect, Suspect alone, List<String> classes) {
  double score() {
    return suspect.score();
  }

  String suspected() {
    return classes.get(suspect.target());
  }

  boolean isTargetCorrect() {
    return trained.network().backdoor().filter(each -> each.to().equals(suspected())).isPresent();
  }

  /**
   * Returns the distance of the suspect from the stamp's centre, in pixels; NaN without a stamp.
   */
  double distance() {
    return trained
        .network()
        .backdoor()
        .map(Poisoning::stamp)
        .map(this::distance)
        .orElse(Double.NaN);
  }

  private double distance(Stamp stamp) {
    double row = stamp.place().row() + (stamp.rows() - 1) / 2.0;
    double column = stamp.place().column() + (stamp.columns() - 1) / 2.0;
    return Math.hypot(row - suspect.row(), column - suspect.column());
  }
}
