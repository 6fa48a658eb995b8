package org.revcor.study.results;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import org.revcor.file.Checkpoint;
import org.revcor.schema.Json;

/**
 * The header of a checkpoint.
 *
 * @param met number of consecutive looks at which the targets were met; counts only looks that a
 *     longer study has as well
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
      return StudyViewReader.RECORDS.readValue(checkpoint.header(), CheckpointHeader.class);
    } catch (JacksonException e) {
      throw new IOException("the checkpoint has no valid study header", e);
    }
  }

  byte[] bytes() {
    return Json.bytes(Json.MAPPER.valueToTree(this));
  }

  public static final class CheckpointParts {
    /** State of the {@link org.revcor.estimate.StimulusSums}. */
    public static final int STIMULI = 0;

    /** State of the {@link org.revcor.estimate.CommonProducts}; empty if maps need none. */
    public static final int PRODUCTS = 1;

    private static final int FIRST_CHANNEL_PART = 2;

    private CheckpointParts() {}

    public static int of(int channels) {
      return FIRST_CHANNEL_PART + 2 * channels;
    }

    public static int moments(int channel) {
      return FIRST_CHANNEL_PART + 2 * channel;
    }

    /**
     * Returns the index of the state of a channel's {@link
     * org.revcor.estimate.covariance.AxisMoments}; empty if its axes are not requested.
     */
    public static int covariance(int channel) {
      return FIRST_CHANNEL_PART + 2 * channel + 1;
    }
  }
}
