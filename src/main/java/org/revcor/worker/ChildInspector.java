package org.revcor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Function;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;

/**
 * Inspects network files in child processes, one for each file, so that no network runs in this
 * process. Thread-safe.
 */
public final class ChildInspector implements Inspection.Inspector {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TEST_TIMEOUT = Duration.ofMinutes(5);
  private static final long MAX_MEMORY = 4L << 30;
  private static final String FILE = "study.observer.file";

  private final ChildJobs jobs;
  private final MemoryLimit memory;
  private final Duration timeout;

  /**
   * Creates an inspector that gives each network a minute.
   *
   * @param memoryBytes most memory of a child process; an inspection has at most 4 GiB of it
   */
  public ChildInspector(ChildJobs jobs, long memoryBytes) {
    this(jobs, memoryBytes, DEFAULT_TIMEOUT);
  }

  /**
   * @param timeout maximum time of an inspection
   */
  ChildInspector(ChildJobs jobs, long memoryBytes, Duration timeout) {
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
    return run(
        ChildJob.Inspect.of(file, memory),
        timeout,
        Inspection.class,
        harmful ->
            new InvalidInputException(
                FILE,
                "%s, which cannot be run: %s".formatted(file.file(), harmful.getMessage()),
                "a network that computes outputs for two images within %d s"
                    .formatted(timeout.toSeconds())));
  }

  /**
   * Tests a network with the test images of a data set.
   *
   * @param settings folders of data sets
   * @param images name of the data set
   * @throws InvalidInputException as {@link #inspect}; if the images are missing, or do not fit the
   *     network
   * @throws ChildFailedException as {@link #inspect}; if the network fails
   */
  public AccuracyCheck test(NetworkFile file, ProcessSettings settings, String images) {
    return run(
        new ChildJob.Test(ChildJob.Inspect.of(file, memory), settings, images),
        TEST_TIMEOUT,
        AccuracyCheck.class,
        harmful ->
            new InvalidInputException(
                "images",
                "%s, for which the test has failed: %s".formatted(images, harmful.getMessage()),
                "left out, or images that the network classifies within %d min"
                    .formatted(TEST_TIMEOUT.toMinutes())));
  }

  private <T> T run(
      ChildJob job,
      Duration limit,
      Class<T> type,
      Function<ChildFailedException, RuntimeException> refusal) {
    byte[] result = jobs.run(job, limit, refusal);
    try {
      return Json.MAPPER.readValue(result, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
