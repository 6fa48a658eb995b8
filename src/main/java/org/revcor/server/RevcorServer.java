package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.remote.RemoteTransportException;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.record.Database;
import org.revcor.study.record.DatabaseRefusedException;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.ChildDecoders;
import org.revcor.worker.ChildInspector;
import org.revcor.worker.ChildJobs;
import org.revcor.worker.ChildPreviews;
import org.revcor.worker.Confinement;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.ClusterSettings;
import org.revcor.worker.cluster.PoolLanes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Thread-safe. */
public final class RevcorServer {
  private static final Logger LOG = LoggerFactory.getLogger(RevcorServer.class);
  private static final int MAX_COMPARED = 100;
  private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(3);

  private final ActorSystem<Void> system;
  private final CompletionStage<Done> end;
  private final AskStudies studies;
  private final PoolLanes lanes;
  private final ServerBinding binding;
  private final String host;
  private final List<Endpoint> endpoints;
  private final LongSupplier trials;
  private final Optional<ClusterSettings> cluster;

  private RevcorServer(
      ActorSystem<Void> system,
      CompletionStage<Done> end,
      AskStudies studies,
      PoolLanes lanes,
      ServerBinding binding,
      String host,
      List<Endpoint> endpoints,
      LongSupplier trials,
      Optional<ClusterSettings> cluster) {
    this.system = system;
    this.end = end;
    this.studies = studies;
    this.lanes = lanes;
    this.binding = binding;
    this.host = host;
    this.endpoints = endpoints;
    this.trials = trials;
    this.cluster = cluster;
  }

  /**
   * Starts a server: its lanes, its studies and the HTTP interface.
   *
   * @return completes when the server listens; fails with a {@link ServerStartException} if the
   *     port or the data folder is in use, or the database cannot be used
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
    DataFolder folder;
    try {
      folder = DataFolder.open(settings.dataDir());
    } catch (ServerStartException refused) {
      return CompletableFuture.failedStage(refused);
    }
    Metrics metrics = new Metrics();
    CompletableFuture<Confinement> tried =
        CompletableFuture.supplyAsync(() -> anyFile ? Confinement.NONE : settings.confinement());
    Database database;
    try {
      database = Database.open(settings.database());
    } catch (DatabaseRefusedException refused) {
      release(folder, metrics);
      return CompletableFuture.failedStage(
          new ServerStartException(String.valueOf(refused.getMessage()), refused));
    }
    Confinement confinement = tried.join();
    if (!anyFile && !confinement.isActive()) {
      LOG.warn(
          "networks run without confinement: a TorchScript file is a program that can do what this"
              + " user can; on Linux, bubblewrap confines it (docs/security.md)");
    }
    CompletableFuture<Actors> actors = new CompletableFuture<>();
    ChildJobs jobs = new ChildJobs(confinement);
    ChildInspector inspector = new ChildInspector(jobs, settings.workers().memoryBytes());
    Catalogue catalogue = new Catalogue(settings.observers(), inspector);
    ProcessSettings process = settings.process(anyFile);
    Materials materials =
        new Materials(
                anyFile
                    ? Observers.withAnyFile(catalogue)
                    : Observers.withFilesOfItsFolder(catalogue),
                settings.datasets(),
                Bases.ofDataFolder(settings.dataDir()),
                Calibrations.ofDataFolder(
                    settings.dataDir(), () -> actors.join().lanes().hardware()))
            .withDecoders(new ChildDecoders(jobs, process));
    ActorSystem<Void> system;
    try {
      system =
          actorSystem(
              settings,
              Actors.guardian(
                  settings, anyFile, confinement, database, materials, metrics.registry(), actors));
    } catch (ServerStartException refused) {
      release(folder, metrics);
      return CompletableFuture.failedStage(refused);
    }
    CompletionStage<Done> end =
        system
            .getWhenTerminated()
            .whenComplete(
                (done, failure) -> {
                  release(folder, metrics);
                  actors.completeExceptionally(
                      new ServerStartException("the server stopped while starting; see its log"));
                });
    return actors
        .thenComposeAsync(
            ready ->
                bind(
                    settings,
                    system,
                    end,
                    ready,
                    metrics,
                    catalogue,
                    materials,
                    new ChildPreviews(jobs, process),
                    inspector,
                    confinement.isActive() || !settings.isOnAllInterfaces()))
        .exceptionallyCompose(failure -> terminate(system, end, failure));
  }

  /**
   * @throws ServerStartException if workers cannot join at the address of the settings
   */
  private static ActorSystem<Void> actorSystem(Settings settings, Behavior<Void> guardian) {
    Optional<ClusterSettings> cluster = settings.workers().cluster();
    try {
      ActorSystem<Void> system =
          ActorSystem.create(guardian, ClusterSettings.SYSTEM, configuration(settings));
      if (cluster.isPresent()) {
        Cluster member = Cluster.get(system);
        member.manager().tell(Join.create(member.selfMember().address()));
      }
      return system;
    } catch (RemoteTransportException refused) {
      throw ServerStartException.ofCluster(cluster.orElseThrow(), refused);
    }
  }

  /** Returns the address that the server listens on, with the actual port. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Returns the address of the dashboard. */
  public URI uri() {
    return URI.create(
        "http://%s:%d/"
            .formatted(host.contains(":") ? "[" + host + "]" : host, address().getPort()));
  }

  /** Returns what to run on another machine to add a worker; empty without a cluster. */
  public Optional<String> joinCommand() {
    return cluster.map(
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
    return studies.submit(specification, null);
  }

  /**
   * Starts a study, unless one with the same specification is active.
   *
   * @return fails as described in {@link org.revcor.study.registry.StudyRegistry.Submit}
   */
  public CompletionStage<StudyView> submitOnce(StudySpecification specification) {
    String requested = StudyFile.toJson(specification).toString();
    return studies
        .page(MAX_COMPARED, null)
        .thenCompose(
            page ->
                page.studies().stream()
                    .filter(study -> !study.lifecycle().state().isEnded())
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

  private static Config configuration(Settings settings) {
    Config cluster =
        settings.workers().cluster().map(ClusterSettings::ofServer).orElse(ConfigFactory.empty());
    return settings
        .http()
        .forPekko()
        .withFallback(cluster)
        .withFallback(settings.database().forPekko())
        .withFallback(ConfigFactory.load());
  }

  private static CompletionStage<RevcorServer> bind(
      Settings settings,
      ActorSystem<Void> system,
      CompletionStage<Done> end,
      Actors actors,
      Metrics metrics,
      Catalogue catalogue,
      Materials materials,
      ChildPreviews previews,
      ChildInspector inspector,
      boolean acceptsTorchScript) {
    AskStudies studies = new AskStudies(actors.studies(), system, settings.http().requestTimeout());
    AskAnalyses analyses =
        new AskAnalyses(actors.analyses(), system, settings.http().requestTimeout());
    AtomicBoolean shuttingDown = new AtomicBoolean();
    CompletableFuture<Guard> guard = new CompletableFuture<>();
    HttpInterface http =
        new HttpInterface(
            settings,
            system,
            actors,
            studies,
            analyses,
            catalogue,
            materials,
            previews,
            inspector,
            acceptsTorchScript,
            metrics,
            shuttingDown);
    CompletionStage<ServerBinding> bound =
        Http.get(system)
            .newServerAt(settings.host(), settings.port())
            .bindFlow(http.handler(guard));
    return bound.handle(
        (binding, failure) -> {
          if (failure != null) {
            throw ServerStartException.ofBinding(settings.host(), settings.port(), failure);
          }
          guard.complete(new Guard(binding.localAddress().getPort(), settings.http().names()));
          new Shutdown(
                  system,
                  studies,
                  analyses,
                  binding,
                  shuttingDown,
                  settings.http().shutdownTimeout(),
                  TERMINATION_TIMEOUT)
              .register();
          RevcorServer server =
              new RevcorServer(
                  system,
                  end,
                  studies,
                  actors.lanes(),
                  binding,
                  browserHost(settings),
                  http.endpoints(),
                  () -> (long) metrics.registry().counter("revcor.trials").count(),
                  settings.workers().cluster());
          LOG.info("listening on {}", server.uri());
          if (settings.isOnAllInterfaces()) {
            LOG.warn(
                "listening on all interfaces: anyone who can reach port {} can use this server",
                server.address().getPort());
          }
          return server;
        });
  }

  /** Returns a host that a browser on this machine can open. */
  private static String browserHost(Settings settings) {
    return settings.isOnAllInterfaces() ? "127.0.0.1" : settings.host();
  }

  /** Terminates the server, then fails; another server can then start. */
  private static CompletionStage<RevcorServer> terminate(
      ActorSystem<Void> system, CompletionStage<Done> end, Throwable failure) {
    system.terminate();
    return end.thenCompose(
        done ->
            CompletableFuture.failedStage(
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure));
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
