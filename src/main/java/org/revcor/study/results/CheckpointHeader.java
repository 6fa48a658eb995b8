package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/**
 * The header of a checkpoint.
 *
 * @param study identity of the study
 * @param blocks blocks folded
 * @param trials trials folded
 * @param met number of consecutive looks at which the targets were met; counts only looks that a
 *     longer study has as well
 * @param seconds running time so far
 */
public record CheckpointHeader(
    StudyIdentity study, long blocks, long trials, int met, double seconds) {

  /**
   * Reads the header of a checkpoint.
   *
   * @throws IOException if it is not the checkpoint of a study
   */
  public static CheckpointHeader of(Checkpoint checkpoint) throws IOException {
    try {
      return Json.MAPPER.readValue(checkpoint.header(), CheckpointHeader.class);
    } catch (JacksonException e) {
      throw new IOException("the checkpoint has no valid study header", e);
    }
  }

  byte[] bytes() {
    return Json.bytes(Json.MAPPER.valueToTree(this));
  }
}
