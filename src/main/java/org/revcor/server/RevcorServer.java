package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.remote.RemoteTransportException;
import org.revcor.RevcorException;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.AnalysisEndpoints.AskAnalyses;
import org.revcor.server.Settings.HttpSettings;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.StudyQuery;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.ChildDecoders;
import org.revcor.worker.ChildNetworks;
import org.revcor.worker.Confinement;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.PoolLanes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Thread-safe. */
public final class RevcorServer {
  private static final Logger LOG = LoggerFactory.getLogger(RevcorServer.class);
  private static final int MAX_COMPARED = 100;

  private final ActorSystem<Void> system;
  private final CompletionStage<Done> end;
  private final AskStudies studies;
  private final PoolLanes lanes;
  private final ServerBinding binding;
  private final Settings settings;
  private final List<Endpoint> endpoints;
  private final LongSupplier trials;

  RevcorServer(
      ActorSystem<Void> system,
      CompletionStage<Done> end,
      AskStudies studies,
      PoolLanes lanes,
      ServerBinding binding,
      Settings settings,
      List<Endpoint> endpoints,
      LongSupplier trials) {
    this.system = system;
    this.end = end;
    this.studies = studies;
    this.lanes = lanes;
    this.binding = binding;
    this.settings = settings;
    this.endpoints = endpoints;
    this.trials = trials;
  }

  /**
   * Starts a server: its lanes, its studies and the HTTP interface.
   *
   * @return completes when the server listens; fails with a {@link ServerStartException} if the
   *     port or the data folder is in use
   */
  public static CompletionStage<RevcorServer> start(Settings settings) {
    return start(settings, false);
  }

  /**
   * Starts a server like {@link #start(Settings)}.
   *
   * @param anyFile whether studies can name files outside of the folder of networks
   * @return as {@link #start(Settings)}
   */
  public static CompletionStage<RevcorServer> start(Settings settings, boolean anyFile) {
    return Start.of(settings, anyFile);
  }

  /** Returns the address that the server listens on, with the actual port. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Returns the address of the dashboard. */
  public URI uri() {
    String host = settings.isOnAllInterfaces() ? "127.0.0.1" : settings.host();
    return URI.create(
        "%s://%s:%d/"
            .formatted(
                settings.http().tls().isPresent() ? "https" : "http",
                host.contains(":") ? "[" + host + "]" : host,
                address().getPort()));
  }

  /** Returns what to run on another machine to add a worker; empty without a cluster. */
  public Optional<String> joinCommand() {
    return settings
        .workers()
        .cluster()
        .map(
            own ->
                "revcor worker --join %s:%d%s"
                    .formatted(
                        own.host(),
                        own.port(),
                        own.certificates().isPresent() ? " --certificates DIR" : ""));
  }

  /**
   * Starts the lanes, which start with the first study otherwise.
   *
   * @return completes when they run
   */
  public CompletionStage<?> startLanes() {
    return lanes.started();
  }

  /** Returns the number of trials of all studies since the start. */
  public long trials() {
    return trials.getAsLong();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /**
   * Starts a study.
   *
   * @return fails as described in {@link org.revcor.study.registry.StudyRegistry.Submit}
   */
  public CompletionStage<StudyView> submit(StudySpecification specification) {
    return studies.submit(specification, null, null);
  }

  /**
   * Starts a study, unless one with the same specification exists that has not failed.
   *
   * @return fails as described in {@link org.revcor.study.registry.StudyRegistry.Submit}
   */
  public CompletionStage<StudyView> submitOnce(StudySpecification specification) {
    String requested = StudyFile.toJson(specification).toString();
    return studies
        .page(StudyQuery.newest(MAX_COMPARED, null))
        .thenCompose(
            page ->
                page.studies().stream()
                    .filter(study -> study.lifecycle().state() != StudyState.FAILED)
                    .filter(study -> study.setup().specification().toString().equals(requested))
                    .findFirst()
                    .map(CompletableFuture::completedStage)
                    .orElseGet(() -> submit(specification)));
  }

  /** Stops the server; running studies are suspended with a checkpoint for the next one. */
  public CompletionStage<Done> stop() {
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
    return whenTerminated();
  }

  /** Completes when the server has stopped for any reason and has released its data folder. */
  public CompletionStage<Done> whenTerminated() {
    return end;
  }

  /** The start of a server. What it has opened is released when it fails or the server ends. */
  private static final class Start {

    /** Database of version 0.3. */
    private static final String EARLIER_DATABASE = "revcor.mv.db";

    private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(1);

    private final Settings settings;
    private final Metrics metrics;
    private final Access access;
    private final Optional<ServerCertificate> certificate;
    private final Confinement confinement;
    private final Catalogue catalogue;
    private final Materials materials;
    private final ChildNetworks networks;
    private final CompletableFuture<Actors> actors = new CompletableFuture<>();
    private final ActorSystem<Void> system;
    private final CompletionStage<Done> end;

    /** See {@link RevcorServer#start(Settings, boolean)}. */
    static CompletionStage<RevcorServer> of(Settings settings, boolean anyFile) {
      try {
        DataFolder folder = DataFolder.open(settings.folders().data());
        Path database = settings.folders().data().resolve(EARLIER_DATABASE);
        if (Files.exists(database)) {
          LOG.warn(
              "{} is the database of an earlier version and is not used; the studies are read from"
                  + " their folders",
              database);
        }
        Metrics metrics = new Metrics();
        try {
          return new Start(settings, anyFile, folder, metrics).run();
        } catch (ServerStartException refused) {
          release(folder, metrics);
          throw refused;
        }
      } catch (ServerStartException refused) {
        return CompletableFuture.failedStage(refused);
      }
    }

    /** Opens what the server needs, and starts its actors. */
    private Start(Settings settings, boolean anyFile, DataFolder folder, Metrics metrics) {
      this.settings = settings;
      this.metrics = metrics;
      this.access = Access.of(settings);
      if (!settings.requiresTokens() && !settings.http().names().isEmpty()) {
        LOG.warn(
            "requests for {} need no token, since host is a loopback address; behind a proxy, set"
                + " http.behind-proxy = true",
            settings.http().names());
      }
      this.certificate =
          settings.http().tls().map(files -> ServerCertificate.read(files, InstantSource.system()));
      CompletableFuture<Confinement> tried =
          CompletableFuture.supplyAsync(() -> anyFile ? Confinement.NONE : settings.confinement());
      this.confinement = tried.join();
      if (!anyFile && !confinement.isActive()) {
        LOG.warn(
            "networks run without confinement: a TorchScript file is a program that can do what this"
                + " user can; on Linux, bubblewrap confines it (docs/security.md)");
      }
      this.networks =
          new ChildNetworks(
              confinement, settings.process(anyFile), ChildNetworks.INSPECTION_TIMEOUT);
      this.catalogue = new Catalogue(settings.folders().observers(), networks::inspect);
      this.materials =
          new Materials(
                  anyFile
                      ? Observers.withAnyFile(catalogue)
                      : Observers.withFilesOfItsFolder(catalogue),
                  settings.folders().datasets(),
                  Bases.ofDataFolder(settings.folders().data()))
              .withDecoders(new ChildDecoders(networks));
      this.system =
          actorSystem(
              settings,
              Actors.guardian(
                  settings, anyFile, confinement, materials, metrics.registry(), actors));
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

    private CompletionStage<RevcorServer> run() {
      return actors.thenComposeAsync(this::bind).exceptionallyCompose(this::terminate);
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

    private CompletionStage<RevcorServer> bind(Actors started) {
      AskStudies studies =
          new AskStudies(started.studies(), system, settings.http().requestTimeout());
      AskAnalyses analyses =
          new AskAnalyses(started.analyses(), system, settings.http().requestTimeout());
      AtomicBoolean shuttingDown = new AtomicBoolean();
      CompletableFuture<Guard> guard = new CompletableFuture<>();
      HttpInterface http =
          new HttpInterface(
              settings,
              access,
              system,
              started,
              studies,
              analyses,
              catalogue,
              materials,
              networks,
              confinement.isActive() || !settings.requiresTokens(),
              metrics,
              shuttingDown);
      system
          .scheduler()
          .scheduleWithFixedDelay(
              Duration.ZERO,
              RELOAD_INTERVAL,
              () -> {
                access.reload();
                certificate.ifPresent(ServerCertificate::reload);
              },
              system.dispatchers().lookup(DispatcherSelector.blocking()));
      ServerBuilder builder = Http.get(system).newServerAt(settings.host(), settings.port());
      CompletionStage<ServerBinding> bound =
          certificate
              .map(
                  current ->
                      builder.enableHttps(ConnectionContext.httpsServer(() -> current.engine())))
              .orElse(builder)
              .bindFlow(http.handler(guard));
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
            new Shutdown(
                    system, studies, analyses, binding, shuttingDown, HttpSettings.SHUTDOWN_TIMEOUT)
                .register();
            RevcorServer server =
                new RevcorServer(
                    system,
                    end,
                    studies,
                    started.lanes(),
                    binding,
                    settings,
                    http.endpoints(),
                    () -> (long) metrics.registry().counter("revcor.trials").count());
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

    /** Terminates the server, then fails; another server can then start. */
    private CompletionStage<RevcorServer> terminate(Throwable failure) {
      system.terminate();
      return end.thenCompose(done -> CompletableFuture.failedStage(StageFailure.of(failure)));
    }

    private static void release(DataFolder folder, Metrics metrics) {
      metrics.close();
      try {
        folder.close();
      } catch (IOException e) {
        LOG.warn("the lock of the data folder cannot be released", e);
      }
    }
  }

  /** The server cannot start; the message states the obstacle. */
  public static final class ServerStartException extends RevcorException {
    private static final long serialVersionUID = 1L;

    ServerStartException(String message, Throwable cause) {
      super(message, cause);
    }

    ServerStartException(String message) {
      super(message);
    }

    /** Returns why a server cannot listen for workers. */
    static ServerStartException ofCluster(ClusterSettings cluster, Throwable failure) {
      return new ServerStartException(
          "workers cannot join at %s port %d (%s); stop what uses the port, or choose another cluster.port or cluster.host"
              .formatted(cluster.host(), cluster.port(), failure.getMessage()),
          failure);
    }

    /** Returns why a server cannot listen on a port. */
    static ServerStartException ofBinding(String host, int port, Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException
            && String.valueOf(cause.getMessage()).contains("in use")) {
          return new ServerStartException(
              "port %d is in use; stop the other server, or choose another port with --port (0 selects a free port)"
                  .formatted(port),
              failure);
        }
      }
      return new ServerStartException(
          "the server cannot listen on %s port %d: %s"
              .formatted(host, port, StageFailure.of(failure).getMessage()),
          failure);
    }
  }
}
