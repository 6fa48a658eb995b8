package org.revcor.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.server.analyses.Analyses;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.Database;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.registry.StudyRegistry;

/** The top-level actors. The server stops if one of them stops. */
record Actors(
    ActorRef<LanePool.Command> lanes,
    ActorRef<StudyRecords.Command> records,
    ActorRef<StudyRegistry.Command> studies,
    ActorRef<Analyses.Command> analyses) {

  /**
   * Creates the guardian, which starts the actors.
   *
   * @param started completed with the started actors
   */
  static Behavior<Void> guardian(
      Settings settings,
      Database database,
      Platform platform,
      Materials materials,
      MeterRegistry registry,
      CompletableFuture<Actors> started) {
    return Behaviors.setup(
        context -> {
          ActorRef<LanePool.Command> lanes =
              context.spawn(LanePool.create(platform, settings.lanes(), registry), "lanes");
          ActorRef<StudyRecords.Command> records =
              context.spawn(StudyRecords.create(database), "records");
          ActorRef<StudyRegistry.Command> studies =
              context.spawn(
                  StudyRegistry.create(
                      settings.studies(platform), platform, lanes, records, materials, registry),
                  "studies",
                  DispatcherSelector.blocking());
          ActorRef<Analyses.Command> analyses =
              context.spawn(
                  Analyses.create(settings.analyses(platform, materials), registry),
                  "analyses",
                  DispatcherSelector.blocking());
          context.watch(lanes);
          context.watch(records);
          context.watch(studies);
          context.watch(analyses);
          started.complete(new Actors(lanes, records, studies, analyses));
          return Behaviors.empty();
        });
  }
}
