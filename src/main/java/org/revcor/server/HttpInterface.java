package org.revcor.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.revcor.inference.PoolStatus;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Pilot;
import org.revcor.study.record.RecordStatus;
import org.revcor.study.record.StudyRecords;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.worker.ChildAccuracy;
import org.revcor.worker.ChildPreviews;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.cluster.WorkerPool;

/** All endpoints of the server; see {@code docs/http-api.md}. */
final class HttpInterface {
  private final ActorSystem<?> system;
  private final Metrics metrics;
  private final HttpSettings settings;
  private final Access access;
  private final FairUse fairUse;
  private final ActorRef<AuditLog.Entry> audit;
  private final List<Endpoint> endpoints = new ArrayList<>();

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
      ChildPreviews previews,
      ChildAccuracy tests,
      boolean acceptsTorchScript,
      Metrics metrics,
      AtomicBoolean shuttingDown) {
    this.system = system;
    this.metrics = metrics;
    this.settings = settings.http();
    this.access = access;
    this.fairUse = new FairUse(settings.limits());
    this.audit = actors.audit();
    Executor blocking =
        system.dispatchers().lookup(DispatcherSelector.fromConfig(StudyRegistry.FILE_DISPATCHER));
    LargeRequests large =
        new LargeRequests(
            system.dispatchers().lookup(DispatcherSelector.fromConfig(LargeRequests.DISPATCHER)));
    LiveMetrics live = new LiveMetrics(metrics.registry());
    WebSocketCloseCode webSocket = new WebSocketCloseCode(system);
    endpoints.addAll(
        new StudyEndpoints(studies, settings.runDirectories(), blocking, large).endpoints());
    endpoints.addAll(
        new ArchiveEndpoints(
                studies,
                settings.studies(),
                settings.http().maxStudyBytes(),
                catalogue,
                blocking,
                large)
            .endpoints());
    endpoints.addAll(new SweepEndpoints(studies).endpoints());
    endpoints.addAll(new StimulusEndpoints(materials, previews, large).endpoints());
    endpoints.addAll(recommendations(settings, actors, materials, large, blocking).endpoints());
    endpoints.addAll(new MapEndpoints(studies, large).endpoints());
    endpoints.addAll(new RecordEndpoints(studies, settings.runDirectories(), blocking).endpoints());
    endpoints.addAll(new EndFileEndpoints(studies, settings.runDirectories(), large).endpoints());
    endpoints.addAll(new LeaseEndpoints(studies, blocking).endpoints());
    endpoints.addAll(
        new LiveEndpoint(studies, access, settings.live(), fairUse, live, webSocket).endpoints());
    endpoints.addAll(
        new ObserverEndpoints(
                catalogue, settings.http().maxNetworkBytes(), acceptsTorchScript, tests, blocking)
            .endpoints());
    endpoints.addAll(
        new AnalysisEndpoints(
                analyses,
                new AnalysisAdmission(catalogue, studies, blocking),
                settings.analyses(),
                blocking)
            .endpoints());
    CalibrationEndpoints calibrations =
        new CalibrationEndpoints(materials.calibrations(), metrics.registry(), blocking);
    if (!materials.calibrations().isEmpty()) {
      actors.lanes().started().thenRunAsync(calibrations::start, blocking);
    }
    endpoints.addAll(calibrations.endpoints());
    endpoints.addAll(
        new WorkerEndpoints(actors.pool(), settings.http().requestTimeout(), system.scheduler())
            .endpoints());
    endpoints.addAll(new PythonEndpoints().endpoints());
    endpoints.addAll(new SessionEndpoints(access).endpoints());
    endpoints.addAll(
        new HealthEndpoints(
                () -> status(actors, settings.http().requestTimeout()),
                actors.process().isPresent(),
                studies::unwritten,
                large,
                () -> records(actors.records(), settings.http().requestTimeout()),
                metrics.registry(),
                shuttingDown)
            .endpoints());
  }

  private RecommendationEndpoints recommendations(
      Settings settings, Actors actors, Materials materials, Executor large, Executor blocking) {
    RecommendationEndpoints recommendations =
        new RecommendationEndpoints(
            materials,
            new Pilot.Resources(
                actors.lanes(),
                Materializer.matFromSystem(system),
                settings.lanes().observerBytes()),
            large,
            blocking);
    system.getWhenTerminated().whenComplete((done, failure) -> recommendations.stop());
    return recommendations;
  }

  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /** Returns what handles the requests of each connection. */
  Flow<HttpRequest, HttpResponse, NotUsed> handler(CompletionStage<Guard> guard) {
    Route route =
        new Routes(
                Materializer.matFromSystem(system),
                metrics.registry(),
                settings,
                access,
                fairUse,
                audit)
            .route(guard, endpoints(), new Dashboard());
    return BidiFlow.fromGraph(new Connections(settings.maxConnections(), settings.idleTimeout()))
        .join(route.flow(system));
  }

  private CompletionStage<RecordStatus> records(
      ActorRef<StudyRecords.Command> records, Duration timeout) {
    return AskPattern.ask(records, StudyRecords.GetStatus::new, timeout, system.scheduler());
  }

  /** Returns the status of the server's lanes; without some, of those of other machines. */
  private CompletionStage<PoolStatus> status(Actors actors, Duration timeout) {
    return actors.process().isPresent()
        ? AskPattern.ask(
            actors.process().get(), InferenceProcess.GetStatus::new, timeout, system.scheduler())
        : AskPattern.ask(actors.pool(), WorkerPool.GetStatus::new, timeout, system.scheduler());
  }
}
