package org.revcor.worker.cluster;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Materializer;
import org.revcor.worker.StudyDescription;
import org.revcor.worker.Task;

/**
 * Sends leases to workers, each study before its first lease.
 *
 * @param files sends files to workers on other machines
 */
record LeaseSender(ActorRef<FileServer.Command> files, Materializer materializer) {
  void send(Leases.Grant<ActorRef<Worker.Command>> grant) {
    ActorRef<Worker.Command> worker = grant.worker();
    Task task = grant.task();
    StudyDescription study = task.study();
    if (grant.member().begin(study.id())) {
      files.tell(new FileServer.Offer(study.id(), study.specification()));
      worker.tell(ToWorker.Begin.of(study, bytes -> Bulk.to(worker, bytes, materializer)));
    }
    worker.tell(
        new ToWorker.Lease(
            task.ticket(),
            study.id(),
            task.kind(),
            task.block(),
            Bulk.to(worker, task.input(), materializer)));
  }

  /** Ends a study on a worker if it was sent to it. */
  void forget(ActorRef<Worker.Command> worker, Member member, String study) {
    if (member.forget(study)) {
      worker.tell(new ToWorker.Forget(study));
    }
  }
}
