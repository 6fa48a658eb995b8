package org.revcor.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.schema.Spelling;

/**
 * A parameter of an analysis.
 *
 * @param name small letters and hyphens; {@code --name} on the command line, a key in JSON
 * @param placeholder placeholder of the value in help, such as {@code N}
 * @param defaultValue default value as text; empty without a default
 * @param required whether a value must be given
 * @param description description in one sentence, with unit and range
 * @param choices valid words; empty if any value is valid
 */
public record Parameter(
    String name,
    Kind kind,
    String placeholder,
    Optional<String> defaultValue,
    boolean required,
    String description,
    List<String> choices) {
  public enum Kind {
    /** A text other than a file name. */
    TEXT,
    /** A path of this machine; not available on a server. */
    FILE,
    /** A name in the catalogue or, on the command line, a network file. */
    OBSERVER,
    /** The name of a data set. */
    IMAGES,
    /** Results of a study: a folder on the command line, an id on a server. */
    STUDY,
    NUMBER,
    NUMBERS,
    WORDS
  }

  public static Parameter study(String name, String description) {
    return required(name, Kind.STUDY, "DIR", description);
  }

  public static Parameter observer(String name, String description) {
    return required(name, Kind.OBSERVER, "NAME", description);
  }

  /** Creates a parameter that names a data set; optional. */
  public static Parameter images(String name, String description) {
    return optional(name, Kind.IMAGES, "NAME", description);
  }

  public static Parameter number(String name, String value, String description) {
    return withDefault(name, Kind.NUMBER, "N", value, description);
  }

  public static Parameter numbers(String name, String values, String description) {
    return withDefault(name, Kind.NUMBERS, "NUMBERS", values, description);
  }

  /** Creates a parameter of words between commas; optional. */
  public static Parameter words(String name, String description) {
    return optional(name, Kind.WORDS, "WORDS", description);
  }

  public static Parameter required(String name, Kind kind, String placeholder, String description) {
    return new Parameter(name, kind, placeholder, Optional.empty(), true, description, List.of());
  }

  public static Parameter optional(String name, Kind kind, String placeholder, String description) {
    return new Parameter(name, kind, placeholder, Optional.empty(), false, description, List.of());
  }

  public static Parameter withDefault(
      String name, Kind kind, String placeholder, String value, String description) {
    return new Parameter(
        name, kind, placeholder, Optional.of(value), false, description, List.of());
  }

  /** Creates a parameter whose words are those of some values; the first is the default. */
  public static Parameter choice(String name, Enum<?>[] values, String description) {
    return choice(name, Stream.of(values).map(Spelling::word).toList(), description);
  }

  /** Creates a parameter with several valid words; the first is the default. */
  public static Parameter choice(String name, List<String> words, String description) {
    return new Parameter(
        name,
        Kind.TEXT,
        String.join("|", words),
        Optional.of(words.getFirst()),
        false,
        description + " One of " + String.join(", ", words) + ".",
        List.copyOf(words));
  }
}
