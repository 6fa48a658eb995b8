package org.revcor.study.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.record.StudyEntry;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.record.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyStatus;
import org.revcor.study.specification.Sweep;

/** Creates the studies of a request. Blocks; actors call it with {@link FileWork}. */
record StudyCreation(
    StudyServices services, ActorRef<StudyRegistry.Command> registry, ActorSystem<?> system) {
  /**
   * A study with its first view and its entry in the database.
   *
   * @param launch its run; empty if it waits in the queue, and is paused without its entry
   */
  record NewStudy(Optional<Launcher.Launch> launch, StudyView view, StudyEntry entry) {}

  /** All studies of a request, and the combinations of its sweep that cannot run. */
  record NewStudies(List<NewStudy> studies, List<Sweep.LeftOut> leftOut) {}

  /**
   * Prepares the studies, lets the registry admit them, and creates their entries and run
   * directories. If one cannot be created or does not become durable in time, it deletes all. A
   * process that ends meanwhile leaves no run directory that no entry names.
   *
   * @param earlier ids of the existing studies of the owner
   */
  NewStudies create(StudyRegistry.Submit submit, List<String> earlier) {
    Launcher launcher = services.launcher();
    Launcher.Prepared prepared = launcher.prepare(submit, earlier);
    int starting =
        ask(registry, replyTo -> new StudyRegistry.Admit(prepared.studies(), submit, replyTo));
    List<NewStudy> created = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    try {
      for (PreparedStudy study : prepared.studies()) {
        StudyStatus status = launcher.status(study, submit.owner());
        ids.add(status.id());
        created.add(create(status, created.size() < starting, submit.key()));
      }
      return new NewStudies(created, prepared.leftOut());
    } catch (RuntimeException failure) {
      ids.forEach(this::discard);
      throw failure;
    }
  }

  private NewStudy create(StudyStatus status, boolean starts, @Nullable String key) {
    StudyView view = starts ? status.view() : status.view().withState(StudyState.PAUSED);
    StudyEntry entry = starts ? DurableEntry.first(view, key) : DurableEntry.queued(view, key);
    this.<StudyRecords.Command, Done>ask(
        services.database(), replyTo -> new StudyRecords.Create(entry, replyTo));
    Launcher.Launch first = services.launcher().create(status, view);
    return new NewStudy(starts ? Optional.of(first) : Optional.empty(), view, entry);
  }

  private <M, T> T ask(ActorRef<M> actor, Function<ActorRef<StatusReply<T>>, M> message) {
    return AskPattern.askWithStatus(
            actor, message::apply, StudyRegistry.REPLY_TIMEOUT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  private void discard(String id) {
    services.database().tell(new StudyRecords.Remove(id, system.ignoreRef()));
    services.files().delete(id);
  }
}
