package org.revcor.study;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.revcor.InvalidInputException;
import org.revcor.estimate.ChannelMoments;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StimulusMeans;
import org.revcor.estimate.StimulusSums;
import org.revcor.estimate.Tally;
import org.revcor.estimate.Workspace;
import org.revcor.estimate.significance.MaximumTest;
import org.revcor.estimate.significance.NullMoments;
import org.revcor.lane.LanePool;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.NullMaps;
import org.revcor.lane.Platform;
import org.revcor.observer.PooledReadout;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;

/**
 * Shows the trials of a study that has ended once more, drawn again from its seed, and lets their
 * responses meet stimuli that they did not answer. Thread-safe.
 *
 * <p>The maps are folded again as well: unless they are those of the folder, bit by bit, the trials
 * are not the same, and nothing is said of them.
 */
public final class PermutedStudy implements AutoCloseable {
  private final EndedStudy ended;
  private final PreparedStudy study;
  private final ActorSystem<LanePool.Command> system;
  private final CompletionStage<Optional<List<MaximumTest>>> end;

  private final long blocks;
  private final StimulusSums sums;
  private final List<ChannelMoments> moments = new ArrayList<>();
  private final List<NullMoments> nullMoments = new ArrayList<>();
  private volatile long folded;
  private volatile boolean stopping;

  private PermutedStudy(
      EndedStudy ended, PreparedStudy study, int maps, Platform platform, LaneSettings lanes) {
    this.ended = ended;
    this.study = study;
    this.blocks = ended.view().trials() / study.plan().blockSize();
    this.sums = new StimulusSums(study.values());
    double[] mean = study.stimulus().averaged().mean();
    double[] variance = study.stimulus().averaged().variance();
    Workspace workspace = new Workspace();
    for (int channel = 0; channel < study.channels().size(); channel++) {
      moments.add(
          ChannelMoments.of(
              Estimator.AVERAGE, study.estimand(), study.patch(channel), variance, workspace));
      nullMoments.add(new NullMoments(study.patch(channel), mean, variance, maps));
    }
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    this.system = ActorSystem.create(LanePool.create(platform, lanes, registry), "revcor");
    this.end =
        new StudyStream(ended.view().id(), study, system, folding(), registry)
            .run(
                0,
                platform.lanes(lanes.cpuLanes()),
                system.dispatchers().lookup(DispatcherSelector.defaultDispatcher()),
                Materializer.createMaterializer(system))
            .thenApply(done -> folded < blocks ? Optional.empty() : Optional.of(tests()));
  }

  /**
   * Begins.
   *
   * @param folder of the study
   * @param permutations number of null maps of a channel, at least 1
   * @throws InvalidInputException if its trials cannot be shown again, its maps have no null maps,
   *     or these take too much memory
   */
  public static PermutedStudy start(
      Path folder, int permutations, Materials materials, LaneSettings lanes) {
    EndedStudy ended = EndedStudy.in(folder);
    Platform platform = Platform.ofThisMachine();
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy study = again(ended, materials, platform, capacity);
    requireNullMaps(study, permutations);
    capacity.requirePermutationsFit(study, permutations);
    NullMaps maps = new NullMaps(study.stimulus().averaged().mean(), permutations);
    return new PermutedStudy(ended, study.with(maps), permutations, platform, lanes);
  }

  private static PreparedStudy again(
      EndedStudy ended, Materials materials, Platform platform, Capacity capacity) {
    StudyView then = ended.view();
    if (!then.plan().platform().equals(platform)) {
      throw another(
          ended,
          "ran on %s, and this is %s".formatted(words(then.plan().platform()), words(platform)));
    }
    PreparedStudy study;
    try {
      StudySpecification stored = StudyFile.of(then.specification());
      study = PreparedStudy.again(stored, then.plan(), materials, platform, capacity);
    } catch (InvalidInputException e) {
      throw another(ended, "cannot be run here: " + e.getMessage());
    }
    try {
      return Resumption.theSame(study, then);
    } catch (CannotResumeException e) {
      throw another(ended, "is no longer what it was: " + e.getMessage());
    }
  }

  private static String words(Platform platform) {
    return String.join(", ", platform.device(), platform.instructions(), platform.engine());
  }

  private static InvalidInputException another(EndedStudy ended, String why) {
    return ended.unusable(
        why,
        "that of a study whose trials can be shown again, for --permutations: same platform, observer and stimuli");
  }

  private static void requireNullMaps(PreparedStudy study, int permutations) {
    String without = "";
    if (study.specification().estimator() != Estimator.AVERAGE) {
      without = "an estimator that takes gradients, which belong to their stimuli";
    } else if (study.specification().ridge().isPresent()) {
      without = "whiten = true, whose maps take the covariance of all stimuli into account";
    } else if (study.protocol().readout() instanceof PooledReadout) {
      without = "readout.at = pooled, whose responses have places in their stimuli";
    } else if (study.estimand() == Estimand.ROOT_MEAN_SQUARE) {
      without = "conventions = authors, whose maps have no z";
    } else if (study.plan().blockSize() < 4) {
      without = "blocks of 2 trials, whose halves have nothing to shuffle";
    }
    if (!without.isEmpty()) {
      throw new InvalidInputException(
          "--permutations", String.valueOf(permutations), "left out for a study with " + without);
    }
  }

  private Flow<Tally, Boolean, NotUsed> folding() {
    return Flow.of(Tally.class).map(this::fold);
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
        throw another(ended, "its trials, shown again, give other maps");
      }
    }
    return nullMoments.stream().map(channel -> channel.test(means)).toList();
  }

  /** Trials that are shown. */
  public long trials() {
    return blocks * study.plan().blockSize();
  }

  /** Trials that were shown so far. */
  public long shown() {
    return folded * study.plan().blockSize();
  }

  /**
   * Completes with the test of each channel, with nothing after {@link #stop}; fails if an observer
   * does, or if the maps are not those of the folder.
   */
  public CompletionStage<Optional<List<MaximumTest>>> end() {
    return end;
  }

  /** Ends it after the block at hand, without a result. */
  public void stop() {
    stopping = true;
  }

  /** Gives the lanes back; what runs is broken off. */
  @Override
  public void close() {
    Termination.of(system);
  }
}
