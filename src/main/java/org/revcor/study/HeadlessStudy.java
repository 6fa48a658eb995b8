package org.revcor.study;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.revcor.lane.LaneSettings;

/** A single study without a server: its own lanes, its results in one folder. */
public final class HeadlessStudy implements AutoCloseable {
  private HeadlessStudy() {}

  /**
   * Prepares and begins a study, or recognises in the folder the same study, complete.
   *
   * @param folder where results go; made if missing
   * @throws org.revcor.InvalidInputException if the specification cannot be used, or the folder
   *     holds another study
   */
  public static HeadlessStudy start(
      StudySpecification specification,
      ObserverReference.Resolver observers,
      Path folder,
      LaneSettings lanes) {
    throw new IllegalStateException("" + specification + observers + folder + lanes);
  }

  /** The study as it is now. */
  public CompletionStage<StudyView> now() {
    throw new IllegalStateException();
  }

  /** Completes when the study has ended and its results are written. */
  public CompletionStage<StudyView> end() {
    throw new IllegalStateException();
  }

  /** Ends the study after the block at hand, with complete results. */
  public void stop() {}

  @Override
  public void close() {}
}
