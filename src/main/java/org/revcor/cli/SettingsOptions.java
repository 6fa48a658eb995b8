package org.revcor.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.server.Settings;
import org.revcor.server.Settings.SettingsSources;
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

  Settings read() {
    return read(Map.of());
  }

  /**
   * Returns the settings of this process.
   *
   * @param options more options by the path of the setting
   */
  Settings read(Map<String, String> options) {
    return Settings.read(sources(options));
  }

  SettingsSources sources(Map<String, String> options) {
    Map<String, String> given = new HashMap<>(options);
    put(given, "data-dir", dataDir);
    put(given, "datasets", datasets);
    return SettingsSources.ofThisProcess(given);
  }

  static void put(Map<String, String> options, String setting, @Nullable String given) {
    if (given != null) {
      options.put(setting, given);
    }
  }

  /** Returns the materials of studies; they may use any file that the user may read. */
  static Materials materials(Settings settings) {
    return new Materials(
        Observers.withAnyFile(new Catalogue(settings.folders().observers())),
        settings.folders().datasets(),
        Bases.ofDataFolder(settings.folders().data()));
  }

  static final class AddressOptions {
    @Option(
        names = "--host",
        paramLabel = "HOST",
        description =
            "Address to listen on; other than loopback ones need http.tls or http.behind-proxy"
                + " (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "Port to listen on; 0 selects a free port (default: 8080).")
    private @Nullable String port;

    Map<String, String> given() {
      Map<String, String> given = new HashMap<>();
      SettingsOptions.put(given, "host", host);
      SettingsOptions.put(given, "port", port);
      return given;
    }
  }
}
