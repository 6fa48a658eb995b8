package org.revcor.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigMemorySize;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.revcor.record.DatabaseSettings;

/**
 * Reads typed values and remembers what was wrong, so that everything can be reported at once; a
 * value that cannot be used counts as its default meanwhile.
 */
final class SettingsReader {
  private final Config config;
  private final Map<String, String> names;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> keys = new LinkedHashSet<>();

  /**
   * @param config the block {@code revcor}
   * @param names how the user gave a setting, where it was not by its path: the variable's or the
   *     option's name
   */
  SettingsReader(Config config, Map<String, String> names) {
    this.config = config;
    this.names = names;
  }

  String oneOf(String key, String standard, List<String> allowed, String expected) {
    return read(key, standard, expected, text -> Optional.of(text).filter(allowed::contains));
  }

  /** Text as it stands in the source. */
  String text(String key, String standard, String expected, Predicate<String> usable) {
    return read(key, standard, expected, text -> Optional.of(config.getString(key)).filter(usable));
  }

  /**
   * What the file of a path holds, without the end of its last line; empty without a path.
   *
   * @param allowed whether a path may be given
   */
  String content(String key, boolean allowed, String expected) {
    return read(
        key,
        "",
        expected,
        text ->
            text.isEmpty()
                ? Optional.of("")
                : Optional.of(text)
                    .filter(path -> allowed)
                    .map(path -> textOf(expanded(path)))
                    .filter(content -> !content.isEmpty()));
  }

  int whole(String key, int standard, int least, int most) {
    return read(key, standard, wholeFrom(least, most), text -> wholeIn(text, least, most));
  }

  /** A whole number, or {@code auto} for the default. */
  int wholeOrAuto(String key, int auto, int least, int most) {
    return read(
        key,
        auto,
        wholeFrom(least, most) + ", or auto",
        text -> text.equals("auto") ? Optional.of(auto) : wholeIn(text, least, most));
  }

  Path path(String key, Path standard) {
    return read(
        key,
        standard.toAbsolutePath().normalize(),
        "a path",
        text ->
            Optional.of(text)
                .filter(given -> !given.isBlank())
                .map(given -> expanded(given).toAbsolutePath().normalize()));
  }

  Duration duration(String key, Duration standard, Duration least, Duration most) {
    return read(
        key,
        standard,
        "a time from %s to %s, such as 500ms, 30s or 2m".formatted(words(least), words(most)),
        text -> {
          Duration value = config.getDuration(key);
          boolean usable =
              value.compareTo(least) >= 0 && value.compareTo(most) <= 0 && !isBareNumber(text);
          return usable ? Optional.of(value) : Optional.empty();
        });
  }

  ConfigMemorySize size(String key, long standard, long least, long most) {
    return read(
        key,
        ConfigMemorySize.ofBytes(standard),
        "a size from %s to %s, such as 512KiB or 1GiB".formatted(bytes(least), bytes(most)),
        text -> {
          ConfigMemorySize value = config.getMemorySize(key);
          boolean usable = value.toBytes() >= least && value.toBytes() <= most;
          return usable ? Optional.of(value) : Optional.empty();
        });
  }

  /** A size, or {@code none}, which is the default. */
  OptionalLong sizeOrNone(String key, long least, long most) {
    return read(
        key,
        OptionalLong.empty(),
        "none, or a size from %s to %s, such as 512MiB or 20GiB"
            .formatted(bytes(least), bytes(most)),
        text -> {
          if (text.equals("none")) {
            return Optional.of(OptionalLong.empty());
          }
          long value = config.getMemorySize(key).toBytes();
          return value >= least && value <= most
              ? Optional.of(OptionalLong.of(value))
              : Optional.empty();
        });
  }

  /** All keys that were asked for. */
  Set<String> keys() {
    return keys;
  }

  List<String> problems() {
    return problems;
  }

  private <T> T read(String key, T standard, String expected, Function<String, Optional<T>> parse) {
    keys.add(key);
    if (!config.hasPathOrNull(key)) {
      return standard;
    }
    Optional<T> value = parsed(key, parse);
    if (value.isEmpty()) {
      problems.add(
          "%s is %s; it must be %s"
              .formatted(names.getOrDefault(key, "revcor." + key), shown(key), expected));
    }
    return value.orElse(standard);
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
        : DatabaseSettings.masked(String.valueOf(config.getValue(key).unwrapped()));
  }

  private static Optional<Integer> wholeIn(String text, int least, int most) {
    int value = new BigDecimal(text).intValueExact();
    return value < least || value > most ? Optional.empty() : Optional.of(value);
  }

  private static String wholeFrom(int least, int most) {
    return "a whole number from %d to %d".formatted(least, most);
  }

  private static Path expanded(String text) throws InvalidPathException {
    boolean home = text.equals("~") || text.startsWith("~/");
    return home ? Path.of(System.getProperty("user.home") + text.substring(1)) : Path.of(text);
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** A number without a unit would be taken as milliseconds, which is rarely meant. */
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
