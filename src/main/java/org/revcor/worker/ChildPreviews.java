package org.revcor.worker;

import java.time.Duration;
import org.revcor.InvalidInputException;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Draws previews of stimuli that need a decoder, in child processes. Thread-safe.
 *
 * @param settings folders of networks, data sets and bases
 */
public record ChildPreviews(ChildJobs jobs, ProcessSettings settings) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Returns the first stimuli of a study as a file.
   *
   * @param count number of stimuli
   * @param columns stimuli per row of a contact sheet
   * @throws InvalidInputException if the study is invalid, or a network of it cannot be run
   * @throws ChildFailedException if too many networks wait to be run
   */
  public byte[] file(
      StudySpecification study, int count, StimulusPreview.Format format, int columns) {
    return jobs.run(
        new ChildJob.Preview(settings, StudyFile.toJson(study).toString(), count, format, columns),
        TIMEOUT,
        harmful ->
            new InvalidInputException(
                "study.stimulus",
                "%s, which cannot be drawn: %s"
                    .formatted(study.stimuli().kind().words(), harmful.getMessage()),
                "stimuli of networks that can be run"));
  }
}
