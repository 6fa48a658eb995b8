package org.revcor.study.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.estimate.significance.MaximumTest.NullMoments;
import org.revcor.inference.HalfBlockProtocol.NullMapProtocol;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.PooledReadout;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.Resumption.CannotResumeException;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Replays the trials of an ended study, drawn again from its seed, and computes null maps: maps of
 * shuffled responses. Thread-safe.
 *
 * <p>The maps are folded again as well. Unless they equal those in the folder bit for bit, the
 * trials differ and no test is reported.
 */
public final class PermutedStudy implements AutoCloseable {
  private final EndedStudy ended;
  private final PreparedStudy study;
  private final LocalLanes lanes;
  private final CompletionStage<Optional<List<MaximumTest>>> end;

  private final long blocks;
  private final StimulusSums sums;
  private final List<ChannelMoments> moments = new ArrayList<>();
  private final List<NullMoments> nullMoments = new ArrayList<>();
  private volatile long folded;
  private volatile boolean stopping;

  private PermutedStudy(
      EndedStudy ended, PreparedStudy study, int maps, Platform platform, LaneSettings settings) {
    this.ended = ended;
    this.study = study;
    this.blocks = ended.view().progress().trials() / study.plan().blockSize();
    this.sums = new StimulusSums(study.values());
    double[] mean = study.stimulus().averaged().mean();
    double[] variance = study.stimulus().averaged().variance();
    Workspace workspace = new Workspace();
    for (int channel = 0; channel < study.channels().size(); channel++) {
      moments.add(
          ChannelMoments.of(
              Estimator.AVERAGE,
              study.estimand(),
              study.patches().get(channel),
              variance,
              workspace));
      nullMoments.add(new NullMoments(study.patches().get(channel), mean, variance, maps));
    }
    this.lanes = LocalLanes.start(platform, settings);
    this.end =
        lanes
            .of(ended.view().id(), study)
            .tallies(0, study.blocks())
            .map(this::fold)
            .takeWhile(continues -> continues)
            .runWith(Sink.ignore(), Materializer.createMaterializer(lanes.system()))
            .thenApply(done -> folded < blocks ? Optional.empty() : Optional.of(tests()));
  }

  /**
   * Starts the replay.
   *
   * @param folder folder of the study
   * @param permutations null maps per channel, at least 1
   * @throws InvalidInputException if its trials cannot be replayed, its maps have no null maps, or
   *     these take too much memory
   */
  public static PermutedStudy start(
      Path folder, int permutations, Materials materials, LaneSettings lanes) {
    EndedStudy ended = EndedStudy.in(folder);
    Platform platform =
        Platform.ofThisMachine(lanes.kernels()).asIn(ended.view().setup().plan().platform());
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy study = prepare(ended, materials, platform, capacity);
    ExternalSource.refuse(study.observer());
    requireNullMaps(study, permutations);
    capacity.requirePermutationsFit(study, permutations);
    NullMapProtocol maps = new NullMapProtocol(study.stimulus().averaged().mean(), permutations);
    return new PermutedStudy(ended, study.withHalfBlocks(maps), permutations, platform, lanes);
  }

  private static PreparedStudy prepare(
      EndedStudy ended, Materials materials, Platform platform, Capacity capacity) {
    StudyView record = ended.view();
    if (!platform.computes(record.setup().plan().platform())) {
      throw notReplayable(
          ended,
          "ran on %s, and this is %s"
              .formatted(record.setup().plan().platform().inWords(), platform.inWords()));
    }
    PreparedStudy study;
    try {
      StudySpecification stored = StudyFile.of(record.setup().specification());
      study = PreparedStudy.ofEarlier(stored, record.setup().plan(), materials, platform, capacity);
    } catch (InvalidInputException e) {
      throw notReplayable(ended, "cannot be run here: " + e.getMessage());
    }
    try {
      return Resumption.requireSameStudy(study, record);
    } catch (CannotResumeException e) {
      throw notReplayable(ended, "has changed: " + e.getMessage());
    }
  }

  private static InvalidInputException notReplayable(EndedStudy ended, String why) {
    return ended.unusable(
        why, "a study that --permutations can replay: same platform, observer and stimuli");
  }

  private static void requireNullMaps(PreparedStudy study, int permutations) {
    String without = "";
    if (study.regression().isPresent()) {
      without = "estimator = regression, whose regression.json has figures of shuffled responses";
    } else if (study.specification().estimation().estimator() != Estimator.AVERAGE) {
      without = "an estimator that takes gradients, which depend on their own stimuli";
    } else if (study.specification().estimation().ridge().isPresent()) {
      without = "whiten = true, whose maps depend on the covariance of all stimuli";
    } else if (study.protocol().readout() instanceof PooledReadout) {
      without = "readout.at = pooled, whose responses have positions in their stimuli";
    } else if (study.estimand() == Estimand.ROOT_MEAN_SQUARE) {
      without = "conventions = authors, whose maps have no z-maps";
    } else if (study.plan().blockSize() < 4) {
      without = "blocks of 2 trials, whose halves cannot be shuffled";
    }
    if (!without.isEmpty()) {
      throw new InvalidInputException(
          "--permutations", String.valueOf(permutations), "left out for a study with " + without);
    }
  }

  private boolean fold(Tally tally) {
    sums.add(tally);
    for (int channel = 0; channel < moments.size(); channel++) {
      moments.get(channel).add(tally, channel);
      nullMoments.get(channel).add(tally, channel);
    }
    folded = tally.block() + 1;
    return folded < blocks && !stopping;
  }

  private List<MaximumTest> tests() {
    StimulusMeans means = sums.means();
    float[][] stored = ended.maps(MapView.Z).maps();
    for (int channel = 0; channel < stored.length; channel++) {
      if (!Arrays.equals(moments.get(channel).view(MapView.Z, means), stored[channel])) {
        throw notReplayable(ended, "its replayed trials give different maps");
      }
    }
    return nullMoments.stream().map(channel -> channel.test(means)).toList();
  }

  /** Returns the number of trials to replay. */
  public long trials() {
    return blocks * study.plan().blockSize();
  }

  /** Returns the number of trials replayed so far. */
  public long shown() {
    return folded * study.plan().blockSize();
  }

  /**
   * Completes with the test of each channel; empty after {@link #stop}. Fails if the observer
   * fails, or if the maps differ from those in the folder.
   */
  public CompletionStage<Optional<List<MaximumTest>>> end() {
    return end;
  }

  /** Ends the replay after the current block, without a result. */
  public void stop() {
    stopping = true;
  }

  /** Releases the lanes and aborts a running replay. */
  @Override
  public void close() {
    lanes.close();
  }
}
