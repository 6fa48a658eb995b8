package org.revcor.worker.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.worker.InferenceProcess;

/**
 * The lanes in the server's own machine.
 *
 * @param process supervisor of the lanes
 * @param worker what requests tasks for them
 */
public record LocalWorker(
    ActorRef<InferenceProcess.Command> process, ActorRef<Worker.Command> worker) {}
