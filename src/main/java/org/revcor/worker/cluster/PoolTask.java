package org.revcor.worker.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.worker.StudyTask;
import org.revcor.worker.TaskKind;

/**
 * A task without a result.
 *
 * @param block index of the block; 0 for images
 * @param images images to show, as bytes; empty for blocks
 * @param replyTo receives the bytes of the result, or an error with the cause
 */
record PoolTask(
    long ticket,
    StudyTask study,
    TaskKind kind,
    long block,
    byte[] images,
    ActorRef<StatusReply<byte[]>> replyTo) {}
