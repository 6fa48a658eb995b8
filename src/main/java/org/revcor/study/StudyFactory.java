package org.revcor.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.revcor.estimate.Looks;
import org.revcor.estimate.Tally;
import org.revcor.lane.LaneSettings;
import org.revcor.lane.NumericPlan;
import org.revcor.lane.Platform;
import org.revcor.lane.Protocol;
import org.revcor.lane.Stimulator;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;

/**
 * A study laid out in its parts, to time each of them and the whole.
 *
 * <p>The whole is the same study in the same blocks, but for its stopping rule: no target is ever
 * met, so that it can be run for as long as one likes.
 */
public final class StudyFactory {
  private static final String STUDY = "study";
  private static final long ENDLESS = 1_000_000_000_000L;
  private static final long TRIALS_WITHOUT_A_LIMIT = 1_000_000;
  private static final double OUT_OF_REACH = 0.999_999;
  private static final double FAR_AWAY = 1e-3;

  private final PreparedStudy study;
  private final PreparedStudy endless;
  private final Platform platform;
  private final LaneSettings lanes;

  private StudyFactory(
      PreparedStudy study, PreparedStudy endless, Platform platform, LaneSettings lanes) {
    this.study = study;
    this.endless = endless;
    this.platform = platform;
    this.lanes = lanes;
  }

  /**
   * Prepares a study.
   *
   * @throws org.revcor.InvalidInputException if the specification cannot be used
   */
  public static StudyFactory of(
      StudySpecification specification, Materials materials, LaneSettings lanes) {
    Platform platform = Platform.ofThisMachine();
    Capacity capacity = Capacity.of(platform, lanes);
    PreparedStudy study = PreparedStudy.of(specification, materials, platform, capacity);
    PreparedStudy endless = PreparedStudy.of(endless(study), materials, platform, capacity);
    return new StudyFactory(study, endless, platform, lanes);
  }

  private static StudySpecification endless(PreparedStudy study) {
    JsonNode specification = StudyFile.toJson(study.specification());
    if (specification.path(STUDY) instanceof ObjectNode content) {
      content.put("block-size", study.plan().blockSize());
      ObjectNode stop = content.withObject("/stop");
      stop.remove("time");
      stop.put("max-trials", ENDLESS);
      if (stop.has("reliability")) {
        stop.put("reliability", OUT_OF_REACH);
      }
      if (stop.has("precision")) {
        stop.put("precision", FAR_AWAY * stop.path("precision").asDouble());
      }
    }
    return StudyFile.of(specification);
  }

  /** The study as it was asked for. */
  public StudySpecification specification() {
    return study.specification();
  }

  /** The study that is run. */
  public StudySpecification endless() {
    return endless.specification();
  }

  /** What is done with each trial. */
  public Protocol protocol() {
    return study.protocol();
  }

  /** What the last bits of results depend on, batch size and threads of a lane among it. */
  public NumericPlan plan() {
    return study.plan();
  }

  public Platform platform() {
    return platform;
  }

  /** Number of lanes: threads that show batches at once. */
  public int lanes() {
    return platform.lanes(lanes.cpuLanes());
  }

  /** Names of the channels. */
  public List<String> channels() {
    return study.channels();
  }

  /** Draws the study's blocks. */
  public Stimulator stimulator() {
    return new Stimulator(study.stimulus().sequence(), study.specification().seed(), study.plan());
  }

  /** Looks a trial, over all of the study; over a million trials if it has no limit. */
  public double looksPerTrial() {
    long trials =
        study.maxTrials().isPresent() ? study.maxTrials().getAsLong() : TRIALS_WITHOUT_A_LIMIT;
    long blocks = study.plan().blocks(trials);
    long looks = new Looks(blocks).upTo(blocks).count();
    return (double) looks / (blocks * study.plan().blockSize());
  }

  /**
   * The whole: the study as {@code revcor run} runs it, to be gone on with and paused.
   *
   * @param folder where it writes; new
   * @param checkpointInterval least time between two checkpoints
   */
  public TimedRun run(Path folder, Duration checkpointInterval) {
    return new TimedRun(endless, new RunDirectory(folder), platform, lanes, checkpointInterval);
  }

  /**
   * What is done with the sums of blocks.
   *
   * @param folder where looks and checkpoints are written; new
   * @param tallies sums of some blocks of {@link #protocol}
   */
  public Bookkeeping bookkeeping(Path folder, List<Tally> tallies) {
    return new Bookkeeping(endless, new RunDirectory(folder), tallies);
  }
}
