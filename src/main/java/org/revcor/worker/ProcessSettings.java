package org.revcor.worker;

import java.time.Duration;
import org.revcor.inference.LaneSettings;

/**
 * Folders and lanes of an inference process.
 *
 * @param dataDir folder of the server's state
 * @param datasets folder of the data sets
 * @param observers folder of the users' networks
 * @param anyFile whether studies can name files outside of the folder of networks
 */
public record ProcessSettings(
    String dataDir,
    String datasets,
    String observers,
    boolean anyFile,
    int cpuLanes,
    long blockDeadlineMillis,
    int attempts,
    long observerBytes) {

  LaneSettings lanes() {
    return new LaneSettings(
        cpuLanes, Duration.ofMillis(blockDeadlineMillis), attempts, observerBytes);
  }
}
