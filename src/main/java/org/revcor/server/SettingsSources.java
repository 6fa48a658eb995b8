package org.revcor.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of settings; later ones override earlier ones, and all override the defaults.
 *
 * @param file a settings file with one block {@code revcor { ... }}
 * @param environment environment variables; those with the prefix {@code REVCOR_} are settings
 * @param flags command-line options by the setting's path: {@code port}, {@code data-dir}
 */
public record SettingsSources(
    Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {

  public SettingsSources {
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /**
   * Returns the settings file of this installation, if it exists, and this process's environment.
   */
  public static SettingsSources ofThisProcess(Map<String, String> flags) {
    Optional<Path> file =
        Optional.ofNullable(System.getProperty("revcor.home"))
            .map(home -> Path.of(home, "conf", "revcor.conf"))
            .filter(Files::exists);
    return new SettingsSources(file, System.getenv(), flags);
  }
}
