package org.revcor.worker;

import java.time.Duration;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;

/**
 * Inspects network files in child processes, one for each file, so that no network runs in this
 * process. Thread-safe.
 */
public final class ChildInspector implements Inspection.Inspector {
  private static final long MAX_MEMORY = 4L << 30;
  private static final String FILE = "study.observer.file";

  private final ChildJobs jobs;
  private final MemoryLimit memory;
  private final Duration timeout;

  /**
   * @param memoryBytes most memory of a child process; an inspection has at most 4 GiB of it
   * @param timeout maximum time of an inspection
   */
  public ChildInspector(ChildJobs jobs, long memoryBytes, Duration timeout) {
    this.jobs = jobs;
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
  public Inspection inspect(NetworkFile file) {
    byte[] result =
        jobs.run(
            ChildJob.Inspect.of(file, memory),
            timeout,
            harmful ->
                new InvalidInputException(
                    FILE,
                    "%s, which cannot be run: %s".formatted(file.file(), harmful.getMessage()),
                    "a network that computes outputs for two images within %d s (%s)"
                        .formatted(timeout.toSeconds(), "revcor.workers.inspection-time")));
    return Uncheck.get(() -> Json.MAPPER.readValue(result, Inspection.class));
  }
}
