package org.revcor.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.ObserverFolder;
import org.revcor.server.AnalysisEndpoints.AskAnalyses;
import org.revcor.server.LiveEndpoint.LiveMetrics;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.worker.ChildNetworks;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.cluster.WorkerPool;

/** All endpoints of the server; see {@code docs/http-api.md}. */
final class HttpInterface {
  private final ActorSystem<?> system;
  private final HttpSettings settings;
  private final Routes routes;
  private final LiveMetrics live;
  private final List<Endpoint> endpoints;

  /**
   * @param acceptsTorchScript whether TorchScript files can be uploaded
   */
  HttpInterface(
      Settings settings,
      Access access,
      ActorSystem<?> system,
      Actors actors,
      AskStudies studies,
      AskAnalyses analyses,
      Catalogue catalogue,
      Materials materials,
      ChildNetworks networks,
      boolean acceptsTorchScript,
      Metrics metrics,
      AtomicBoolean shuttingDown) {
    this.system = system;
    this.settings = settings.http();
    Materializer materializer = Materializer.matFromSystem(system);
    this.routes = new Routes(materializer, metrics.registry(), settings.http(), access);
    Executor blocking =
        LogContext.keep(
            system
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(StudyRegistry.FILE_DISPATCHER)));
    LargeRequests large =
        new LargeRequests(
            LogContext.keep(
                system
                    .dispatchers()
                    .lookup(DispatcherSelector.fromConfig(LargeRequests.DISPATCHER))));
    this.live = LiveMetrics.of(metrics.registry());
    Duration timeout = settings.http().requestTimeout();
    RecommendationEndpoints recommendations =
        new RecommendationEndpoints(
            materials,
            new Pilot.Resources(actors.lanes(), materializer, settings.lanes().observerBytes()),
            large,
            blocking);
    system.getWhenTerminated().whenComplete((done, failure) -> recommendations.stop());
    this.endpoints =
        Stream.of(
                new StudyEndpoints(studies, settings.runDirectories(), blocking, large).endpoints(),
                new ArchiveEndpoints(studies, settings.runDirectories(), catalogue, large)
                    .endpoints(),
                new StimulusEndpoints(materials, networks, large).endpoints(),
                recommendations.endpoints(),
                new MapEndpoints(studies, settings.runDirectories(), large).endpoints(),
                new ResultEndpoints(studies, settings.runDirectories(), blocking, large)
                    .endpoints(),
                new LeaseEndpoints(
                        studies, system.dispatchers().lookup(DispatcherSelector.blocking()))
                    .endpoints(),
                new LiveEndpoint(studies, access, settings.live(), live).endpoints(),
                new ObserverEndpoints(
                        catalogue,
                        new ObserverFolder(catalogue.folder(), catalogue.inspector()),
                        settings.http().maxNetworkBytes(),
                        acceptsTorchScript,
                        networks,
                        blocking)
                    .endpoints(),
                new AnalysisEndpoints(
                        analyses,
                        new AnalysisAdmission(catalogue, studies, blocking),
                        settings.analyses(),
                        blocking)
                    .endpoints(),
                new WorkerEndpoints(actors.pool(), timeout, system.scheduler()).endpoints(),
                new PythonEndpoints().endpoints(),
                new SessionEndpoints(access).endpoints(),
                new HealthEndpoints(
                        () -> status(actors, timeout),
                        actors.process().isPresent(),
                        studies::unwritten,
                        large,
                        metrics.registry(),
                        shuttingDown)
                    .endpoints())
            .flatMap(List::stream)
            .toList();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Returns what handles the requests of each connection. */
  Flow<HttpRequest, HttpResponse, NotUsed> handler(CompletionStage<Guard> guard) {
    return BidiFlow.fromGraph(
            new Connections(settings.maxConnections(), settings.idleTimeout(), live.clients()::get))
        .join(routes.route(guard, endpoints, new Dashboard()).flow(system));
  }

  /** Returns the status of the server's lanes; without some, of those of other machines. */
  private CompletionStage<PoolStatus> status(Actors actors, Duration timeout) {
    return actors.process().isPresent()
        ? AskPattern.ask(
            actors.process().get(), InferenceProcess.GetStatus::new, timeout, system.scheduler())
        : AskPattern.ask(actors.pool(), WorkerPool.GetStatus::new, timeout, system.scheduler());
  }
}
