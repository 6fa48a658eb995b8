package org.revcor.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.revcor.study.specification.StudyFile;

/**
 * The study that was measured.
 *
 * @param study the study file as JSON
 * @param observer name of the observer
 * @param lanes number of lanes
 * @param batchSize maximum trials of a batch
 * @param blockSize trials of a block
 * @param forwardsPerTrial work of a trial, in forward passes
 * @param checkpointSeconds time between two checkpoints of the pipeline
 * @param reader whether a client read the live feed of the pipeline
 */
public record Subject(
    JsonNode study,
    String observer,
    int lanes,
    int batchSize,
    int blockSize,
    double forwardsPerTrial,
    double checkpointSeconds,
    boolean reader) {

  static Subject of(BenchmarkedStudy factory, Duration checkpointInterval, boolean reader) {
    return new Subject(
        StudyFile.toJson(factory.specification()),
        factory.protocol().observer().description().name(),
        factory.lanes(),
        factory.plan().batchSize(),
        factory.plan().blockSize(),
        factory.protocol().forwardsPerTrial(),
        checkpointInterval.toMillis() / 1e3,
        reader);
  }

  /** Returns the name of the study. */
  public String name() {
    return study.path("study").path("name").asText();
  }
}
