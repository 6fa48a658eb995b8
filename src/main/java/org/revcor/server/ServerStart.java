package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.remote.RemoteTransportException;
import org.apache.pekko.stream.Materializer;
import org.revcor.RevcorVersion;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.ObserverFolder;
import org.revcor.server.LiveEndpoint.LiveMetrics;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.server.analyses.Analyses;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.Pilot;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.worker.ChildDecoders;
import org.revcor.worker.ChildNetworks;
import org.revcor.worker.Confinement;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.FileServer;
import org.revcor.worker.cluster.PoolLanes;
import org.revcor.worker.cluster.PoolLanes.LocalWorker;
import org.revcor.worker.cluster.Worker;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;
import org.revcor.worker.cluster.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a server, which wires it. What it has opened is released when it fails or the server
 * ends.
 */
final class ServerStart {

  /** Database of version 0.3. */
  private static final String EARLIER_DATABASE = "revcor.mv.db";

  /** Dispatcher of requests that take much processor time or memory. */
  static final String LARGE_REQUESTS = "revcor.large-request-dispatcher";

  private static final Logger LOG = LoggerFactory.getLogger(ServerStart.class);

  /** Analyses stop at their next batch. */
  private static final Duration ANALYSES_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(1);

  private final Settings settings;
  private final boolean anyFile;
  private final PrometheusMeterRegistry metrics;
  private final Access access;
  private final Optional<ServerCertificate> certificate;
  private final Confinement confinement;
  private final Catalogue catalogue;
  private final Materials materials;
  private final ChildNetworks networks;
  private final CompletableFuture<Actors> actors = new CompletableFuture<>();
  private final ActorSystem<Void> system;
  private final CompletionStage<Done> end;

  /**
   * See {@link RevcorServer#start(Settings, boolean)}.
   *
   * @param withLanes whether lanes start at once, and not with the first study
   */
  static CompletionStage<RevcorServer> of(Settings settings, boolean anyFile, boolean withLanes) {
    try {
      DataFolder folder = DataFolder.open(settings.folders().data());
      Path database = settings.folders().data().resolve(EARLIER_DATABASE);
      if (Files.exists(database)) {
        LOG.warn(
            "{} is the database of an earlier version and is not used; the studies are read from"
                + " their folders",
            database);
      }
      PrometheusMeterRegistry metrics = metrics();
      try {
        return new ServerStart(settings, anyFile, folder, metrics).run(withLanes);
      } catch (ServerStartException refused) {
        release(folder, metrics);
        throw refused;
      }
    } catch (ServerStartException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }

  /** Opens what the server needs, and starts its actors. */
  private ServerStart(
      Settings settings, boolean anyFile, DataFolder folder, PrometheusMeterRegistry metrics) {
    this.settings = settings;
    this.anyFile = anyFile;
    this.metrics = metrics;
    this.access = Access.of(settings);
    if (!settings.requiresTokens() && !settings.http().names().isEmpty()) {
      LOG.warn(
          "requests for {} need no token, since host is a loopback address; behind a proxy, set"
              + " http.behind-proxy = true",
          settings.http().names());
    }
    this.certificate = settings.http().tls().map(ServerCertificate::read);
    certificate.flatMap(each -> each.warning(Instant.now())).ifPresent(LOG::warn);
    this.confinement = anyFile ? Confinement.NONE : settings.confinement();
    if (!anyFile && !confinement.isActive()) {
      LOG.warn(
          "networks run without confinement: a TorchScript file is a program that can do what this"
              + " user can; on Linux, bubblewrap confines it (docs/notes/security.md)");
    }
    this.networks =
        new ChildNetworks(confinement, settings.process(anyFile), ChildNetworks.INSPECTION_TIMEOUT);
    this.catalogue = new Catalogue(settings.folders().observers(), networks::inspect);
    this.materials =
        new Materials(
                anyFile
                    ? Observers.withAnyFile(catalogue)
                    : Observers.withFilesOfItsFolder(catalogue),
                settings.folders().datasets(),
                Bases.ofDataFolder(settings.folders().data()))
            .withDecoders(new ChildDecoders(networks));
    this.system = actorSystem(settings, guardian());
    this.end =
        system
            .getWhenTerminated()
            .whenComplete(
                (done, failure) -> {
                  release(folder, metrics);
                  actors.completeExceptionally(
                      new ServerStartException("the server stopped while starting; see its log"));
                });
  }

  private CompletionStage<RevcorServer> run(boolean withLanes) {
    return actors
        .thenApply(
            started -> {
              if (withLanes) {
                started.lanes().started();
              }
              return started;
            })
        .thenComposeAsync(this::bind)
        .exceptionallyCompose(this::terminate);
  }

  /**
   * @throws ServerStartException if workers cannot join at the address of the settings
   */
  private static ActorSystem<Void> actorSystem(Settings settings, Behavior<Void> guardian) {
    Optional<ClusterSettings> cluster = settings.workers().cluster();
    Config configuration =
        settings
            .http()
            .forPekko()
            .withFallback(cluster.map(ClusterSettings::ofServer).orElse(ConfigFactory.empty()))
            .withFallback(ConfigFactory.load());
    try {
      ActorSystem<Void> system =
          ActorSystem.create(guardian, ClusterSettings.SYSTEM, configuration);
      if (cluster.isPresent()) {
        Cluster member = Cluster.get(system);
        member.manager().tell(Join.create(member.selfMember().address()));
      }
      return system;
    } catch (RemoteTransportException refused) {
      throw ServerStartException.ofCluster(cluster.orElseThrow(), refused);
    }
  }

  private Behavior<Void> guardian() {
    return Behaviors.setup(
        context -> {
          ProcessSettings process = settings.process(anyFile);
          ActorRef<FileServer.Command> files =
              context.spawn(FileServer.create(process), "files", DispatcherSelector.blocking());
          ActorRef<WorkerPool.Command> pool =
              context.spawn(WorkerPool.create(RevcorVersion.TEXT, files, metrics), "workers");
          Optional<LocalWorker> local =
              settings.workers().hasLocal()
                  ? Optional.of(local(context, pool, process))
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
                  StudyRegistry.create(settings.studies(), lanes, materials, metrics),
                  "studies",
                  DispatcherSelector.fromConfig("revcor.registry-dispatcher"));
          ActorRef<Analyses.Command> analyses =
              context.spawn(
                  Analyses.create(
                      settings.analysisRunner(anyFile, confinement), settings.analyses(), metrics),
                  "analyses",
                  DispatcherSelector.blocking());
          context.watch(files);
          context.watch(pool);
          context.watch(studies);
          context.watch(analyses);
          actors.complete(
              new Actors(
                  context.getSystem(),
                  settings.http().requestTimeout(),
                  pool,
                  local.map(LocalWorker::process),
                  lanes,
                  studies,
                  analyses));
          return Behaviors.empty();
        });
  }

  /** Starts the inference process of the server, as a worker of the pool. */
  private LocalWorker local(
      ActorContext<Void> context, ActorRef<WorkerPool.Command> pool, ProcessSettings process) {
    ActorRef<InferenceProcess.Command> inference =
        context.spawn(InferenceProcess.create(process, confinement, metrics), "inference-process");
    ActorRef<Worker.Command> worker =
        context.spawn(
            Worker.create(
                pool,
                inference,
                new WorkerIdentity("local", null, RevcorVersion.TEXT),
                Optional.empty(),
                context.getSystem().ignoreRef()),
            "local-worker");
    context.watch(inference);
    context.watch(worker);
    return new LocalWorker(inference, worker);
  }

  private CompletionStage<RevcorServer> bind(Actors started) {
    AtomicBoolean shuttingDown = new AtomicBoolean();
    CompletableFuture<Guard> guard = new CompletableFuture<>();
    LiveMetrics live = LiveMetrics.of(metrics);
    List<Endpoint> endpoints = endpoints(started, live, shuttingDown);
    Routes routes =
        new Routes(Materializer.matFromSystem(system), metrics, settings.http(), access);
    system
        .scheduler()
        .scheduleWithFixedDelay(
            Duration.ZERO,
            RELOAD_INTERVAL,
            access::reload,
            system.dispatchers().lookup(DispatcherSelector.blocking()));
    ServerBuilder builder = Http.get(system).newServerAt(settings.host(), settings.port());
    CompletionStage<ServerBinding> bound =
        certificate
            .map(each -> builder.enableHttps(ConnectionContext.httpsServer(each.context())))
            .orElse(builder)
            .bindFlow(routes.route(guard, endpoints).flow(system));
    return bound.handle(
        (binding, failure) -> {
          if (failure != null) {
            throw ServerStartException.ofBinding(settings.host(), settings.port(), failure);
          }
          guard.complete(
              new Guard(
                  certificate.isPresent() ? "https" : "http",
                  settings.host(),
                  binding.localAddress().getPort(),
                  settings.http().names()));
          registerShutdown(started, binding, shuttingDown);
          RevcorServer server =
              new RevcorServer(
                  started,
                  end,
                  binding,
                  settings,
                  endpoints,
                  () -> (long) metrics.counter("revcor.trials").count());
          LOG.info("listening on {}", server.uri());
          if (certificate.isEmpty() && !SettingsKeys.LOOPBACK.contains(settings.host())) {
            LOG.warn(
                "requests to port {} are not encrypted here: only a proxy that encrypts them, or"
                    + " this machine, should reach it",
                server.address().getPort());
          }
          return server;
        });
  }

  /** Returns all endpoints; see {@code docs/reference/http-api.md}. */
  private List<Endpoint> endpoints(Actors actors, LiveMetrics live, AtomicBoolean shuttingDown) {
    Path studies = settings.runDirectories();
    Executor files = dispatcher(StudyRegistry.FILE_DISPATCHER);
    Executor large = dispatcher(LARGE_REQUESTS);
    RecommendationEndpoints recommendations =
        new RecommendationEndpoints(
            materials,
            new Pilot.Resources(
                actors.lanes(),
                Materializer.matFromSystem(system),
                settings.lanes().observerBytes()),
            large,
            files);
    system.getWhenTerminated().whenComplete((done, failure) -> recommendations.stop());
    return Stream.of(
            new StudyEndpoints(actors, studies, files, large).endpoints(),
            new ArchiveEndpoints(actors, studies, large).endpoints(),
            new StimulusEndpoints(materials, networks, large).endpoints(),
            recommendations.endpoints(),
            new MapEndpoints(actors, studies, large).endpoints(),
            new ResultEndpoints(actors, studies, materials, files, large).endpoints(),
            new LeaseEndpoints(actors, system.dispatchers().lookup(DispatcherSelector.blocking()))
                .endpoints(),
            new LiveEndpoint(actors, access, settings.live(), live).endpoints(),
            new ObserverEndpoints(
                    catalogue,
                    new ObserverFolder(catalogue.folder(), catalogue.inspector()),
                    settings.folders().datasets(),
                    settings.http().maxNetworkBytes(),
                    confinement.isActive() || !settings.requiresTokens(),
                    networks,
                    files)
                .endpoints(),
            new AnalysisEndpoints(actors, catalogue, settings.analyses(), files).endpoints(),
            new WorkerEndpoints(actors).endpoints(),
            new SessionEndpoints(access).endpoints(),
            new HealthEndpoints(
                    () -> status(actors),
                    actors.process().isPresent(),
                    actors::unwritten,
                    metrics,
                    shuttingDown)
                .endpoints())
        .flatMap(List::stream)
        .toList();
  }

  private Executor dispatcher(String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }

  /** Returns the status of the server's lanes; without some, of those of other machines. */
  private static CompletionStage<PoolStatus> status(Actors actors) {
    return actors.process().isPresent()
        ? actors.ask(actors.process().get(), InferenceProcess.GetStatus::new)
        : actors.ask(actors.pool(), WorkerPool.GetStatus::new);
  }

  /**
   * Registers the shutdown sequence: report not ready, suspend the studies with checkpoints, stop
   * the analyses, reject new connections, close open ones.
   */
  private void registerShutdown(Actors actors, ServerBinding binding, AtomicBoolean shuttingDown) {
    CoordinatedShutdown phases = CoordinatedShutdown.get(system);
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "suspend the studies",
        () -> {
          shuttingDown.set(true);
          LOG.info("shutting down; suspending running studies");
          return AskPattern.ask(
                  actors.studies(),
                  StudyRegistry.ShutDown::new,
                  HttpSettings.SHUTDOWN_TIMEOUT,
                  system.scheduler())
              .exceptionally(
                  late -> {
                    LOG.warn(
                        "studies were not suspended within {}; they will resume from their last"
                            + " checkpoints",
                        HttpSettings.SHUTDOWN_TIMEOUT);
                    return Done.getInstance();
                  });
        });
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop the analyses",
        () ->
            AskPattern.ask(
                    actors.analyses(), Analyses.ShutDown::new, ANALYSES_TIMEOUT, system.scheduler())
                .exceptionally(
                    late -> {
                      LOG.warn("an analysis did not stop within {}", ANALYSES_TIMEOUT);
                      return Done.getInstance();
                    }));
    phases.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "reject new connections", binding::unbind);
    phases.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "close connections",
        () -> binding.terminate(TERMINATION_TIMEOUT).thenApply(terminated -> Done.getInstance()));
    phases.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "log the shutdown",
        () -> {
          LOG.info("shut down");
          return CompletableFuture.completedStage(Done.getInstance());
        });
  }

  /** Terminates the server, then fails; another server can then start. */
  private CompletionStage<RevcorServer> terminate(Throwable failure) {
    system.terminate();
    return end.thenCompose(done -> CompletableFuture.failedStage(StageFailure.of(failure)));
  }

  private static void release(DataFolder folder, PrometheusMeterRegistry metrics) {
    metrics.close();
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("the lock of the data folder cannot be released", e);
    }
  }

  /** Returns a registry that has the metrics of this process. */
  private static PrometheusMeterRegistry metrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    for (MeterBinder metrics :
        List.of(
            new JvmGcMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())) {
      metrics.bindTo(registry);
    }
    return registry;
  }
}
