package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.revcor.InvalidInputException;
import org.revcor.schema.Description;
import org.revcor.schema.Key;
import org.revcor.schema.Section;
import org.revcor.schema.Spelling;
import org.revcor.schema.Type;
import org.revcor.server.Settings.SettingsSources;

/**
 * Reads settings, which are keys of one object, from all sources, and collects all problems. An
 * invalid value is replaced by its default.
 */
final class SettingsReader {
  private static final Duration MAX_TIME = Duration.ofHours(24);
  private static final Section NOTHING = new Section("", JsonNodeFactory.instance.objectNode());

  private static final String BLOCK = "revcor";
  private static final String PREFIX = "REVCOR_";

  private static final Set<String> OTHERS =
      Set.of("REVCOR_JAVA_OPTS", "REVCOR_TOKEN", "REVCOR_CA", "REVCOR_URL", "REVCOR_HOME");

  /** Content of the block {@code revcor}. */
  private final Config config;

  /** Option or variable of each setting that is not from the file, by path. */
  private final Map<String, String> names;

  private final List<String> problems;
  private final SequencedMap<String, Description.Value> keys = new LinkedHashMap<>();

  private SettingsReader(Config config, Map<String, String> names, List<String> problems) {
    this.config = config;
    this.names = names;
    this.problems = problems;
  }

  /**
   * Returns a reader of all sources, whose settings have these keys. Options precede variables,
   * which precede the file.
   */
  static SettingsReader of(SettingsSources sources, Set<String> keys) {
    List<String> problems = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, String> given = new HashMap<>();
    Map<String, String> byVariable =
        keys.stream().collect(Collectors.toMap(SettingsReader::variable, key -> key));
    new TreeMap<>(sources.environment())
        .forEach(
            (variable, value) -> {
              String key = byVariable.get(variable);
              if (key != null) {
                given.put(BLOCK + "." + key, value);
                names.put(key, variable);
              } else if (variable.startsWith(PREFIX) && !OTHERS.contains(variable)) {
                problems.add(unknown(variable, byVariable.keySet(), ""));
              }
            });
    sources
        .flags()
        .forEach(
            (key, value) -> {
              given.put(BLOCK + "." + key, value);
              names.put(key, "--" + key);
            });
    Config config = ConfigFactory.empty();
    try {
      Config file = sources.file().map(path -> file(path, problems)).orElse(ConfigFactory.empty());
      Config all = ConfigFactory.parseMap(given).withFallback(file).resolve();
      config = all.hasPath(BLOCK) ? all.getConfig(BLOCK) : config;
    } catch (ConfigException unreadable) {
      problems.add("the settings file cannot be read: " + unreadable.getMessage());
    }
    config.entrySet().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !keys.contains(key))
        .sorted()
        .forEach(key -> problems.add(unknown(key, keys, BLOCK + ".")));
    return new SettingsReader(config, names, problems);
  }

  private static String unknown(String name, Set<String> known, String prefix) {
    return "%s%s is not a setting%s"
        .formatted(
            prefix,
            name,
            Spelling.nearest(name, known)
                .map(nearest -> "; did you mean %s%s?".formatted(prefix, nearest))
                .orElse(""));
  }

  private static Config file(Path path, List<String> problems) {
    Config file =
        ConfigFactory.parseFile(
            path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    file.root().keySet().stream()
        .filter(root -> !root.equals(BLOCK))
        .forEach(
            root ->
                problems.add(
                    "%s is not a setting; settings must be in the block revcor { ... } of %s"
                        .formatted(root, path)));
    return file;
  }

  static SettingsReader ofDefaults() {
    return new SettingsReader(ConfigFactory.empty(), Map.of(), new ArrayList<>());
  }

  <T> T read(String path, Type<T> type, T defaultValue, String help) {
    return read(Key.withDefault(path, type, defaultValue, help));
  }

  /** Returns the value of a setting whose default depends on other settings. */
  <T> Optional<T> readOptional(String path, Type<T> type, String defaultValue, String help) {
    return read(Key.optional(path, type, defaultValue, help));
  }

  private <T> T read(Key<T> key) {
    keys.put(key.name(), key.description());
    if (!config.hasPath(key.name())) {
      return key.read(NOTHING);
    }
    try {
      JsonNode value = value(key.name(), key.description().schema());
      return key.read(
          new Section("", JsonNodeFactory.instance.objectNode().set(key.name(), value)));
    } catch (InvalidInputException | IllegalArgumentException | ConfigException invalid) {
      refuse(key.name(), key.description().range());
      return key.read(NOTHING);
    }
  }

  /** Returns a value with the type that its key has; variables and options are texts. */
  private JsonNode value(String path, JsonNode schema) {
    String text = shown(path);
    List<String> types = schema.findValuesAsText("type");
    if (types.contains("integer") && text.matches("-?\\d{1,18}")) {
      return LongNode.valueOf(Long.parseLong(text));
    }
    return types.contains("boolean") && List.of("true", "false").contains(text)
        ? BooleanNode.valueOf(text.equals("true"))
        : TextNode.valueOf(text);
  }

  SequencedMap<String, Description.Value> keys() {
    return keys;
  }

  List<String> problems() {
    return problems;
  }

  void refuse(String path, String expected) {
    problems.add("%s is %s; it must be %s".formatted(name(path), shown(path), expected));
  }

  String name(String path) {
    return names.getOrDefault(path, BLOCK + "." + path);
  }

  private String shown(String path) {
    return String.valueOf(config.getValue(path).unwrapped());
  }

  static Type<String> text(String range, Predicate<String> isValid) {
    return type(range, text -> Optional.of(text).filter(isValid), Function.identity());
  }

  /** Returns the type of a time from a minimum to 24 hours. */
  static Type<Duration> duration(Duration min) {
    String range =
        "a time from %s to %s, such as 500ms, 30s or 2m".formatted(words(min), words(MAX_TIME));
    return new Type<>(
        range,
        Type.named("string"),
        (section, key) -> {
          Duration given = section.duration(key, range);
          if (given.compareTo(min) < 0 || given.compareTo(MAX_TIME) > 0) {
            throw section.wrong(key, range);
          }
          return given;
        },
        time -> TextNode.valueOf(words(time)));
  }

  static Type<Long> size(long min, long max) {
    return type(
        "a size from %s to %s, such as 512KiB or 1GiB".formatted(bytes(min), bytes(max)),
        text ->
            Optional.of(
                    ConfigFactory.parseMap(Map.of("size", text)).getMemorySize("size").toBytes())
                .filter(size -> size >= min && size <= max),
        SettingsReader::bytes);
  }

  /** The type of the path of a file or folder, which may begin with {@code ~}. */
  static final Type<Path> PATH =
      type(
          "a path",
          text ->
              Optional.of(text)
                  .filter(given -> !given.isBlank())
                  .map(given -> expanded(given).toAbsolutePath().normalize()),
          Path::toString);

  static <T> Type<T> orWord(Type<T> type, String word, T value) {
    return new Type<>(
        "%s, or %s".formatted(type.range(), word),
        Type.either(Type.named("string"), type.schema()),
        (section, key) ->
            section.fields().path(key).asText().equals(word)
                ? value
                : type.reader().read(section, key),
        given -> given.equals(value) ? TextNode.valueOf(word) : type.writer().apply(given));
  }

  static <T> Type<Optional<T>> orNone(Type<T> type) {
    Type<Optional<T>> optional =
        new Type<>(
            type.range(),
            type.schema(),
            (section, key) -> Optional.of(type.reader().read(section, key)),
            given -> type.writer().apply(given.orElseThrow()));
    return orWord(optional, "none", Optional.empty());
  }

  private static <T> Type<T> type(
      String range, Function<String, Optional<T>> parse, Function<T, String> writer) {
    return new Type<>(
        range,
        Type.named("string"),
        (section, key) ->
            parse.apply(section.anyText(key)).orElseThrow(() -> section.wrong(key, range)),
        value -> TextNode.valueOf(writer.apply(value)));
  }

  private static Path expanded(String text) {
    boolean isInHome = text.equals("~") || text.startsWith("~/");
    return isInHome ? Path.of(System.getProperty("user.home") + text.substring(1)) : Path.of(text);
  }

  private static String words(Duration time) {
    if (time.toMillis() % 1000 != 0) {
      return time.toMillis() + "ms";
    }
    return time.toSeconds() % 3600 == 0
        ? time.toHours() + "h"
        : time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
  }

  private static String bytes(long size) {
    return size % (1L << 30) == 0
        ? (size >> 30) + "GiB"
        : size % (1L << 20) == 0 ? (size >> 20) + "MiB" : (size >> 10) + "KiB";
  }

  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
