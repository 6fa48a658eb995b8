package org.revcor.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.revcor.calibration.Calibrations;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.Settings;
import org.revcor.server.SettingsSources;
import org.revcor.stimulus.Bases;
import org.revcor.study.Materials;
import org.revcor.study.Observers;
import picocli.CommandLine.Option;

/** Settings that every command takes, as options over {@code conf/revcor.conf} and variables. */
final class SettingsOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of Revcor's state (default: ~/.revcor).")
  private @Nullable String dataDir;

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      description = "Folder of data sets (default: datasets in the data folder).")
  private @Nullable String datasets;

  /**
   * All settings.
   *
   * @param options further options, by the setting's path; null for one that was not given
   */
  Settings with(Map<String, @Nullable String> options) {
    Map<String, @Nullable String> given = new HashMap<>(options);
    given.put("data-dir", dataDir);
    given.put("datasets", datasets);
    Map<String, String> flags = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (value != null) {
            flags.put(key, value);
          }
        });
    return Settings.read(SettingsSources.ofThisProcess(flags));
  }

  Settings alone() {
    return with(Map.of());
  }

  /** What studies may name here: whoever runs a command may read any file anyway. */
  static Materials materials(Settings settings) {
    return new Materials(
        Observers.withAnyFile(new Catalogue(settings.observers())),
        settings.datasets(),
        Bases.ofDataFolder(settings.dataDir()),
        Calibrations.ofDataFolder(settings.dataDir()));
  }
}
