package org.revcor.bench;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * All that was measured.
 *
 * @param peakMebibytes most memory that the process had in use
 * @param rounds at least one
 */
public record Results(
    Subject subject,
    Machine machine,
    String date,
    List<PeerCommand> peers,
    double peakMebibytes,
    List<Round> rounds) {
  public Results {
    peers = List.copyOf(peers);
    rounds = List.copyOf(rounds);
  }

  /** Stages that the study has, in the order of a trial. */
  public Set<Stage> stages() {
    return rounds.getFirst().stages().keySet();
  }

  /** Trials a second of the network alone. */
  public Spread ceiling() {
    return spread(round -> round.ceiling().perSecond());
  }

  /** Processor time of a trial of the network alone, in microseconds. */
  public Spread ceilingProcessor() {
    return spread(round -> round.ceiling().processorMicros());
  }

  /** Trials a second of the whole study. */
  public Spread pipeline() {
    return spread(round -> round.pipeline().perSecond());
  }

  /** Processor time of a trial of the whole study, in microseconds. */
  public Spread pipelineProcessor() {
    return spread(round -> round.pipeline().processorMicros());
  }

  /** The pipeline's share of the ceiling, of the same round. */
  public Spread share() {
    return spread(Round::share);
  }

  /** What share of the pipeline's processor time the network alone takes, of the same round. */
  public Spread processorShare() {
    return spread(Round::processorShare);
  }

  /** Time of a trial in a stage, in microseconds of one thread. */
  public Spread micros(Stage stage) {
    return spread(round -> round.cost(stage).micros());
  }

  /** Processor time of a trial in a stage, in microseconds. */
  public Spread processorMicros(Stage stage) {
    return spread(round -> round.cost(stage).processorMicros());
  }

  /**
   * A stage's time in times of the forward pass of the same round. Processor time is taken where
   * the network runs on the processor: it depends less on what else runs there.
   */
  public Spread ofForward(Stage stage) {
    boolean processor = machine.platform().device().equals("cpu");
    return spread(round -> round.ofForward(stage, processor));
  }

  /** Time of a trial in all stages, in microseconds of one thread. */
  public Spread sum() {
    return spread(round -> round.stages().values().stream().mapToDouble(Cost::micros).sum());
  }

  /** Processor time of a trial in all stages, in microseconds. */
  public Spread sumProcessor() {
    return spread(
        round -> round.stages().values().stream().mapToDouble(Cost::processorMicros).sum());
  }

  /** Time of a trial in the whole study, in microseconds of one lane. */
  public Spread pipelineMicros() {
    return spread(round -> subject.lanes() * 1e6 / round.pipeline().perSecond());
  }

  /** Trials a second of a peer, all its copies together. */
  public Spread peer(int place) {
    return spread(round -> round.peers().get(place));
  }

  /** The pipeline's speed in times of a peer's of the same round. */
  public Spread ofPeer(int place) {
    return spread(round -> round.pipeline().perSecond() / round.peers().get(place));
  }

  private Spread spread(ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure));
  }
}
