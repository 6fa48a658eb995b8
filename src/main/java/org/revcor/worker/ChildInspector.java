package org.revcor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.revcor.InvalidInputException;
import org.revcor.observer.torchscript.Inspection;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.schema.Json;

/**
 * Inspects TorchScript files in child processes, one for each file, so that no network runs in this
 * process. Thread-safe.
 */
public final class ChildInspector implements Inspection.Inspector {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_AT_A_TIME = 2;
  private static final long MAX_MEMORY = 4L << 30;

  /** Each waits on a thread that other requests need as well. */
  private static final int MAX_WAITING = 10;

  /** With the inspection itself shorter than the timeout of an upload. */
  private static final int MAX_WAIT_SECONDS = 45;

  private static final String FILE = "study.observer.file";

  private final Confinement confinement;
  private final MemoryLimit memory;
  private final Duration timeout;
  private final Semaphore processes = new Semaphore(MAX_AT_A_TIME, /* fair= */ true);

  /**
   * Creates an inspector that gives each network a minute.
   *
   * @param memoryBytes most memory of a child process; an inspection has at most 4 GiB of it
   */
  public ChildInspector(Confinement confinement, long memoryBytes) {
    this(confinement, memoryBytes, DEFAULT_TIMEOUT);
  }

  /**
   * @param timeout maximum time of an inspection
   */
  ChildInspector(Confinement confinement, long memoryBytes, Duration timeout) {
    this.confinement = confinement;
    this.memory = new MemoryLimit(Math.min(memoryBytes, MAX_MEMORY));
    this.timeout = timeout;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ChildFailedException if too many files wait for their inspection, or the system has
   *     ended it
   */
  @Override
  public Inspection inspect(TorchScriptFile file) {
    if (processes.getQueueLength() >= MAX_WAITING || !hasTurn()) {
      throw ChildFailedException.ofSystem(
          "too many networks wait for their inspection; try again in a minute");
    }
    ChildJob job =
        new ChildJob.Inspect(
            file.file().toAbsolutePath().toString(),
            file.name(),
            List.of(file.planes(), file.height(), file.width()),
            file.output(),
            file.classes(),
            file.scale(),
            file.layers(),
            memory);
    try (JobProcess process = JobProcess.start(job, confinement)) {
      byte[] result = process.run(Optional.of(timeout), shown -> {});
      return Json.MAPPER.readValue(result, Inspection.class);
    } catch (ChildFailedException harmful) {
      if (harmful.isOfSystem()) {
        throw harmful;
      }
      throw new InvalidInputException(
          FILE,
          "%s, which cannot be run: %s".formatted(file.file(), harmful.getMessage()),
          "a network that computes outputs for two images within %d s"
              .formatted(timeout.toSeconds()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
