package org.revcor.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
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
  private static final String FILE = "study.observer.file";

  private final ChildJobs jobs;
  private final Duration timeout;

  /** Creates an inspector that gives each network a minute. */
  public ChildInspector(ChildJobs jobs) {
    this(jobs, DEFAULT_TIMEOUT);
  }

  /**
   * @param timeout maximum time of an inspection
   */
  ChildInspector(ChildJobs jobs, Duration timeout) {
    this.jobs = jobs;
    this.timeout = timeout;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ChildFailedException if too many files wait for their inspection
   */
  @Override
  public Inspection inspect(TorchScriptFile file) {
    ChildJob job =
        new ChildJob.Inspect(
            file.file().toAbsolutePath().toString(),
            file.name(),
            List.of(file.planes(), file.height(), file.width()),
            file.output(),
            file.classes(),
            file.scale(),
            file.layers());
    byte[] result =
        jobs.run(
            job,
            timeout,
            harmful ->
                new InvalidInputException(
                    FILE,
                    "%s, which cannot be run: %s".formatted(file.file(), harmful.getMessage()),
                    "a network that computes outputs for two images within %d s"
                        .formatted(timeout.toSeconds())));
    try {
      return Json.MAPPER.readValue(result, Inspection.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
