package org.revcor.study.run;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.estimate.MapView;
import org.revcor.file.Checkpoint;
import org.revcor.study.results.StudyMaps;

/** Why reports of channels were requested. */
public sealed interface Occasion {

  /**
   * A look of the schedule.
   *
   * @param start when it began, by {@link System#nanoTime}
   */
  record ScheduledLook(long start) implements Occasion {}

  /** A block boundary that is no look, at which the run pauses or ends. */
  record Boundary() implements Occasion {}

  /** The start of a resumed run. */
  record Restored() implements Occasion {}

  /** The observer evaluates the maps while the study runs. */
  record Review() implements Occasion {}

  /** The study has ended; its maps do not change any more. */
  record End() implements Occasion {}

  /**
   * The results are written.
   *
   * @param checkpoint sums of the same block boundary
   */
  record Results(Checkpoint checkpoint) implements Occasion {}

  /** A client requests maps. */
  record Maps(MapView view, ActorRef<StatusReply<StudyMaps>> replyTo) implements Occasion {}

  /** A client requests a snapshot. */
  record Frame(ActorRef<StudySnapshot> replyTo) implements Occasion {}
}
