package org.revcor.worker.cluster;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.remote.RemoteTransportException;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RevcorVersion;
import org.revcor.worker.Confinement;
import org.revcor.worker.InferenceProcess;
import org.revcor.worker.ProcessSettings;
import org.revcor.worker.cluster.WorkerCard.WorkerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in a process of its own. It joins the cluster of a server; when it loses the server, it
 * leaves and joins again. Thread-safe.
 */
public final class WorkerNode {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerNode.class);

  /** What a worker needs. */
  public record Options(
      String name,
      String server,
      int serverPort,
      ClusterSettings own,
      ProcessSettings process,
      Confinement confinement) {}

  private sealed interface Command {}

  private record Found(Receptionist.Listing pools) implements Command {}

  private record Refused(String reason) implements Command {}

  private record Late() implements Command {}

  private record Stop() implements Command {}

  private final Options options;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable ActorSystem<Command> system;
  private @Nullable String refusal;

  /** Creates a worker that does not run yet. */
  public WorkerNode(Options options) {
    this.options = options;
  }

  /**
   * Runs until the worker is stopped or refused.
   *
   * @return why the server refuses the worker; empty if it was stopped
   */
  public Optional<String> run() throws InterruptedException {
    while (true) {
      Optional<String> missing = options.own().missingFile();
      if (missing.isPresent()) {
        return missing.map("the worker's certificates lack the file "::concat);
      }
      ActorSystem<Command> running;
      try {
        running = start();
      } catch (RemoteTransportException unavailable) {
        if (system == null) {
          throw new InvalidInputException(
              "--host",
              "%s (%s)".formatted(options.own().host(), unavailable.getMessage()),
              "an address of this machine");
        }
        LOG.warn("the network is unavailable; trying again: {}", unavailable.getMessage());
        pause();
        continue;
      }
      if (running == null) {
        return Optional.ofNullable(refusal);
      }
      awaitEnd(running);
      pause();
    }
  }

  /** Waits until actors have ended. Connections to a lost server may keep them from it for ever. */
  private static void awaitEnd(ActorSystem<?> actors) throws InterruptedException {
    CompletableFuture<Done> ending = new CompletableFuture<>();
    CoordinatedShutdown.get(actors)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "worker",
            () -> {
              ending.complete(Done.getInstance());
              return ending;
            });
    try {
      CompletableFuture.anyOf(ending, actors.getWhenTerminated().toCompletableFuture()).get();
      actors
          .getWhenTerminated()
          .toCompletableFuture()
          .get(ClusterTimes.TERMINATION.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      LOG.debug("the worker's actors have failed", failed);
    } catch (TimeoutException late) {
      LOG.warn("connections to the lost server do not end; continuing without them");
    }
  }

  /** Waits before the next attempt; ends at once when the worker is stopped. */
  private void pause() throws InterruptedException {
    boolean unused = stopped.await(ClusterTimes.JOIN_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized @Nullable ActorSystem<Command> start() {
    if (stopped.getCount() == 0 || refusal != null) {
      return null;
    }
    system =
        ActorSystem.create(
            guardian(),
            ClusterSettings.SYSTEM,
            options.own().ofWorker().withFallback(ConfigFactory.load()));
    return system;
  }

  /** Ends {@link #run} at once; the pool gives the worker's tasks to others. */
  public synchronized void stop() {
    stopped.countDown();
    if (system != null) {
      system.tell(new Stop());
    }
  }

  private synchronized void refuse(String reason) {
    refusal = reason;
  }

  private Behavior<Command> guardian() {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Address server =
                      new Address(
                          "pekko", ClusterSettings.SYSTEM, options.server(), options.serverPort());
                  Cluster.get(context.getSystem()).manager().tell(Join.create(server));
                  context
                      .getSystem()
                      .receptionist()
                      .tell(
                          Receptionist.subscribe(
                              WorkerPool.KEY,
                              context.messageAdapter(Receptionist.Listing.class, Found::new)));
                  timers.startSingleTimer(new Late(), ClusterTimes.JOIN_TIMEOUT);
                  return searching(context);
                }));
  }

  private Behavior<Command> searching(ActorContext<Command> context) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Found(var pools) when !pools.getServiceInstances(WorkerPool.KEY).isEmpty() ->
                  running(context, pools.getServiceInstances(WorkerPool.KEY).iterator().next());
              case Found none -> Behaviors.same();
              case Late late -> {
                LOG.warn(
                    "no server responds at {}:{}; trying again (the server needs"
                        + " revcor.cluster.port, this name of it as revcor.cluster.host, and certificates of the"
                        + " same authority)",
                    options.server(),
                    options.serverPort());
                yield Behaviors.stopped();
              }
              case Stop stop -> Behaviors.stopped();
              case Refused late -> Behaviors.same();
            });
  }

  private static String hostAndPort(Address address) {
    return "%s:%d".formatted(address.getHost().orElseThrow(), address.getPort().orElseThrow());
  }

  private Behavior<Command> running(
      ActorContext<Command> context, ActorRef<WorkerPool.Command> pool) {
    ActorSystem<?> within = context.getSystem();
    ActorRef<InferenceProcess.Command> process =
        context.spawn(
            Behaviors.withMdc(
                InferenceProcess.Command.class,
                Map.of("worker", options.name()),
                InferenceProcess.create(
                    options.process(), options.confinement(), new SimpleMeterRegistry())),
            "inference-process");
    Address own = Cluster.get(within).selfMember().address();
    ActorRef<Worker.Command> worker =
        context.spawn(
            Behaviors.withMdc(
                Worker.Command.class,
                Map.of("worker", options.name()),
                Worker.create(
                    pool,
                    process,
                    new WorkerIdentity(options.name(), hostAndPort(own), RevcorVersion.TEXT),
                    Optional.of(new FileMirror(options.process(), within)),
                    context.messageAdapter(
                        Worker.Refusal.class, refused -> new Refused(refused.reason())))),
            "worker");
    worker.tell(new Worker.Start());
    context.watch(worker);
    context.watch(process);
    LOG.info("found the server at {}:{}", options.server(), options.serverPort());
    return Behaviors.receive(Command.class)
        .onMessage(
            Refused.class,
            refused -> {
              refuse(refused.reason());
              return Behaviors.stopped();
            })
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .onAnyMessage(late -> Behaviors.same())
        .onSignal(Terminated.class, ended -> Behaviors.stopped())
        .build();
  }
}
