package org.revcor.benchmark;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.revcor.benchmark.Options.PeerCommand;
import org.revcor.file.WholeFile;
import org.revcor.inference.Platform;
import org.revcor.inference.Processor.SystemFile;
import org.revcor.schema.Json;

/**
 * The results of a measurement. As JSON: spreads of all figures, then the rounds.
 *
 * @param peakMebibytes peak resident memory of the process
 * @param peerCommands programs to compare with
 * @param rounds measurements of the rounds, at least one
 */
@JsonPropertyOrder({
  "date",
  "machine",
  "subject",
  "peakMebibytes",
  "ceiling",
  "pipeline",
  "share",
  "processorShare",
  "stages",
  "sumOfStagesMicros",
  "sumOfStagesProcessorMicros",
  "pipelineMicros",
  "peers",
  "rounds"
})
public record Results(
    String date,
    Machine machine,
    Subject subject,
    double peakMebibytes,
    @JsonIgnore List<PeerCommand> peerCommands,
    List<Round> rounds) {
  /**
   * Speed of all lanes together.
   *
   * @param perSecond trials per second
   * @param processorMicros processor time per trial, in microseconds
   */
  public record Speeds(Spread perSecond, Spread processorMicros) {}

  /**
   * Time of a stage per trial.
   *
   * @param micros wall time of one thread, in microseconds
   * @param processorMicros processor time, in microseconds
   * @param ofForward time divided by the time of the forward pass of the same round. It is
   *     processor time if the network runs on the processor, because other processes affect it less
   */
  public record Costs(Spread micros, Spread processorMicros, Spread ofForward) {}

  /**
   * Speed of a peer.
   *
   * @param perSecond trials per second, all copies together
   * @param pipelineOfPeer speed of the pipeline divided by the speed of the peer in the same round
   */
  public record Peer(String command, int copies, Spread perSecond, Spread pipelineOfPeer) {}

  public Results {
    peerCommands = List.copyOf(peerCommands);
    rounds = List.copyOf(rounds);
  }

  /** Writes a JSON file. */
  public void write(Path file) throws IOException {
    WholeFile.write(file, Json.bytes(this));
  }

  /** Returns the speed of the network alone. */
  @JsonProperty
  public Speeds ceiling() {
    return new Speeds(
        spread(round -> round.ceiling().perSecond()),
        spread(round -> round.ceiling().processorMicros()));
  }

  /** Returns the speed of the whole study. */
  @JsonProperty
  public Speeds pipeline() {
    return new Speeds(
        spread(round -> round.pipeline().perSecond()),
        spread(round -> round.pipeline().processorMicros()));
  }

  /** Returns the speed of the pipeline as a fraction of the ceiling of the same round. */
  @JsonProperty
  public Spread share() {
    return spread(Round::share);
  }

  /** Returns the network's share of the pipeline's processor time in the same round. */
  @JsonProperty
  public Spread processorShare() {
    return spread(Round::processorShare);
  }

  /** Returns the times of the stages of the study, in the order of a trial. */
  @JsonProperty
  public Map<Stage, Costs> stages() {
    boolean processor = machine.platform().device().equals("cpu");
    Map<Stage, Costs> stages = new TreeMap<>();
    for (Stage stage : rounds.getFirst().stages().keySet()) {
      stages.put(
          stage,
          new Costs(
              spread(round -> round.cost(stage).micros()),
              spread(round -> round.cost(stage).processorMicros()),
              spread(round -> round.ofForward(stage, processor))));
    }
    return stages;
  }

  /** Returns the time of all stages per trial, in microseconds of one thread. */
  @JsonProperty
  public Spread sumOfStagesMicros() {
    return spread(round -> round.stages().values().stream().mapToDouble(Cost::micros).sum());
  }

  /** Returns the processor time of all stages per trial, in microseconds. */
  @JsonProperty
  public Spread sumOfStagesProcessorMicros() {
    return spread(
        round -> round.stages().values().stream().mapToDouble(Cost::processorMicros).sum());
  }

  /** Returns the time of the whole study per trial, in microseconds of one lane. */
  @JsonProperty
  public Spread pipelineMicros() {
    return spread(round -> subject.lanes() * 1e6 / round.pipeline().perSecond());
  }

  /** Returns the speeds of the peers. */
  @JsonProperty
  public List<Peer> peers() {
    return IntStream.range(0, peerCommands.size()).mapToObj(this::peer).toList();
  }

  private Peer peer(int index) {
    PeerCommand peer = peerCommands.get(index);
    return new Peer(
        peer.command(),
        peer.copies(),
        spread(round -> round.peers().get(index)),
        spread(round -> round.pipeline().perSecond() / round.peers().get(index)));
  }

  private Spread spread(ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure));
  }

  /**
   * The time of a stage per trial.
   *
   * @param micros wall time of one thread, in microseconds
   * @param processorMicros processor time, in microseconds
   */
  public record Cost(double micros, double processorMicros) {
    Cost minus(Cost other) {
      return new Cost(micros - other.micros, processorMicros - other.processorMicros);
    }

    Cost times(double factor) {
      return new Cost(micros * factor, processorMicros * factor);
    }
  }

  /**
   * The speed of all lanes together.
   *
   * @param perSecond trials per second
   * @param processorMicros processor time of the process per trial, in microseconds
   */
  public record Speed(double perSecond, double processorMicros) {
    /**
     * Returns the speed over this and another interval of equal length.
     *
     * @param other speed over the other interval
     */
    Speed averagedWith(Speed other) {
      double trials = perSecond + other.perSecond;
      double processor = perSecond * processorMicros + other.perSecond * other.processorMicros;
      return new Speed(trials / 2, processor / trials);
    }
  }

  /**
   * The median and quartiles of a figure over the rounds.
   *
   * @param median median of the rounds
   * @param low first quartile, linearly interpolated
   * @param high third quartile
   */
  public record Spread(double median, double low, double high) {
    /** Interquartile range of a normal distribution, in standard deviations. */
    private static final double NORMAL_INTERQUARTILE_RANGE = 1.349;

    /**
     * @param values one per round, at least one
     */
    static Spread of(DoubleStream values) {
      double[] sorted = values.sorted().toArray();
      return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    private static double quantile(double[] sorted, double share) {
      double place = share * (sorted.length - 1);
      int below = (int) place;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Returns the standard deviation of a round, estimated from the quartiles. */
    double deviation() {
      return (high - low) / NORMAL_INTERQUARTILE_RANGE;
    }
  }

  /**
   * The machine of a measurement.
   *
   * @param processor model of the processor; "" if unknown
   * @param processors logical processors that this process may use
   * @param java version of the Java virtual machine
   * @param platform device and engine of the lanes
   */
  public record Machine(String processor, int processors, String java, Platform platform) {
    private static final double MEBIBYTE = 1 << 20;

    static Machine ofThisProcess(Platform platform) {
      return new Machine(
          SystemFile.PROCESSOR.entry("model name").orElse(""),
          Runtime.getRuntime().availableProcessors(),
          Runtime.version().toString(),
          platform);
    }

    /** Returns the peak resident memory of this process in MiB; 0 if unknown. */
    static double peakMebibytes() {
      return SystemFile.PROCESS.bytes("VmHWM") / MEBIBYTE;
    }
  }
}
