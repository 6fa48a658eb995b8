package org.revcor.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.revcor.benchmark.Results.Cost;
import org.revcor.benchmark.Results.Speed;

/**
 * The measurements of one round.
 *
 * @param ceiling the network alone
 * @param pipeline the whole study
 * @param stages each stage alone
 * @param peers trials per second of each peer, all copies together
 */
public record Round(Speed ceiling, Speed pipeline, Map<Stage, Cost> stages, List<Double> peers) {
  public Round {
    stages = new TreeMap<>(stages);
    peers = List.copyOf(peers);
  }

  /** Returns the cost of a stage of the study. */
  Cost cost(Stage stage) {
    return Objects.requireNonNull(stages.get(stage), stage.word());
  }

  /** Returns the speed of the pipeline as a fraction of the ceiling. */
  double share() {
    return pipeline.perSecond() / ceiling.perSecond();
  }

  /** Returns the network's share of the pipeline's processor time. */
  double processorShare() {
    return ceiling.processorMicros() / pipeline.processorMicros();
  }

  /**
   * Returns the time of a stage divided by the time of the forward pass.
   *
   * @param processor true for processor time, false for wall time
   */
  double ofForward(Stage stage, boolean processor) {
    Cost cost = cost(stage);
    Cost forward = cost(Stage.FORWARD);
    return processor
        ? cost.processorMicros() / forward.processorMicros()
        : cost.micros() / forward.micros();
  }
}
