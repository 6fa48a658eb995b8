package org.revcor.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.revcor.InvalidInputException;
import org.revcor.RevcorException;

public final class JobProcess implements AutoCloseable {
  /** Stimuli of a job that were shown and that will be, as far as known. */
  public record Progress(long shown, long expected) {}

  private final ChildProcess child;
  private final ChildJob job;
  private volatile boolean late;

  private JobProcess(ChildProcess child, ChildJob job) {
    this.child = child;
    this.job = job;
  }

  /**
   * Starts the process of a job, which may read and write the job's files.
   *
   * @throws ChildFailedException if the system refuses it
   */
  public static JobProcess start(ChildJob job, Confinement confinement) {
    try {
      return new JobProcess(ChildProcess.start(confinement, job.access(), job.memory()), job);
    } catch (IOException e) {
      throw ChildFailedException.ofSystem("a process for networks cannot be started: " + e);
    }
  }

  /**
   * Runs the job and waits for its result.
   *
   * @param timeout time after which the process is killed; empty for no limit
   * @return the bytes of the result
   * @throws InvalidInputException if the job refuses its input
   * @throws ChildFailedException if the job fails, ends its process or takes too long
   */
  public byte[] run(Optional<Duration> timeout, Consumer<Progress> progress) {
    CompletableFuture<?> deadline = timeout.map(this::killAfter).orElseGet(CompletableFuture::new);
    try (Connection connection = child.connect()) {
      connection.send(new Message.Run(), Cbor.mapper().writeValueAsBytes(job));
      while (true) {
        Connection.Frame frame = connection.receive();
        switch (frame.message()) {
          case Message.Shown shown ->
              progress.accept(new Progress(shown.shown(), shown.expected()));
          case Message.Done done -> {
            return frame.bytes();
          }
          case Message.Invalid invalid ->
              throw new InvalidInputException(invalid.field(), invalid.value(), invalid.expected());
          case Message.Failed failed -> throw new ChildFailedException(failed.message());
          default -> throw new IOException("no message of a job: " + frame.message());
        }
      }
    } catch (IOException ended) {
      if (late) {
        throw new ChildFailedException(
            "%s did not respond within %d s"
                .formatted(job.subject(), timeout.orElseThrow().toSeconds()));
      }
      String end = child.end();
      throw child.wasKilledFromOutside()
          ? ChildFailedException.ofSystem(
              "the process of %s was ended %s".formatted(job.subject(), end))
          : new ChildFailedException(job.subject() + " ended its process " + end);
    } finally {
      deadline.cancel(false);
    }
  }

  private CompletableFuture<?> killAfter(Duration timeout) {
    return new CompletableFuture<>()
        .completeOnTimeout(true, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            passed -> {
              late = true;
              kill();
            });
  }

  /** Ends the job at once; {@link #run} then fails. */
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }

  public static final class ChildFailedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    private final boolean isOfSystem;

    ChildFailedException(String message) {
      this(message, false);
    }

    private ChildFailedException(String message, boolean isOfSystem) {
      super(message);
      this.isOfSystem = isOfSystem;
    }

    /** Returns a failure for which the job is not to blame, so it may succeed later. */
    static ChildFailedException ofSystem(String message) {
      return new ChildFailedException(message, true);
    }

    boolean isOfSystem() {
      return isOfSystem;
    }
  }
}
