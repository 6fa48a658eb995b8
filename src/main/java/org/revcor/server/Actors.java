package org.revcor.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.server.analyses.Analyses;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.Database;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.worker.ChildLanes;
import org.revcor.worker.Confinement;
import org.revcor.worker.InferenceProcess;

/** The top-level actors. The server stops if one of them stops. */
record Actors(
    ActorRef<InferenceProcess.Command> process,
    ChildLanes lanes,
    ActorRef<StudyRecords.Command> records,
    ActorRef<StudyRegistry.Command> studies,
    ActorRef<Analyses.Command> analyses) {

  /**
   * Creates the guardian, which starts the actors.
   *
   * @param anyFile whether studies can name files outside of the folder of networks
   * @param started completed with the started actors
   */
  static Behavior<Void> guardian(
      Settings settings,
      boolean anyFile,
      Confinement confinement,
      Database database,
      Materials materials,
      MeterRegistry registry,
      CompletableFuture<Actors> started) {
    return Behaviors.setup(
        context -> {
          ActorRef<InferenceProcess.Command> process =
              context.spawn(
                  InferenceProcess.create(settings.process(anyFile), confinement, registry),
                  "inference-process",
                  DispatcherSelector.blocking());
          ChildLanes lanes =
              new ChildLanes(
                  process, context.getSystem().scheduler(), settings.http().startTimeout());
          ActorRef<StudyRecords.Command> records =
              context.spawn(StudyRecords.create(database), "records");
          ActorRef<StudyRegistry.Command> studies =
              context.spawn(
                  StudyRegistry.create(settings.studies(), lanes, records, materials, registry),
                  "studies",
                  DispatcherSelector.blocking());
          ActorRef<Analyses.Command> analyses =
              context.spawn(
                  Analyses.create(
                      settings.analysisRunner(anyFile, confinement), settings.analyses(), registry),
                  "analyses",
                  DispatcherSelector.blocking());
          context.watch(process);
          context.watch(records);
          context.watch(studies);
          context.watch(analyses);
          started.complete(new Actors(process, lanes, records, studies, analyses));
          return Behaviors.empty();
        });
  }
}
