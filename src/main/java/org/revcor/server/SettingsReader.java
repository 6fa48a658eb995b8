package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads typed values and collects all problems. An invalid value is replaced by its default. */
final class SettingsReader {
  private static final String NONE = "none";
  private static final Duration MAX_TIME = Duration.ofHours(24);

  private final Config config;
  private final Map<String, String> names;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> keys = new LinkedHashSet<>();

  /**
   * @param config content of the block {@code revcor}
   * @param names option or variable of each setting that is not from the file, by path
   */
  SettingsReader(Config config, Map<String, String> names) {
    this.config = config;
    this.names = names;
  }

  String oneOf(String key, String defaultValue, List<String> allowed, String expected) {
    return read(key, defaultValue, expected, text -> Optional.of(text).filter(allowed::contains));
  }

  /** Returns text unchanged. */
  String text(String key, String defaultValue, String expected, Predicate<String> isValid) {
    return read(
        key, defaultValue, expected, text -> Optional.of(config.getString(key)).filter(isValid));
  }

  int whole(String key, int defaultValue, int min, int max) {
    return read(key, defaultValue, wholeFrom(min, max), text -> wholeIn(text, min, max));
  }

  /** Returns a whole number, or the default for {@code auto}. */
  int wholeOrAuto(String key, int auto, int min, int max) {
    return read(
        key,
        auto,
        wholeFrom(min, max) + ", or auto",
        text -> text.equals("auto") ? Optional.of(auto) : wholeIn(text, min, max));
  }

  /** Returns a whole number; empty for {@code none}, the default. */
  OptionalInt wholeOrNone(String key, int min, int max) {
    return read(
        key,
        OptionalInt.empty(),
        wholeFrom(min, max) + ", or none",
        text ->
            text.equals(NONE)
                ? Optional.of(OptionalInt.empty())
                : wholeIn(text, min, max).map(OptionalInt::of));
  }

  /** Returns a path; empty for {@code none}, the default. */
  Optional<Path> pathOrNone(String key) {
    return read(
        key,
        Optional.<Path>empty(),
        "a path, or none",
        text ->
            text.equals(NONE)
                ? Optional.of(Optional.empty())
                : Optional.of(pathOf(text)).filter(Optional::isPresent));
  }

  Path path(String key, Path defaultValue) {
    return read(key, defaultValue.toAbsolutePath().normalize(), "a path", SettingsReader::pathOf);
  }

  private static Optional<Path> pathOf(String text) {
    return Optional.of(text)
        .filter(given -> !given.isBlank())
        .map(given -> expanded(given).toAbsolutePath().normalize());
  }

  /** Returns a time of at most 24 hours. */
  Duration duration(String key, long defaultMillis, long minMillis) {
    Duration min = Duration.ofMillis(minMillis);
    return read(
        key,
        Duration.ofMillis(defaultMillis),
        "a time from %s to %s, such as 500ms, 30s or 2m".formatted(words(min), words(MAX_TIME)),
        text -> {
          Duration value = config.getDuration(key);
          boolean isValid =
              value.compareTo(min) >= 0 && value.compareTo(MAX_TIME) <= 0 && !isBareNumber(text);
          return isValid ? Optional.of(value) : Optional.empty();
        });
  }

  long size(String key, long defaultValue, long min, long max) {
    return read(
        key,
        defaultValue,
        "a size from %s to %s, such as 512KiB or 1GiB".formatted(bytes(min), bytes(max)),
        text -> sizeIn(key, min, max));
  }

  /** Returns a size in bytes, or the default for {@code auto}. */
  long sizeOrAuto(String key, long auto, long min, long max) {
    return read(
        key,
        auto,
        "auto, or a size from %s to %s, such as 4GiB".formatted(bytes(min), bytes(max)),
        text -> text.equals("auto") ? Optional.of(auto) : sizeIn(key, min, max));
  }

  /** Returns a size in bytes; empty for {@code none}, the default. */
  OptionalLong sizeOrNone(String key, long min, long max) {
    return read(
        key,
        OptionalLong.empty(),
        "none, or a size from %s to %s, such as 512MiB or 20GiB".formatted(bytes(min), bytes(max)),
        text ->
            text.equals(NONE)
                ? Optional.of(OptionalLong.empty())
                : sizeIn(key, min, max).map(OptionalLong::of));
  }

  private Optional<Long> sizeIn(String key, long min, long max) {
    return Optional.of(config.getMemorySize(key).toBytes())
        .filter(size -> size >= min && size <= max);
  }

  Set<String> keys() {
    return keys;
  }

  List<String> problems() {
    return problems;
  }

  private <T> T read(
      String key, T defaultValue, String expected, Function<String, Optional<T>> parse) {
    keys.add(key);
    if (!config.hasPathOrNull(key)) {
      return defaultValue;
    }
    Optional<T> value = parsed(key, parse);
    if (value.isEmpty()) {
      refuse(key, expected);
    }
    return value.orElse(defaultValue);
  }

  /** Adds the problem of a setting that has a value. */
  void refuse(String key, String expected) {
    problems.add(
        "%s is %s; it must be %s"
            .formatted(names.getOrDefault(key, "revcor." + key), shown(key), expected));
  }

  private <T> Optional<T> parsed(String key, Function<String, Optional<T>> parse) {
    if (config.getIsNull(key) || config.getValue(key).valueType() == ConfigValueType.OBJECT) {
      return Optional.empty();
    }
    try {
      return parse.apply(String.valueOf(config.getValue(key).unwrapped()));
    } catch (IllegalArgumentException | ArithmeticException | ConfigException unreadable) {
      return Optional.empty();
    }
  }

  private String shown(String key) {
    if (config.getIsNull(key)) {
      return "null";
    }
    return config.getValue(key).valueType() == ConfigValueType.OBJECT
        ? "a block"
        : String.valueOf(config.getValue(key).unwrapped());
  }

  private static Optional<Integer> wholeIn(String text, int min, int max) {
    int value = new BigDecimal(text).intValueExact();
    return value < min || value > max ? Optional.empty() : Optional.of(value);
  }

  private static String wholeFrom(int min, int max) {
    return "a whole number from %d to %d".formatted(min, max);
  }

  private static Path expanded(String text) throws InvalidPathException {
    boolean isInHome = text.equals("~") || text.startsWith("~/");
    return isInHome ? Path.of(System.getProperty("user.home") + text.substring(1)) : Path.of(text);
  }

  /** Returns whether a text lacks a unit, which the parser would read as milliseconds. */
  private static boolean isBareNumber(String text) {
    return text.chars().allMatch(c -> Character.isDigit(c) || c == '.');
  }

  private static String words(Duration time) {
    if (time.toMillis() % 1000 != 0) {
      return time.toMillis() + "ms";
    }
    return time.toSeconds() % 3600 == 0 ? time.toHours() + "h" : time.toSeconds() + "s";
  }

  private static String bytes(long size) {
    return size % (1L << 30) == 0
        ? (size >> 30) + "GiB"
        : size % (1L << 20) == 0 ? (size >> 20) + "MiB" : (size >> 10) + "KiB";
  }
}
