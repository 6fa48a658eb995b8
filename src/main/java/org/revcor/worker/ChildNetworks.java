package org.revcor.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AccuracyCheck;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.NetworkFile;
import org.revcor.schema.Json;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import org.revcor.worker.JobProcess.ChildFailedException;

/**
 * Runs networks in child processes, each job in a process of its own and a few at a time, so that
 * no network runs in this process. Thread-safe.
 */
public final class ChildNetworks {
  private static final Duration TEST_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PREVIEW_TIMEOUT = Duration.ofSeconds(30);
  private static final long MAX_INSPECTION_MEMORY = 4L << 30;
  private static final int MAX_AT_A_TIME = 2;

  /** Each waits on a thread that other requests need as well. */
  private static final int MAX_WAITING = 10;

  /** With the job itself shorter than the timeout of an upload. */
  private static final int MAX_WAIT_SECONDS = 45;

  /** Maximum time of an inspection by a server. */
  public static final Duration INSPECTION_TIMEOUT = Duration.ofMinutes(1);

  private final Confinement confinement;
  private final ProcessSettings settings;
  private final Duration inspectionTimeout;
  private final Semaphore processes = new Semaphore(MAX_AT_A_TIME, /* fair= */ true);

  /**
   * @param settings folders of networks, data sets and bases; most memory of a process, of which an
   *     inspection has at most 4 GiB
   */
  public ChildNetworks(
      Confinement confinement, ProcessSettings settings, Duration inspectionTimeout) {
    this.confinement = confinement;
    this.settings = settings;
    this.inspectionTimeout = inspectionTimeout;
  }

  ProcessSettings settings() {
    return settings;
  }

  /**
   * Inspects a network file; see {@link Inspection.Inspector}.
   *
   * @throws ChildFailedException if too many networks wait to be run, or the system has ended the
   *     process
   */
  public Inspection inspect(NetworkFile file) {
    long memory = Math.min(settings.memoryBytes(), MAX_INSPECTION_MEMORY);
    byte[] result =
        run(
            ChildJob.Inspect.of(file, settings.withMemory(memory)),
            inspectionTimeout,
            harmful ->
                new InvalidInputException(
                    "study.observer.file",
                    "%s, which cannot be run: %s".formatted(file.file(), harmful.getMessage()),
                    "a network that computes outputs for two images within %d s"
                        .formatted(inspectionTimeout.toSeconds())));
    return Uncheck.get(() -> Json.MAPPER.readValue(result, Inspection.class));
  }

  /**
   * Tests a network file with the test images of a data set.
   *
   * @throws InvalidInputException if the images are missing or do not fit the network, or it fails
   * @throws ChildFailedException if too many networks wait to be run, or the system has ended the
   *     process
   */
  public AccuracyCheck test(NetworkFile file, String images) {
    byte[] result =
        run(
            new ChildJob.Test(ChildJob.Inspect.of(file, settings), images),
            TEST_TIMEOUT,
            harmful ->
                new InvalidInputException(
                    "images",
                    "%s, for which the test has failed: %s".formatted(images, harmful.getMessage()),
                    "left out, or images that the network classifies within %d min"
                        .formatted(TEST_TIMEOUT.toMinutes())));
    return Uncheck.get(() -> Json.MAPPER.readValue(result, AccuracyCheck.class));
  }

  /**
   * Returns the first stimuli of a study as a file; for stimuli that need a decoder.
   *
   * @throws InvalidInputException if the study is invalid, or a network of it cannot be run
   * @throws ChildFailedException if too many networks wait to be run
   */
  public byte[] preview(
      StudySpecification study, int count, StimulusPreview.Format format, int columns) {
    return run(
        new ChildJob.Preview(settings, StudyFile.toJson(study).toString(), count, format, columns),
        PREVIEW_TIMEOUT,
        harmful ->
            new InvalidInputException(
                "study.stimulus",
                "%s, which cannot be drawn: %s"
                    .formatted(study.stimuli().kind().words(), harmful.getMessage()),
                "stimuli of networks that can be run"));
  }

  /**
   * Runs a job and waits for its result.
   *
   * @param refusal returns the error for a job that fails, ends its process or takes too long
   * @return the bytes of the result
   */
  byte[] run(
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
