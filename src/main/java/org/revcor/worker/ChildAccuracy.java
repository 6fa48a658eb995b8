package org.revcor.worker;

import java.time.Duration;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;

/**
 * Tests network files with the test images of data sets, in child processes. Thread-safe.
 *
 * @param settings folder of data sets
 */
public record ChildAccuracy(ChildJobs jobs, ProcessSettings settings) {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /**
   * Tests a network.
   *
   * @param images name of a data set
   * @throws InvalidInputException if the images are missing or do not fit the network, or it fails
   * @throws ChildFailedException if too many networks wait to be run, or the system has ended the
   *     process
   */
  public AccuracyCheck of(NetworkFile file, String images) {
    byte[] result =
        jobs.run(
            new ChildJob.Test(ChildJob.Inspect.of(file, settings.memory()), settings, images),
            TIMEOUT,
            harmful ->
                new InvalidInputException(
                    "images",
                    "%s, for which the test has failed: %s".formatted(images, harmful.getMessage()),
                    "left out, or images that the network classifies within %d min"
                        .formatted(TIMEOUT.toMinutes())));
    return Uncheck.get(() -> Json.MAPPER.readValue(result, AccuracyCheck.class));
  }
}
