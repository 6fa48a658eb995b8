package org.revcor.worker;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.inference.Hardware;
import org.revcor.inference.Job.JobOverdueException;
import org.revcor.inference.LaneInference;
import org.revcor.inference.LanePool;
import org.revcor.inference.LanePool.PoolStatus;
import org.revcor.inference.Platform;
import org.revcor.inference.Processor.SystemFile;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.specification.StudyFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContextExecutor;

/** The lanes and studies of an inference process, which run the tasks of its supervisor. */
final class InferenceHost {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceHost.class);
  private static final int MAX_FAILURE_LENGTH = 2_000;
  private static final Duration MEASURED_INTERVAL = Duration.ofMillis(100);
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(30);

  /** Minimum deadline of the preparation of a study, which may read data sets. */
  private static final Duration MIN_PREPARATION_TIMEOUT = Duration.ofMinutes(2);

  private final Connection supervisor;
  private final Measurements measurements = new Measurements();
  private final Map<String, CompletableFuture<LaneInference>> studies = new ConcurrentHashMap<>();

  InferenceHost(Connection supervisor) {
    this.supervisor = supervisor;
  }

  /** Runs a job, or tasks until the supervisor ends. */
  void run() throws IOException {
    try {
      Connection.Frame first = supervisor.receive();
      switch (first.message()) {
        case Message.Configure configure -> new Lanes(configure.settings()).run();
        case Message.Run run -> {
          Thread.ofPlatform().daemon().name("supervisor").start(this::endWithSupervisor);
          new JobHost(supervisor).run(Cbor.mapper().readValue(first.bytes(), ChildJob.class));
        }
        default -> throw new IOException("the first message has no settings and no job");
      }
    } catch (EOFException ended) {
      LOG.debug("the supervisor has ended", ended);
    }
  }

  /** Waits for the end of the supervisor, which sends nothing during a job. */
  private void endWithSupervisor() {
    try {
      supervisor.receive();
    } catch (IOException ended) {
      LOG.debug("the supervisor has ended", ended);
    }
    Runtime.getRuntime().halt(0);
  }

  /** The lanes, which exist when the supervisor has sent the settings. */
  private final class Lanes {
    private final ProcessSettings settings;
    private final Hardware hardware;
    private final Platform platform;
    private final Materials materials;
    private final ActorSystem<LanePool.Command> pool;
    private final LocalLanes lanes;
    private final ExecutionContextExecutor blocking;

    Lanes(ProcessSettings settings) {
      this.settings = settings;
      this.hardware = Hardware.ofThisMachine(settings.kernels());
      this.platform = hardware.platform();
      this.materials = settings.materials();
      this.pool =
          ActorSystem.create(
              LanePool.create(platform, settings.lanes(), measurements), "inference");
      this.lanes =
          new LocalLanes(pool, platform, platform.lanes(settings.cpuLanes()), pool, measurements);
      this.blocking = pool.dispatchers().lookup(DispatcherSelector.blocking());
    }

    void run() throws IOException {
      supervisor.send(new Message.Ready(hardware, lanes.count()));
      pool.scheduler()
          .scheduleWithFixedDelay(
              MEASURED_INTERVAL, MEASURED_INTERVAL, this::reportMeasurements, blocking);
      while (true) {
        Connection.Frame frame = supervisor.receive();
        switch (frame.message()) {
          case Message.Begin begin ->
              begin(begin, new String(frame.bytes(), StandardCharsets.UTF_8));
          case Message.Compute compute -> compute(compute, frame.bytes());
          case Message.Forget forget -> forget(forget.study());
          default -> throw new IOException("no message for a process: " + frame.message());
        }
      }
    }

    private void begin(Message.Begin begin, String specification) {
      Duration deadline = settings.lanes().blockDeadline();
      studies.put(
          begin.study(),
          CompletableFuture.supplyAsync(
                  () -> lanes.of(begin.study(), prepare(begin, specification)), blocking)
              .orTimeout(
                  Math.max(deadline.toMillis(), MIN_PREPARATION_TIMEOUT.toMillis()),
                  TimeUnit.MILLISECONDS));
    }

    private PreparedStudy prepare(Message.Begin begin, String specification) {
      // ofEarlier takes device and batch size from the server's plan; the rest follows
      PreparedStudy prepared =
          PreparedStudy.ofEarlier(
                  StudyFile.parseJson(specification),
                  begin.plan(),
                  materials,
                  platform,
                  Capacity.UNLIMITED)
              .withPlan(begin.plan());
      requireSame("study.observer", prepared.observer().description().digest(), begin.observer());
      requireSame("study.stimulus", prepared.sources(), begin.stimuli());
      return prepared;
    }

    private static void requireSame(String field, String found, String expected) {
      if (!found.equals(expected)) {
        throw new InvalidInputException(
            field,
            found + ", which differs from that at the start of the study",
            expected + ", of the same files and network");
      }
    }

    private void compute(Message.Compute task, byte[] input) {
      CompletableFuture<LaneInference> study =
          studies.getOrDefault(
              task.study(),
              CompletableFuture.failedFuture(
                  new IllegalStateException("a task of an unknown study")));
      CompletableFuture<byte[]> unused =
          study
              .thenCompose(inference -> result(inference, task, input))
              .whenCompleteAsync(
                  (result, failure) ->
                      report(task, result, study.isCompletedExceptionally(), failure),
                  blocking);
    }

    private static CompletionStage<byte[]> result(
        LaneInference inference, Message.Compute task, byte[] input) {
      return switch (task.kind()) {
        case SUMS -> inference.tally(task.block()).thenApply(ResultBytes::ofTally);
        case SUMS_OF_OUTPUTS ->
            inference
                .tally(task.block(), ResultBytes.floats(input))
                .thenApply(ResultBytes::ofTally);
        case STIMULI -> inference.stimuli(task.block());
      };
    }

    private void report(
        Message.Compute task,
        byte @Nullable [] result,
        boolean isUnprepared,
        @Nullable Throwable failure) {
      try {
        if (result != null) {
          supervisor.send(new Message.Done(task.ticket()), result);
        } else {
          Throwable cause =
              StageFailure.of(failure == null ? new IllegalStateException() : failure);
          supervisor.send(failed(task.ticket(), isUnprepared, cause));
        }
      } catch (IOException ended) {
        LOG.debug("the supervisor has ended", ended);
      } catch (RuntimeException | OutOfMemoryError unsent) {
        LOG.error("a result cannot be sent", unsent);
        Runtime.getRuntime().halt(1); // or the supervisor would wait for it
      }
    }

    private Message.Failed failed(long ticket, boolean isUnprepared, Throwable cause) {
      Optional<String> shortage = settings.memory().shortage(cause);
      Message.Failed.Kind kind =
          cause instanceof JobOverdueException || cause instanceof TimeoutException
              ? Message.Failed.Kind.OVERDUE
              : isUnprepared || shortage.isPresent()
                  ? Message.Failed.Kind.LOCAL
                  : Message.Failed.Kind.STUDY;
      String message =
          cause instanceof TimeoutException
              ? "the study could not be prepared in time"
              : shortage.map("the network %s: "::formatted).orElse("")
                  + StageFailure.message(cause);
      return new Message.Failed(
          ticket,
          kind,
          message.length() <= MAX_FAILURE_LENGTH
              ? message
              : message.substring(0, MAX_FAILURE_LENGTH) + "...");
    }

    private void forget(String study) {
      CompletableFuture<LaneInference> forgotten = studies.remove(study);
      if (forgotten != null) {
        CompletableFuture<Void> unused = forgotten.thenAccept(LaneInference::forget);
      }
    }

    private void reportMeasurements() {
      AskPattern.<LanePool.Command, PoolStatus>ask(
              pool, LanePool.GetStatus::new, STATUS_TIMEOUT, pool.scheduler())
          .thenAccept(this::report);
    }

    private void report(PoolStatus status) {
      try {
        supervisor.send(
            new Message.Measured(
                status,
                measurements.takeNanos(),
                measurements.takeFailures(),
                SystemFile.PROCESS.bytes("VmRSS")));
      } catch (IOException ended) {
        LOG.debug("the supervisor has ended", ended);
      }
    }
  }

  /** The measured times of an inference process, until they are sent to its supervisor. */
  static final class Measurements extends SimpleMeterRegistry {
    private final Map<String, List<Long>> nanos = new HashMap<>();
    private long reportedFailures;

    @Override
    protected Timer newTimer(
        Meter.Id id, DistributionStatisticConfig configuration, PauseDetector pauses) {
      String stage = String.valueOf(id.getTag("stage"));
      return new CumulativeTimer(
          id,
          clock,
          configuration,
          pauses,
          getBaseTimeUnit(),
          /* supportsAggregablePercentiles= */ false) {
        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
          super.recordNonNegative(amount, unit);
          add(stage, unit.toNanos(amount));
        }
      };
    }

    private void add(String stage, long time) {
      synchronized (nanos) {
        nanos.computeIfAbsent(stage, each -> new ArrayList<>()).add(time);
      }
    }

    Map<String, long[]> takeNanos() {
      Map<String, long[]> taken = new HashMap<>();
      synchronized (nanos) {
        nanos.forEach(
            (stage, times) ->
                taken.put(stage, times.stream().mapToLong(Long::longValue).toArray()));
        nanos.clear();
      }
      return taken;
    }

    /** Returns the number of failed attempts since the last call. */
    long takeFailures() {
      long all = (long) counter("revcor.jobs.failed").count();
      long added = all - reportedFailures;
      reportedFailures = all;
      return added;
    }
  }
}
