package org.revcor.worker;

import java.nio.file.Path;
import java.time.Duration;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;

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

  /** Returns what studies of the process refer to; it inspects networks itself. */
  Materials materials() {
    Catalogue catalogue = new Catalogue(Path.of(observers));
    return new Materials(
        anyFile ? Observers.withAnyFile(catalogue) : Observers.withFilesOfItsFolder(catalogue),
        Path.of(datasets),
        Bases.ofDataFolder(Path.of(dataDir)));
  }

  /** Returns the folders that studies read. */
  FileAccess access() {
    return FileAccess.NONE
        .reading(Path.of(observers))
        .reading(Path.of(datasets))
        .reading(Bases.ofDataFolder(Path.of(dataDir)).folder());
  }

  LaneSettings lanes() {
    return new LaneSettings(
        cpuLanes, Duration.ofMillis(blockDeadlineMillis), attempts, observerBytes);
  }
}
