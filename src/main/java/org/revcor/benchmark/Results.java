package org.revcor.benchmark;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The results of a measurement.
 *
 * @param peakMebibytes peak resident memory of the process
 * @param rounds measurements of the rounds, at least one
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

  /** Returns the stages of the study, in the order of a trial. */
  public Set<Stage> stages() {
    return rounds.getFirst().stages().keySet();
  }

  /** Returns the trials per second of the network alone. */
  public Spread ceiling() {
    return spread(round -> round.ceiling().perSecond());
  }

  /** Returns the processor time per trial of the network alone, in microseconds. */
  public Spread ceilingProcessor() {
    return spread(round -> round.ceiling().processorMicros());
  }

  /** Returns the trials per second of the whole study. */
  public Spread pipeline() {
    return spread(round -> round.pipeline().perSecond());
  }

  /** Returns the processor time per trial of the whole study, in microseconds. */
  public Spread pipelineProcessor() {
    return spread(round -> round.pipeline().processorMicros());
  }

  /** Returns the speed of the pipeline as a fraction of the ceiling of the same round. */
  public Spread share() {
    return spread(Round::share);
  }

  /** Returns the network's share of the pipeline's processor time in the same round. */
  public Spread processorShare() {
    return spread(Round::processorShare);
  }

  /** Returns the time of a stage per trial, in microseconds of one thread. */
  public Spread micros(Stage stage) {
    return spread(round -> round.cost(stage).micros());
  }

  /** Returns the processor time of a stage per trial, in microseconds. */
  public Spread processorMicros(Stage stage) {
    return spread(round -> round.cost(stage).processorMicros());
  }

  /**
   * Returns the time of a stage divided by the time of the forward pass of the same round. It is
   * processor time if the network runs on the processor, because other processes affect it less.
   */
  public Spread ofForward(Stage stage) {
    boolean processor = machine.platform().device().equals("cpu");
    return spread(round -> round.ofForward(stage, processor));
  }

  /** Returns the time of all stages per trial, in microseconds of one thread. */
  public Spread sum() {
    return spread(round -> round.stages().values().stream().mapToDouble(Cost::micros).sum());
  }

  /** Returns the processor time of all stages per trial, in microseconds. */
  public Spread sumProcessor() {
    return spread(
        round -> round.stages().values().stream().mapToDouble(Cost::processorMicros).sum());
  }

  /** Returns the time of the whole study per trial, in microseconds of one lane. */
  public Spread pipelineMicros() {
    return spread(round -> subject.lanes() * 1e6 / round.pipeline().perSecond());
  }

  /** Returns the trials per second of a peer, all copies together. */
  public Spread peer(int index) {
    return spread(round -> round.peers().get(index));
  }

  /** Returns the speed of the pipeline divided by the speed of a peer in the same round. */
  public Spread ofPeer(int index) {
    return spread(round -> round.pipeline().perSecond() / round.peers().get(index));
  }

  private Spread spread(ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure));
  }
}
