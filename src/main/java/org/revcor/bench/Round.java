package org.revcor.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What was measured in one round.
 *
 * @param ceiling the network alone
 * @param pipeline the whole study
 * @param stages each stage alone
 * @param peers trials a second of each peer, all its copies together
 */
public record Round(Speed ceiling, Speed pipeline, Map<Stage, Cost> stages, List<Double> peers) {
  public Round {
    stages = new TreeMap<>(stages);
    peers = List.copyOf(peers);
  }

  /** What a stage costs that the study has. */
  Cost cost(Stage stage) {
    return Objects.requireNonNull(stages.get(stage), stage.word());
  }

  /** The pipeline's share of the ceiling. */
  double share() {
    return pipeline.perSecond() / ceiling.perSecond();
  }

  /** The same by processor time, which other work on the machine changes little. */
  double processorShare() {
    return ceiling.processorMicros() / pipeline.processorMicros();
  }

  /**
   * A stage's time, in times of the forward pass.
   *
   * @param processor whether processor time is taken, or else wall time
   */
  double ofForward(Stage stage, boolean processor) {
    Cost cost = cost(stage);
    Cost forward = cost(Stage.FORWARD);
    return processor
        ? cost.processorMicros() / forward.processorMicros()
        : cost.micros() / forward.micros();
  }
}
