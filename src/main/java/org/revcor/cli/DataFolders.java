package org.revcor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where things lie. */
final class DataFolders {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:REVCOR_DATA_DIR:-${sys:user.home}/.revcor}",
      description = "Folder of Revcor's state (default: $$REVCOR_DATA_DIR or ~/.revcor).")
  private Path dataDir;

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      defaultValue = "${env:REVCOR_DATASETS}",
      description =
          "Folder of data sets (default: $$REVCOR_DATASETS, or datasets in the data folder).")
  private @Nullable Path datasets;

  Path datasets() {
    return datasets == null ? dataDir.resolve("datasets") : datasets;
  }

  Path observers() {
    return dataDir.resolve("observers");
  }
}
