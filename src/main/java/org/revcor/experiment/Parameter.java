package org.revcor.experiment;

import java.util.List;
import java.util.Optional;

/**
 * What an experiment takes.
 *
 * @param name small letters and hyphens; {@code --name} on the command line, a key in JSON
 * @param kind what a value is
 * @param placeholder of the value in help, such as {@code N}
 * @param standard what is taken if it is left out, as text; empty where {@code required} tells
 *     whether it must be there
 * @param description of what it is, a sentence, with its unit and range
 * @param choices words of which a value is one; empty where it may be any
 */
public record Parameter(
    String name,
    Kind kind,
    String placeholder,
    Optional<String> standard,
    boolean required,
    String description,
    List<String> choices) {
  /** What a value is. */
  public enum Kind {
    /** A text that names no file. */
    TEXT,
    /** A path of this machine; a server takes none. */
    FILE,
    /** A name of the catalogue or, on the command line, a TorchScript file. */
    OBSERVER,
    /** A name of a data set. */
    IMAGES,
    /** Results of a study: a folder on the command line, an id on a server. */
    STUDY,
    /** A number. */
    NUMBER,
    /** Numbers with commas between them. */
    NUMBERS,
    /** Words with commas between them. */
    WORDS
  }

  /** One that must be given. */
  public static Parameter required(String name, Kind kind, String placeholder, String description) {
    return new Parameter(name, kind, placeholder, Optional.empty(), true, description, List.of());
  }

  /** One that may be left out, and then counts as nothing. */
  public static Parameter optional(String name, Kind kind, String placeholder, String description) {
    return new Parameter(name, kind, placeholder, Optional.empty(), false, description, List.of());
  }

  /** One that has a standard value. */
  public static Parameter standard(
      String name, Kind kind, String placeholder, String value, String description) {
    return new Parameter(
        name, kind, placeholder, Optional.of(value), false, description, List.of());
  }

  /** One of several words. */
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
