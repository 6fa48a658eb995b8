package org.revcor.estimate;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.estimate.StimulusSums.StimulusMeans;

final class UnitStudy {
  private final UnitBlocks blocks;
  private final int block;
  private final StimulusSums sums;
  private final Optional<StimulusProducts> products;
  private final List<ChannelMoments> channels;

  /** Creates a study without trials. */
  UnitStudy(UnitDesign design, StoppingRule rule, long seed) {
    blocks = new UnitBlocks(design, seed);
    block = design.block();
    int values = design.values();
    sums = new StimulusSums(values);
    double[] mean = repeated(design.law().mean(), values);
    products =
        design.form() == UnitDesign.Form.WHITENED
            ? Optional.of(new StimulusProducts(mean, 0, 1))
            : Optional.empty();
    Workspace workspace = new Workspace();
    int count = design.unit().channels();
    channels = Stream.generate(() -> moments(design, mean, workspace)).limit(count).toList();
  }

  private static ChannelMoments moments(UnitDesign design, double[] mean, Workspace workspace) {
    double[] variance = repeated(design.law().variance(), mean.length);
    Patch patch = Patch.whole(design.values());
    return switch (design.form()) {
      case PLAIN, SELECTED ->
          design.estimator() == Estimator.GRADIENT
              ? ChannelMoments.gradients(design.estimand(), patch, mean, variance, workspace)
              : ChannelMoments.averages(design.estimand(), patch, variance, workspace);
      case WHITENED -> ChannelMoments.whitened(design.estimand(), patch);
    };
  }

  private static double[] repeated(double value, int times) {
    return IntStream.range(0, times).mapToDouble(i -> value).toArray();
  }

  UnitStudy showTo(long count) {
    while (sums.trials() < count * block) {
      Tally tally = blocks.next();
      sums.add(tally);
      products.ifPresent(each -> each.add(tally));
      for (int c = 0; c < channels.size(); c++) {
        channels.get(c).add(tally, c);
      }
    }
    return this;
  }

  long trials() {
    return sums.trials();
  }

  /**
   * Returns the mean stimuli, with their covariance if maps are whitened, for all views of one
   * look.
   */
  StimulusMeans means() {
    StimulusMeans means = sums.means();
    return products.map(each -> means.withWhitening(each.whitening(means))).orElse(means);
  }

  float[] view(int channel, MapView view) {
    return channels.get(channel).view(view, means());
  }

  ChannelMoments channel(int channel) {
    return channels.get(channel);
  }

  List<ChannelStatistics> statistics(StimulusMeans means) {
    return channels.stream().map(channel -> channel.statistics(means)).toList();
  }
}
