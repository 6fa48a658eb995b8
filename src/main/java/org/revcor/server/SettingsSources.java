package org.revcor.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings come from; the later ones win over the earlier ones, and all over the defaults.
 *
 * @param file a settings file with one block {@code revcor { ... }}
 * @param environment variables; those that begin with {@code REVCOR_} are settings
 * @param flags options of the command line, by the setting's path: {@code port}, {@code data-dir}
 */
public record SettingsSources(
    Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {

  public SettingsSources {
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /**
   * The file that came with this installation, where there is one, and this process's environment.
   */
  public static SettingsSources ofThisProcess(Map<String, String> flags) {
    Optional<Path> file =
        Optional.ofNullable(System.getProperty("revcor.home"))
            .map(home -> Path.of(home, "conf", "revcor.conf"))
            .filter(Files::exists);
    return new SettingsSources(file, System.getenv(), flags);
  }
}
