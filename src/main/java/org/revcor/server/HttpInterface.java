package org.revcor.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.Materializer;
import org.revcor.lane.LanePool;
import org.revcor.lane.PoolStatus;
import org.revcor.observer.Catalogue;

/** All endpoints of the server, {@code docs/http-api.md}. */
final class HttpInterface {
  private final Settings settings;
  private final ActorSystem<?> system;
  private final Actors actors;
  private final AskStudies studies;
  private final Catalogue catalogue;
  private final Metrics metrics;
  private final AtomicBoolean shuttingDown;

  HttpInterface(
      Settings settings,
      ActorSystem<?> system,
      Actors actors,
      AskStudies studies,
      Catalogue catalogue,
      Metrics metrics,
      AtomicBoolean shuttingDown) {
    this.settings = settings;
    this.system = system;
    this.actors = actors;
    this.studies = studies;
    this.catalogue = catalogue;
    this.metrics = metrics;
    this.shuttingDown = shuttingDown;
  }

  Router router(CompletionStage<Guard> guard) {
    return new Router(
        guard,
        endpoints(),
        new Dashboard(),
        Materializer.matFromSystem(system),
        metrics.registry());
  }

  List<Endpoint> endpoints() {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(new StudyEndpoints(studies).endpoints());
    endpoints.addAll(new MapEndpoints(studies, blocking).endpoints());
    endpoints.addAll(
        new RecordEndpoints(studies, settings.dataDir().resolve("studies"), blocking).endpoints());
    endpoints.addAll(
        new LiveEndpoint(
                studies,
                settings.live(),
                new LiveMetrics(metrics.registry()),
                new WebSocketCloseCode(system))
            .endpoints());
    endpoints.addAll(new ObserverEndpoints(catalogue, blocking).endpoints());
    endpoints.addAll(
        new HealthEndpoints(this::lanes, metrics.registry(), shuttingDown).endpoints());
    return endpoints;
  }

  private CompletionStage<PoolStatus> lanes() {
    return AskPattern.ask(
        actors.lanes(),
        LanePool.GetStatus::new,
        settings.http().requestTimeout(),
        system.scheduler());
  }
}
