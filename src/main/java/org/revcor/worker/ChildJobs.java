package org.revcor.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs short jobs, each in a child process of its own, a few at a time. Thread-safe. */
public final class ChildJobs {
  private static final int MAX_AT_A_TIME = 2;

  /** Each waits on a thread that other requests need as well. */
  private static final int MAX_WAITING = 10;

  /** With the job itself shorter than the timeout of an upload. */
  private static final int MAX_WAIT_SECONDS = 45;

  private final Confinement confinement;
  private final Semaphore processes = new Semaphore(MAX_AT_A_TIME, /* fair= */ true);

  public ChildJobs(Confinement confinement) {
    this.confinement = confinement;
  }

  /**
   * Runs a job and waits for its result.
   *
   * @param refusal returns the error for a job that fails, ends its process or takes too long
   * @return the bytes of the result
   * @throws org.revcor.InvalidInputException if the job refuses its input
   * @throws ChildFailedException if too many jobs wait, or the system has ended the process
   */
  public byte[] run(
      ChildJob job, Duration timeout, Function<ChildFailedException, RuntimeException> refusal) {
    if (processes.getQueueLength() >= MAX_WAITING || !hasTurn()) {
      throw ChildFailedException.ofSystem(
          "too many networks wait for their inspection; try again in a minute");
    }
    try (JobProcess process = JobProcess.start(job, confinement)) {
      return process.run(Optional.of(timeout), shown -> {});
    } catch (ChildFailedException harmful) {
      throw harmful.isOfSystem() ? harmful : refusal.apply(harmful);
    } finally {
      processes.release();
    }
  }

  private boolean hasTurn() {
    try {
      return processes.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
