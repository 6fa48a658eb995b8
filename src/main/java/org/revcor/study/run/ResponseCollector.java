package org.revcor.study.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.RevcorException;
import org.revcor.file.Npy;
import org.revcor.inference.StudyInference;
import org.revcor.inference.StudyInference.Availability;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.ResponseLog;

/**
 * Collects the outputs of a study's observer from clients. It leases the stimuli of blocks to them,
 * and appends the outputs to the log before it sends them to the study. Blocks in the log are not
 * leased. Writes files, so it runs on a dispatcher for blocking work.
 *
 * <pre>
 * collecting ──► unusable   the log is damaged, or stimuli cannot be computed
 * </pre>
 */
public final class ResponseCollector {
  public sealed interface Command {}

  public sealed interface Request<T> extends Command {
    ActorRef<StatusReply<T>> replyTo();

    default void refuse(Throwable problem) {
      replyTo().tell(StatusReply.error(problem));
    }
  }

  /** Requests a block; the reply is empty if there is none within the time. */
  public record Lease(
      String source, Duration timeout, ActorRef<StatusReply<Optional<Leased>>> replyTo)
      implements Request<Optional<Leased>> {}

  /**
   * A block that a client has.
   *
   * @param stimuli trials x C x H x W, as a NumPy file
   * @param duration time after which the block goes to another client
   */
  public record Leased(String lease, long block, byte[] stimuli, Duration duration) {}

  /**
   * Ends a lease with the outputs of its block.
   *
   * @param source name of the client, if other than that of the lease
   */
  public record PutOutputs(
      String lease, Optional<String> source, Npy.Array outputs, ActorRef<StatusReply<Done>> replyTo)
      implements Request<Done> {}

  public record Return(String lease, ActorRef<StatusReply<Done>> replyTo)
      implements Request<Done> {}

  record Want(long block, ActorRef<StatusReply<float[]>> replyTo) implements Command {}

  /** The study needs no further blocks. Outputs of leased blocks are still logged. */
  record Forget() implements Command {}

  /** Ends the collection; clients that wait for a block are passed to the next one of the run. */
  record HandOver(ActorRef<StudyRun.Command> run) implements Command {}

  /** Reports whether lanes and clients process blocks, whenever that changes. */
  record ReportAvailability(ActorRef<Availability> listener) implements Command {}

  private record LanesChanged(Availability lanes) implements Command {}

  private record Drawn(long block, byte @Nullable [] stimuli, @Nullable Throwable failure)
      implements Command {}

  private record Tick() implements Command {}

  private static final Duration TICK = Duration.ofMillis(250);

  private final ActorContext<Command> context;
  private final PreparedStudy study;
  private final StudyInference lanes;
  private final Duration leaseDuration;
  private final ResponseLog log;
  private final BlockLeases blocks = new BlockLeases();
  private Optional<String> obstacle = Optional.empty();
  private Availability ofLanes = new Availability(Optional.empty());
  private @Nullable Availability reported;
  private @Nullable ActorRef<Availability> listener;

  private ResponseCollector(
      ActorContext<Command> context,
      PreparedStudy study,
      StudyInference lanes,
      Duration leaseDuration,
      ResponseLog log) {
    this.context = context;
    this.study = study;
    this.lanes = lanes;
    this.leaseDuration = leaseDuration;
    this.log = log;
  }

  static Behavior<Command> create(
      PreparedStudy study, StudyInference lanes, Path file, Duration leaseDuration) {
    return Behaviors.setup(
        context -> {
          try {
            ResponseLog log = ResponseLog.open(file, study);
            return Behaviors.withTimers(
                timers ->
                    new ResponseCollector(context, study, lanes, leaseDuration, log)
                        .collect(timers));
          } catch (IOException | InvalidInputException unreadable) {
            return unusable(unreadable);
          }
        });
  }

  private Behavior<Command> collect(TimerScheduler<Command> timers) {
    timers.startTimerWithFixedDelay(new Tick(), TICK);
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, this::collecting)
        .onSignal(
            PostStop.class,
            stop -> {
              end();
              return Behaviors.same();
            })
        .build();
  }

  private void end() throws IOException {
    blocks.endWaiting();
    log.close();
  }

  private Behavior<Command> collecting(Command command) throws IOException {
    switch (command) {
      case Want want -> want(want);
      case Drawn(long block, byte[] stimuli, var failure) -> {
        if (stimuli != null) {
          blocks.drawn(block, stimuli);
        } else if (blocks.isWanted(block)) {
          end();
          return fail(failure == null ? new IllegalStateException("no stimuli") : failure);
        }
      }
      case Lease lease -> blocks.add(lease, System.nanoTime());
      case PutOutputs put -> put(put);
      case Return(String lease, var replyTo) -> {
        try {
          blocks.release(lease);
          replyTo.tell(StatusReply.success(Done.getInstance()));
        } catch (RefusedException refused) {
          replyTo.tell(StatusReply.error(refused));
        }
      }
      case Forget forget -> blocks.forget();
      case HandOver(var run) -> {
        blocks.handOver(run, System.nanoTime());
        return Behaviors.stopped();
      }
      case ReportAvailability(var newListener) -> {
        listener = newListener;
        lanes.reportAvailability(context.messageAdapter(Availability.class, LanesChanged::new));
      }
      case LanesChanged(Availability changed) -> ofLanes = changed;
      case Tick tick -> blocks.expire(System.nanoTime());
    }
    blocks.grant(leaseDuration, System.nanoTime());
    report();
    return Behaviors.same();
  }

  private void want(Want want) throws IOException {
    if (log.has(want.block())) {
      want.replyTo().tell(StatusReply.success(log.outputs(want.block())));
      return;
    }
    blocks.want(want);
    context.pipeToSelf(
        lanes.stimuli(want.block()),
        (stimuli, failure) -> new Drawn(want.block(), stimuli, failure));
  }

  private void put(PutOutputs put) {
    try {
      BlockLeases.Open open = blocks.require(put.lease());
      float[] outputs = ClientOutputs.of(put.outputs(), study);
      String source = put.source().orElse(open.source());
      store(new ResponseLog.Entry(open.block(), outputs, source));
      blocks.answered(put.lease(), outputs);
      put.replyTo().tell(StatusReply.success(Done.getInstance()));
    } catch (RevcorException refused) {
      put.refuse(refused);
    }
  }

  private void store(ResponseLog.Entry entry) {
    try {
      log.append(entry);
      obstacle = Optional.empty();
    } catch (IOException failure) {
      String problem = "outputs cannot be written (%s)".formatted(StageFailure.message(failure));
      obstacle = Optional.of(problem);
      throw new RefusedException(Reason.RESPONSES, problem);
    }
  }

  private void report() {
    Optional<String> ofBlocks =
        blocks.areUnattended(System.nanoTime())
            ? Optional.of("waiting for responses")
            : Optional.empty();
    Availability now = new Availability(ofLanes.obstacle().or(() -> obstacle).or(() -> ofBlocks));
    if (listener != null && !now.equals(reported)) {
      reported = now;
      listener.tell(now);
    }
  }

  private Behavior<Command> fail(Throwable failure) {
    blocks.refuse(failure);
    return unusable(failure);
  }

  private static Behavior<Command> unusable(Throwable problem) {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Want want -> want.replyTo().tell(StatusReply.error(problem));
            case Request<?> request ->
                request.refuse(RefusedException.conflict(StageFailure.message(problem)));
            default -> {}
          }
          return Behaviors.same();
        });
  }

  /** The blocks whose outputs a study waits for, and the clients that have them or wait for one. */
  static final class BlockLeases {
    /** Time without a lease after which blocks are unattended. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /**
     * A lease.
     *
     * @param deadline time at which it ends, of {@link System#nanoTime}
     */
    record Open(long block, String source, long deadline) {}

    private static final class Block {
      private final ResponseCollector.Want request;
      private byte @Nullable [] stimuli;
      private boolean isLeased;

      Block(ResponseCollector.Want request) {
        this.request = request;
      }
    }

    private record Waiting(ResponseCollector.Lease request, long deadline) {
      void reply(Optional<ResponseCollector.Leased> leased) {
        request.replyTo().tell(StatusReply.success(leased));
      }
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Block> wanted = new TreeMap<>();
    private final Map<String, Open> leases = new HashMap<>();
    private boolean isForgotten;
    private long lastLease = System.nanoTime() - QUIET.toNanos();

    void want(ResponseCollector.Want request) {
      wanted.put(request.block(), new Block(request));
    }

    boolean isWanted(long block) {
      return wanted.containsKey(block);
    }

    void drawn(long block, byte[] stimuli) {
      Block each = wanted.get(block);
      if (each != null) {
        each.stimuli = stimuli;
      }
    }

    void add(ResponseCollector.Lease client, long now) {
      waiting.add(new Waiting(client, now + client.timeout().toNanos()));
    }

    /** Leases blocks to the clients that wait, and refuses those that have waited long enough. */
    void grant(Duration duration, long now) {
      while (!waiting.isEmpty()) {
        Optional<ResponseCollector.Leased> leased =
            lease(waiting.getFirst().request().source(), duration, now);
        if (leased.isEmpty()) {
          break;
        }
        waiting.removeFirst().reply(leased);
      }
      waiting.removeIf(
          client -> {
            boolean late = client.deadline() - now <= 0;
            if (late) {
              client.reply(Optional.empty());
            }
            return late;
          });
    }

    void endWaiting() {
      waiting.forEach(client -> client.reply(Optional.empty()));
      waiting.clear();
    }

    void handOver(ActorRef<StudyRun.Command> run, long now) {
      for (Waiting client : waiting) {
        Duration remaining = Duration.ofNanos(Math.max(0, client.deadline() - now));
        run.tell(
            new StudyRun.ToCollector(
                new ResponseCollector.Lease(
                    client.request().source(), remaining, client.request().replyTo())));
      }
      waiting.clear();
    }

    /** Leases the first block that no client has; empty if there is none. */
    private Optional<ResponseCollector.Leased> lease(String source, Duration duration, long now) {
      for (Map.Entry<Long, Block> each : wanted.entrySet()) {
        byte[] stimuli = each.getValue().stimuli;
        if (stimuli != null && !each.getValue().isLeased) {
          String id = UUID.randomUUID().toString();
          leases.put(id, new Open(each.getKey(), source, now + duration.toNanos()));
          each.getValue().isLeased = true;
          lastLease = now;
          return Optional.of(new ResponseCollector.Leased(id, each.getKey(), stimuli, duration));
        }
      }
      return Optional.empty();
    }

    /**
     * Returns a lease that can be used.
     *
     * @throws RefusedException if it has ended
     */
    Open require(String lease) {
      Open open = leases.get(lease);
      if (open == null) {
        throw RefusedException.conflict(
            "lease %s is not open: it has expired, it was used or given back, or it is of another study"
                .formatted(lease));
      }
      return open;
    }

    void answered(String lease, float[] outputs) {
      Open open = leases.remove(lease);
      lastLease = System.nanoTime();
      Block answered = open == null ? null : wanted.remove(open.block());
      if (answered != null) {
        answered.request.replyTo().tell(StatusReply.success(outputs));
      }
    }

    /** Ends a lease, so that another client can have its block; throws as {@link #require}. */
    void release(String lease) {
      Open open = require(lease);
      leases.remove(lease);
      Block released = wanted.get(open.block());
      if (released != null && isForgotten) {
        wanted.remove(open.block());
      } else if (released != null) {
        released.isLeased = false;
      }
    }

    void expire(long now) {
      leases.entrySet().stream()
          .filter(lease -> lease.getValue().deadline() - now <= 0)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::release);
    }

    void forget() {
      isForgotten = true;
      wanted.values().removeIf(each -> !each.isLeased);
    }

    /**
     * Returns whether the study waits for blocks, and no client has had or wanted one for a while.
     */
    boolean areUnattended(long now) {
      return !wanted.isEmpty()
          && waiting.isEmpty()
          && leases.isEmpty()
          && now - lastLease >= QUIET.toNanos();
    }

    void refuse(Throwable problem) {
      wanted.values().forEach(each -> each.request.replyTo().tell(StatusReply.error(problem)));
      wanted.clear();
      leases.clear();
    }
  }
}
