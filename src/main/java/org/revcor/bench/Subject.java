package org.revcor.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.revcor.specification.StudyFile;
import org.revcor.study.StudyFactory;

/**
 * What was measured.
 *
 * @param study the study file as JSON
 * @param observer name of the observer
 * @param lanes threads that show batches at once
 * @param batchSize most trials of a batch
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

  static Subject of(StudyFactory bench, Duration checkpointInterval, boolean reader) {
    return new Subject(
        StudyFile.toJson(bench.specification()),
        bench.protocol().observer().description().name(),
        bench.lanes(),
        bench.plan().batchSize(),
        bench.plan().blockSize(),
        bench.protocol().forwardsPerTrial(),
        checkpointInterval.toMillis() / 1e3,
        reader);
  }

  /** Name of the study. */
  public String name() {
    return study.path("study").path("name").asText();
  }
}
