package org.revcor.study.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.Sweep;

/** Creates the studies of a request. Blocks; actors call it with {@link FileWork}. */
record StudyCreation(
    StudyServices services, ActorRef<StudyRegistry.Command> registry, ActorSystem<?> system) {
  /** A study with its first view and its entry in the database. */
  record NewStudy(Launcher.Launch launch, StudyView view, StudyEntry entry) {}

  /** All studies of a request, and the combinations of its sweep that cannot run. */
  record NewStudies(List<NewStudy> studies, List<Sweep.LeftOut> leftOut) {}

  /**
   * Prepares the studies, lets the registry admit them, and creates their run directories and
   * entries. If one cannot be created or does not become durable in time, it deletes all.
   */
  NewStudies create(StudyRegistry.Submit submit) {
    Launcher launcher = services.launcher();
    Launcher.Prepared prepared = launcher.prepare(submit.requested());
    ask(registry, replyTo -> new StudyRegistry.Admit(prepared.studies(), submit, replyTo));
    List<NewStudy> created = new ArrayList<>();
    try {
      for (PreparedStudy study : prepared.studies()) {
        Launcher.Launch launch = launcher.create(study, submit.owner());
        StudyView view = launch.status().view();
        created.add(new NewStudy(launch, view, DurableEntry.first(view, submit.key())));
      }
      for (NewStudy study : created) {
        ask(services.database(), replyTo -> new StudyRecords.Create(study.entry(), replyTo));
      }
      return new NewStudies(created, prepared.leftOut());
    } catch (RuntimeException failure) {
      created.forEach(this::discard);
      throw failure;
    }
  }

  private <M> void ask(ActorRef<M> actor, Function<ActorRef<StatusReply<Done>>, M> message) {
    AskPattern.askWithStatus(actor, message::apply, StudyRegistry.REPLY_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  private void discard(NewStudy study) {
    services.database().tell(new StudyRecords.Remove(study.view().id(), system.ignoreRef()));
    services.files().delete(study.view().id());
  }
}
