package org.revcor.server;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.pattern.Patterns;
import org.revcor.RevcorException;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.registry.StudyQuery;
import org.revcor.study.registry.StudyRegistry;
import org.revcor.study.registry.StudyRegistry.SingleStudy;
import org.revcor.study.results.StudyState;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.cluster.ClusterSettings;

/** A running server. Thread-safe. */
public final class RevcorServer {
  private static final int MAX_COMPARED = 100;
  private static final Duration STATE_INTERVAL = Duration.ofMillis(50);

  private final Actors actors;
  private final CompletionStage<Done> end;
  private final ServerBinding binding;
  private final Settings settings;
  private final List<Endpoint> endpoints;
  private final LongSupplier trials;

  RevcorServer(
      Actors actors,
      CompletionStage<Done> end,
      ServerBinding binding,
      Settings settings,
      List<Endpoint> endpoints,
      LongSupplier trials) {
    this.actors = actors;
    this.end = end;
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
    return ServerStart.of(settings, anyFile, false);
  }

  /** Starts a server like {@link #start(Settings)}, and its lanes while it starts. */
  public static CompletionStage<RevcorServer> startWithLanes(Settings settings) {
    return ServerStart.of(settings, false, true);
  }

  public InetSocketAddress address() {
    return binding.localAddress();
  }

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
    return actors.lanes().started();
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
    return actors
        .submit(new SingleStudy(specification), null, null, actors.timeout())
        .thenApply(submitted -> submitted.studies().getFirst());
  }

  /**
   * Starts a study, unless one with the same specification exists that has not failed.
   *
   * @return fails as described in {@link org.revcor.study.registry.StudyRegistry.Submit}
   */
  public CompletionStage<StudyView> submitOnce(StudySpecification specification) {
    String requested = StudyFile.toJson(specification).toString();
    StudyQuery newest = StudyQuery.newest(MAX_COMPARED, null);
    return actors
        .ask(
            actors.studies(),
            (ActorRef<StudyRegistry.Page> replyTo) -> new StudyRegistry.GetPage(newest, replyTo))
        .thenCompose(
            page ->
                page.studies().stream()
                    .filter(study -> study.lifecycle().state() != StudyState.FAILED)
                    .filter(study -> study.setup().specification().toString().equals(requested))
                    .findFirst()
                    .map(CompletableFuture::completedStage)
                    .orElseGet(() -> submit(specification)));
  }

  /**
   * Waits for a study.
   *
   * @return completes when it is paused or has ended; fails if it is deleted
   */
  public CompletionStage<StudyView> whenInactive(String id) {
    return actors
        .study(id)
        .thenCompose(
            study ->
                study.lifecycle().state().isInactive()
                    ? CompletableFuture.completedStage(study)
                    : Patterns.after(STATE_INTERVAL, actors.system(), () -> whenInactive(id)));
  }

  /** Stops the server; running studies are suspended with a checkpoint for the next one. */
  public CompletionStage<Done> stop() {
    CoordinatedShutdown.get(actors.system()).runAll(CoordinatedShutdown.jvmExitReason());
    return whenTerminated();
  }

  /** Completes when the server has stopped for any reason and has released its data folder. */
  public CompletionStage<Done> whenTerminated() {
    return end;
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
