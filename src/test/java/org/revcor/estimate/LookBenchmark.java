package org.revcor.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.revcor.estimate.StimulusSums.StimulusMeans;

/**
 * Measures the time of one thread to evaluate all channels at a look and to add a block to all
 * channels.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx3g"})
public class LookBenchmark {
  private static final int TRIALS = 500;

  @Param({"10x784", "1000x3072"})
  public String maps;

  @Param({"CLASS_MAP", "FIRST_ORDER_KERNEL"})
  public Estimand estimand;

  private final List<ChannelMoments> channels = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private StimulusSums sums = new StimulusSums(1);

  @Setup
  public void show() {
    int count = maps.equals("10x784") ? 10 : 1_000;
    int values = maps.equals("10x784") ? 784 : 3_072;
    double[] variance = new double[values];
    Arrays.fill(variance, 1 / 12.0);
    Workspace workspace = new Workspace();
    for (int c = 0; c < count; c++) {
      channels.add(ChannelMoments.averages(estimand, Patch.whole(values), variance, workspace));
    }
    Random random = new Random(1);
    sums = new StimulusSums(values);
    for (int block = 0; block < 3; block++) {
      tallies.add(new Tally(block, half(random, count, values), half(random, count, values)));
    }
    for (int block = 0; block < 60; block++) {
      Tally tally = tallies.get(block % tallies.size());
      sums.add(new Tally(block, tally.a(), tally.b()));
      for (int c = 0; c < count; c++) {
        channels.get(c).add(new Tally(block, tally.a(), tally.b()), c);
      }
    }
  }

  private static HalfTally half(Random random, int count, int values) {
    double[] responses = random.doubles(count, 40, 60).toArray();
    double[][] weighted = new double[count][];
    Arrays.setAll(weighted, c -> random.doubles(values, 20, 30).toArray());
    double[] stimuli = random.doubles(values, 240, 260).toArray();
    return new HalfTally(TRIALS, stimuli, responses, responses.clone(), weighted);
  }

  @Benchmark
  public void look(Blackhole hole) {
    StimulusMeans means = sums.means();
    for (ChannelMoments channel : channels) {
      hole.consume(channel.statistics(means));
      hole.consume(channel.view(MapView.MAP, means));
    }
  }

  @Benchmark
  public void add() {
    for (int c = 0; c < channels.size(); c++) {
      channels.get(c).add(tallies.getFirst(), c);
    }
  }
}
