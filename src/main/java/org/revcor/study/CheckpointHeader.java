package org.revcor.study;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import org.revcor.Json;
import org.revcor.checkpoint.Checkpoint;

/**
 * What a checkpoint is of.
 *
 * @param study the study
 * @param blocks blocks folded
 * @param trials trials folded
 * @param met looks in a row, of those that a longer study would take as well, at which the targets
 *     were met
 * @param seconds running time so far
 */
record CheckpointHeader(StudyIdentity study, long blocks, long trials, int met, double seconds) {

  /**
   * That of a checkpoint.
   *
   * @throws IOException if it is none of a study
   */
  static CheckpointHeader of(Checkpoint checkpoint) throws IOException {
    try {
      return Json.MAPPER.readValue(checkpoint.header(), CheckpointHeader.class);
    } catch (JacksonException e) {
      throw new IOException("the checkpoint's header is none of a study", e);
    }
  }

  byte[] bytes() {
    return Json.bytes(Json.MAPPER.valueToTree(this));
  }
}
