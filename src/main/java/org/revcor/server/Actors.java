package org.revcor.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.revcor.RevcorVersion;
import org.revcor.server.analyses.Analyses;
import org.revcor.study.plan.Materials;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.worker.Confinement;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.FileServer;
import org.revcor.worker.cluster.PoolLanes;
import org.revcor.worker.cluster.PoolLanes.LocalWorker;
import org.revcor.worker.cluster.Worker;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;
import org.revcor.worker.cluster.WorkerPool;

/**
 * The top-level actors. The server stops if one of them stops.
 *
 * @param process the inference process of the server; empty if it has none
 */
record Actors(
    ActorRef<WorkerPool.Command> pool,
    Optional<ActorRef<InferenceProcess.Command>> process,
    PoolLanes lanes,
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
      Materials materials,
      MeterRegistry registry,
      CompletableFuture<Actors> started) {
    return Behaviors.setup(
        context -> {
          ProcessSettings process = settings.process(anyFile);
          ActorRef<FileServer.Command> files =
              context.spawn(FileServer.create(process), "files", DispatcherSelector.blocking());
          ActorRef<WorkerPool.Command> pool =
              context.spawn(WorkerPool.create(RevcorVersion.TEXT, files, registry), "workers");
          Optional<LocalWorker> local =
              settings.workers().hasLocal()
                  ? Optional.of(local(context, pool, process, confinement, registry))
                  : Optional.empty();
          PoolLanes lanes =
              new PoolLanes(
                  pool,
                  local,
                  settings.workers().cluster().isPresent(),
                  context.getSystem().scheduler(),
                  settings.http().startTimeout());
          ActorRef<StudyRegistry.Command> studies =
              context.spawn(
                  StudyRegistry.create(settings.studies(), lanes, materials, registry),
                  "studies",
                  DispatcherSelector.fromConfig("revcor.registry-dispatcher"));
          ActorRef<Analyses.Command> analyses =
              context.spawn(
                  Analyses.create(
                      settings.analysisRunner(anyFile, confinement), settings.analyses(), registry),
                  "analyses",
                  DispatcherSelector.blocking());
          context.watch(files);
          context.watch(pool);
          context.watch(studies);
          context.watch(analyses);
          started.complete(
              new Actors(pool, local.map(LocalWorker::process), lanes, studies, analyses));
          return Behaviors.empty();
        });
  }

  /** Starts the inference process of the server, as a worker of the pool. */
  private static LocalWorker local(
      ActorContext<Void> context,
      ActorRef<WorkerPool.Command> pool,
      ProcessSettings settings,
      Confinement confinement,
      MeterRegistry registry) {
    ActorRef<InferenceProcess.Command> process =
        context.spawn(
            InferenceProcess.create(settings, confinement, registry), "inference-process");
    ActorRef<Worker.Command> worker =
        context.spawn(
            Worker.create(
                pool,
                process,
                new WorkerIdentity("local", null, RevcorVersion.TEXT),
                Optional.empty(),
                context.getSystem().ignoreRef()),
            "local-worker");
    context.watch(process);
    context.watch(worker);
    return new LocalWorker(process, worker);
  }
}
