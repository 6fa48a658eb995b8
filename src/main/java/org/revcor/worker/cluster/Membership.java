package org.revcor.worker.cluster;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Workers join, respond, are lost and leave. The tasks of those that are gone go to others.
 *
 * @param version version that workers must have
 * @param files sends files to workers on other machines
 */
record Membership(
    String version,
    ActorRef<FileServer.Command> files,
    PoolWorkers<ActorRef<Worker.Command>> members,
    Leases<ActorRef<Worker.Command>> leases) {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  void join(ToPool.Join join) {
    ActorRef<Worker.Command> worker = join.worker();
    WorkerCard card = join.card();
    if (!version.equals(card.version())) {
      worker.tell(
          new ToWorker.Refused(
              "worker %s has version %s of Revcor and the server %s; install the server's version"
                  .formatted(card.name(), card.version(), version)));
      return;
    }
    PoolWorker earlier = members.find(worker);
    if (earlier == null || earlier.attempt() != join.attempt()) {
      members.replacedBy(worker, card).forEach(this::remove);
      leases.releaseAll(worker);
      members.put(worker, new PoolWorker(card, join.attempt()));
      LOG.atInfo()
          .addKeyValue("worker", card.name())
          .log(
              "worker {} has joined: {} lanes, {}",
              card.name(),
              card.lanes(),
              card.platform().inWords());
    }
    worker.tell(new ToWorker.Joined(files));
  }

  /** Returns a worker that has sent a message; an unknown one is asked to join. */
  Optional<PoolWorker> sender(ActorRef<Worker.Command> worker) {
    PoolWorker member = members.find(worker);
    if (member == null) {
      worker.tell(new ToWorker.Unknown());
    } else if (member.contact().recordMessage()) {
      log(Level.INFO, member, "worker {} responds again");
    }
    return Optional.ofNullable(member);
  }

  /** Counts a second without messages of each worker. */
  void tick() {
    members
        .tick()
        .forEach(
            (worker, member) -> {
              log(Level.WARN, member, "worker {} does not respond; its tasks are given to others");
              leases.releaseAll(worker);
            });
  }

  void leave(ActorRef<Worker.Command> worker, PoolWorker member) {
    log(Level.INFO, member, "worker {} has left");
    remove(worker);
  }

  private static void log(Level level, PoolWorker member, String message) {
    String name = member.card().name();
    LOG.atLevel(level).addKeyValue("worker", name).log(message, name);
  }

  private void remove(ActorRef<Worker.Command> worker) {
    leases.releaseAll(worker);
    members.remove(worker);
  }
}
