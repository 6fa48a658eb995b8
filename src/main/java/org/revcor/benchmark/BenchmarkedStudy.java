package org.revcor.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.benchmark.Bench.Pipeline;
import org.revcor.estimate.LookSchedule;
import org.revcor.estimate.Tally;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.inference.Protocol;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Creates the parts of a study and the whole study, to time each of them.
 *
 * <p>The whole study has the same blocks and an unreachable target, so that it can run for any
 * time.
 */
public final class BenchmarkedStudy {
  private static final String STUDY = "study";
  private static final long UNLIMITED_TRIALS = 1_000_000_000_000L;
  private static final long DEFAULT_TRIALS = 1_000_000;
  private static final double UNREACHABLE_RELIABILITY = 0.999_999;
  private static final double PRECISION_FACTOR = 1e-3;

  private final PreparedStudy study;
  private final PreparedStudy endless;
  private final Platform platform;
  private final LaneSettings lanes;

  private BenchmarkedStudy(
      PreparedStudy study, PreparedStudy endless, Platform platform, LaneSettings lanes) {
    this.study = study;
    this.endless = endless;
    this.platform = platform;
    this.lanes = lanes;
  }

  /**
   * Prepares a study.
   *
   * @throws org.revcor.InvalidInputException if the specification is invalid
   */
  public static BenchmarkedStudy of(
      StudySpecification specification, Materials materials, LaneSettings lanes) {
    Platform platform = Platform.ofThisMachine(lanes.kernels());
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy study = PreparedStudy.of(specification, materials, platform, capacity);
    long stimuli = study.stimulus().trials();
    if (stimuli < UNLIMITED_TRIALS) {
      throw new InvalidInputException(
          "study.stimulus",
          "one of %,d stimuli".formatted(stimuli),
          "one that draws any number, since a benchmark runs a study for as long as it takes");
    }
    PreparedStudy endless = PreparedStudy.of(endless(study), materials, platform, capacity);
    return new BenchmarkedStudy(study, endless, platform, lanes);
  }

  private static StudySpecification endless(PreparedStudy study) {
    JsonNode specification = StudyFile.toJson(study.specification());
    if (specification.path(STUDY) instanceof ObjectNode content) {
      content.put("block-size", study.plan().blockSize());
      ObjectNode stop = content.withObject("/stop");
      stop.remove("time");
      stop.put("max-trials", UNLIMITED_TRIALS);
      if (stop.has("reliability")) {
        stop.put("reliability", UNREACHABLE_RELIABILITY);
      }
      if (stop.has("precision")) {
        stop.put("precision", PRECISION_FACTOR * stop.path("precision").asDouble());
      }
    }
    return StudyFile.of(specification);
  }

  /** Returns the study as requested. */
  StudySpecification specification() {
    return study.specification();
  }

  /** Returns the study that is run. */
  public StudySpecification endless() {
    return endless.specification();
  }

  /** Returns what lanes do with each trial. */
  Protocol protocol() {
    return study.protocol();
  }

  /** Returns the numeric plan, such as batch size and threads per lane. */
  NumericPlan plan() {
    return study.plan();
  }

  Platform platform() {
    return platform;
  }

  /** Returns the number of lanes, each of which shows batches at the same time. */
  int lanes() {
    return platform.lanes(lanes.cpuLanes());
  }

  /** Returns the channel names. */
  public List<String> channels() {
    return study.channels();
  }

  /** Creates the generator of the study's blocks. */
  BlockDrawer drawer() {
    return new BlockDrawer(study.stimulus().sequence(), study.specification().seed(), study.plan());
  }

  /**
   * Returns the mean number of looks per trial over the whole study, or over a million trials
   * without a limit.
   */
  double looksPerTrial() {
    long trials = study.maxTrials().orElse(DEFAULT_TRIALS);
    long blocks = study.plan().blocks(trials);
    long looks = new LookSchedule(blocks).upTo(blocks).count();
    return (double) looks / (blocks * study.plan().blockSize());
  }

  /**
   * Creates a run of the study as {@code revcor run} executes it, which can be paused and resumed.
   *
   * @param folder new output folder
   * @param checkpointInterval minimum time between two checkpoints
   */
  public Pipeline run(Path folder, Duration checkpointInterval) {
    return new HeadlessPipeline(
        endless, new RunDirectory(folder), platform, lanes, checkpointInterval);
  }

  /**
   * Creates the timer of what is done with the sums of blocks.
   *
   * @param folder new folder for looks and checkpoints
   * @param tallies sums of some blocks of {@link #protocol}
   */
  BookkeepingTimer bookkeeping(Path folder, List<Tally> tallies) {
    return new BookkeepingTimer(endless, new RunDirectory(folder), tallies);
  }
}
