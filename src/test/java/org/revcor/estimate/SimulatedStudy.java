package org.revcor.estimate;

import java.util.ArrayList;
import java.util.List;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

/** A study without lanes: shows white noise to a function and accumulates the responses. */
final class SimulatedStudy {

  /** Computes one response per channel. */
  @FunctionalInterface
  interface SimulatedObserver {
    double[] response(double[] stimulus);
  }

  private final WhiteNoise stimulus;
  private final int values;
  private final int blockSize;
  private final long seed;
  private final SimulatedObserver observer;
  private final StimulusSums sums;
  private final List<ChannelMoments> channels = new ArrayList<>();
  private long blocks;

  SimulatedStudy(
      Law law,
      int values,
      int blockSize,
      long seed,
      Estimand estimand,
      SimulatedObserver observer) {
    this.stimulus = new WhiteNoise(law, values);
    this.values = values;
    this.blockSize = blockSize;
    this.seed = seed;
    this.observer = observer;
    sums = new StimulusSums(values);
    int count = observer.response(new double[values]).length;
    for (int c = 0; c < count; c++) {
      channels.add(
          ChannelMoments.averages(
              estimand, Patch.whole(values), stimulus.averaged().variance(), new Workspace()));
    }
  }

  SimulatedStudy show(int moreBlocks) {
    for (int b = 0; b < moreBlocks; b++) {
      Tally tally = draw(blocks).tally(blocks);
      blocks++;
      sums.add(tally);
      for (int c = 0; c < channels.size(); c++) {
        channels.get(c).add(tally, c);
      }
    }
    return this;
  }

  private Trials draw(long block) {
    double[][] stimuli = new double[blockSize][values];
    double[][] responses = new double[blockSize][];
    new StimulusSequence(stimulus, false)
        .draw(
            seed,
            block,
            blockSize,
            (trial, drawn) -> {
              double[] x = stimuli[trial];
              for (int i = 0; i < values; i++) {
                x[i] = drawn[i];
              }
              responses[trial] = observer.response(x);
            });
    return new Trials(stimuli, responses);
  }

  float[] view(int channel, MapView view) {
    return channels.get(channel).view(view, sums.means());
  }

  ChannelStatistics statistics(int channel) {
    return channels.get(channel).statistics(sums.means());
  }

  List<ChannelStatistics> statistics() {
    StimulusMeans means = sums.means();
    return channels.stream().map(channel -> channel.statistics(means)).toList();
  }

  long trials() {
    return sums.trials();
  }
}
