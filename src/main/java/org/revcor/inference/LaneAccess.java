package org.revcor.inference;

import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;

/**
 * The lanes and threads that process blocks.
 *
 * @param count number of lanes to keep busy
 * @param drawers executor that draws stimuli
 */
public record LaneAccess(
    ActorRef<LanePool.Command> pool, int count, Executor drawers, Scheduler scheduler) {}
