package org.revcor.worker;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * A task of a study that waits for its result.
 *
 * @param observer name of the network
 * @param block index of the block; 0 for images
 * @param images images to show, as bytes; empty for blocks
 * @param replyTo receives the bytes of the result, or an error with the cause
 */
record Task(
    long ticket,
    StudyTask study,
    String observer,
    Kind kind,
    long block,
    byte[] images,
    ActorRef<StatusReply<byte[]>> replyTo) {
  /** What is computed. */
  enum Kind {
    /** The sums of a block: a {@link org.revcor.estimate.Tally}. */
    SUMS,
    /** The differences of a block from float32: {@link org.revcor.inference.RoundedOutputs}. */
    ROUNDING,
    /** The class probabilities of images, n x classes. */
    PROBABILITIES
  }
}
