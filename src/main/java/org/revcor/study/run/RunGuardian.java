package org.revcor.study.run;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.inference.LanePool;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.results.Resumption;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun.RunSettings;

/** The guardian of a study without a server: the parent of its lanes and its run. */
final class RunGuardian {
  sealed interface Command {}

  /** Requests the current view of the study. */
  record Describe(ActorRef<StatusReply<StudyView>> replyTo) implements Command {}

  /** Ends the study after the current block, with complete results. */
  record Stop() implements Command {}

  private record Changed(StudyView study) implements Command {}

  private record Ended() implements Command {}

  private RunGuardian() {}

  /**
   * Creates the lanes and the run.
   *
   * @param end completed when the run has stopped
   */
  static Behavior<Command> create(
      StudyStatus status,
      Resumption resumption,
      RunDirectory directory,
      Platform platform,
      LaneSettings lanes,
      RunSettings settings,
      CompletableFuture<StudyView> end) {
    return Behaviors.setup(
        context -> {
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          ActorRef<LanePool.Command> pool =
              context.spawn(LanePool.create(platform, lanes, registry), "lanes");
          ActorRef<StudyRun.Command> run =
              context.spawn(
                  StudyRun.create(
                      status,
                      resumption,
                      directory,
                      new LocalLanes(
                          pool,
                          platform,
                          platform.lanes(lanes.cpuLanes()),
                          context.getSystem(),
                          registry),
                      settings,
                      registry),
                  "run",
                  DispatcherSelector.blocking());
          context.watchWith(run, new Ended());
          run.tell(
              new StudyRun.Subscribe(
                  context.messageAdapter(StudyView.class, Changed::new),
                  context.getSystem().ignoreRef()));
          return running(run, end, status.view());
        });
  }

  private static Behavior<Command> running(
      ActorRef<StudyRun.Command> run, CompletableFuture<StudyView> end, StudyView newest) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Changed changed -> {
                if (changed.study().lifecycle().state().isEnded()) {
                  run.tell(new StudyRun.Close());
                }
                yield running(run, end, changed.study());
              }
              case Describe describe -> {
                if (newest.lifecycle().state().isEnded()) {
                  describe.replyTo().tell(StatusReply.success(newest));
                } else {
                  run.tell(new StudyRun.Describe(describe.replyTo()));
                }
                yield Behaviors.same();
              }
              case Stop stop -> {
                run.tell(new StudyRun.Stop());
                yield Behaviors.same();
              }
              case Ended ended -> {
                end.complete(
                    newest.lifecycle().state().isEnded()
                        ? newest
                        : newest.withFailure(
                            "the study ended unexpectedly; see the log",
                            newest.lifecycle().created()));
                yield Behaviors.same();
              }
            });
  }
}
