package org.revcor.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.calibration.Calibrations;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.Settings;
import org.revcor.server.SettingsSources;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import picocli.CommandLine.Option;

/** Options of all commands; they override {@code conf/revcor.conf} and environment variables. */
final class SettingsOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Data folder (default: ~/.revcor).")
  private @Nullable String dataDir;

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      description = "Folder of data sets (default: datasets in the data folder).")
  private @Nullable String datasets;

  /**
   * Returns the settings of this process.
   *
   * @param options more options by the path of the setting; null if not given
   */
  Settings read(Map<String, @Nullable String> options) {
    return Settings.read(sources(options));
  }

  /** Returns the sources of the settings of this process. */
  SettingsSources sources() {
    return sources(Map.of());
  }

  private SettingsSources sources(Map<String, @Nullable String> options) {
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
    return SettingsSources.ofThisProcess(flags);
  }

  Settings read() {
    return read(Map.of());
  }

  /** Returns the materials of studies; they may use any file that the user may read. */
  static Materials materials(Settings settings) {
    return new Materials(
            Observers.withAnyFile(new Catalogue(settings.observers())),
            settings.datasets(),
            Bases.ofDataFolder(settings.dataDir()),
            Calibrations.ofDataFolder(settings.dataDir()))
        .withServed(settings.served());
  }
}
