package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.revcor.schema.Spelling;
import org.revcor.server.Settings.SettingsSources;

/**
 * The settings of all sources, merged by precedence.
 *
 * @param config content of the block {@code revcor}
 * @param names option or variable of each setting that is not from the file, by path
 * @param problems unknown keys and variables, and an unreadable file
 */
record LayeredSettings(Config config, Map<String, String> names, List<String> problems) {
  private static final String BLOCK = "revcor";
  private static final String PREFIX = "REVCOR_";

  /** Variables of the launcher and of clients, which are not settings. */
  private static final Set<String> OTHERS =
      Set.of("REVCOR_JAVA_OPTS", "REVCOR_TOKEN", "REVCOR_CA", LogFormat.VARIABLE);

  static LayeredSettings of(SettingsSources sources, Set<String> keys) {
    List<String> problems = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Config flags = flags(sources.flags(), keys, problems);
    Config environment = environment(sources.environment(), keys, names, problems);
    Config file = sources.file().map(path -> file(path, problems)).orElse(ConfigFactory.empty());
    sources.flags().keySet().forEach(key -> names.put(key, "--" + key));
    Config config = resolved(flags.withFallback(environment).withFallback(file), problems);
    unknown(config, keys, problems);
    return new LayeredSettings(config, names, problems);
  }

  /** Returns the variable of a key: {@code REVCOR_LANES_CPU_LANES} for {@code lanes.cpu-lanes}. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Config flags(Map<String, String> flags, Set<String> keys, List<String> problems) {
    flags.keySet().stream()
        .filter(key -> !keys.contains(key))
        .forEach(
            key ->
                problems.add("--%s is not a setting%s".formatted(key, Spelling.hint(key, keys))));
    return block(
        flags.entrySet().stream()
            .filter(flag -> keys.contains(flag.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Config environment(
      Map<String, String> environment,
      Set<String> keys,
      Map<String, String> names,
      List<String> problems) {
    Map<String, String> byVariable =
        keys.stream().collect(Collectors.toMap(LayeredSettings::variable, key -> key));
    Map<String, String> given = new TreeMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              String key = byVariable.get(variable);
              if (key != null) {
                given.put(key, value);
                names.put(key, variable);
              } else if (variable.startsWith(PREFIX) && !OTHERS.contains(variable)) {
                problems.add(
                    "%s is not a setting%s"
                        .formatted(variable, Spelling.hint(variable, byVariable.keySet())));
              }
            });
    return block(given);
  }

  private static Config block(Map<String, String> values) {
    Map<String, Object> paths = new HashMap<>();
    values.forEach((key, value) -> paths.put(BLOCK + "." + key, value));
    return ConfigFactory.parseMap(paths);
  }

  private static Config file(Path path, List<String> problems) {
    try {
      Config file =
          ConfigFactory.parseFile(
              path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      for (String root : file.root().keySet()) {
        if (!root.equals(BLOCK)) {
          problems.add(
              "%s is not a setting; settings must be in the block revcor { ... } of %s"
                  .formatted(root, path));
        }
      }
      return file;
    } catch (ConfigException unreadable) {
      problems.add("the settings file cannot be read: " + unreadable.getMessage());
      return ConfigFactory.empty();
    }
  }

  private static void unknown(Config config, Set<String> keys, List<String> problems) {
    List<String> leaves = new ArrayList<>();
    leaves(config.root(), "", keys, leaves);
    leaves.stream()
        .filter(key -> !keys.contains(key))
        .sorted()
        .forEach(
            key -> problems.add("revcor.%s is not a setting%s".formatted(key, hint(key, keys))));
  }

  /** Collects the paths of known keys and of values. */
  private static void leaves(
      ConfigObject block, String prefix, Set<String> keys, List<String> into) {
    block.forEach(
        (name, value) -> {
          String path = prefix + name;
          if (value instanceof ConfigObject inner && !keys.contains(path)) {
            leaves(inner, path + ".", keys, into);
          } else {
            into.add(path);
          }
        });
  }

  /** Suggests a key with a similar spelling, or with this name in another block. */
  private static String hint(String key, Set<String> keys) {
    String name = key.substring(key.lastIndexOf('.') + 1);
    return keys.stream()
        .filter(known -> known.endsWith("." + name) || known.equals(name))
        .findFirst()
        .or(() -> Spelling.nearest(key, keys))
        .map(known -> "; did you mean revcor." + known + "?")
        .orElse("");
  }

  private static Config resolved(Config layers, List<String> problems) {
    try {
      Config config = layers.resolve();
      return config.hasPath(BLOCK) ? config.getConfig(BLOCK) : ConfigFactory.empty();
    } catch (ConfigException unresolved) {
      problems.add("the settings file cannot be read: " + unresolved.getMessage());
      return ConfigFactory.empty();
    }
  }
}
