package org.revcor.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keys of which a choice decides which may be present: a word, as {@code law = gaussian}, or the
 * presence of a key.
 */
public final class Variants<T> implements Keys<T> {
  /**
   * One option.
   *
   * @param word the value of the choice or, where a key's presence decides, that key
   * @param is whether a value is of this option
   * @param keys those that it has
   * @param owner what its keys belong to, for messages: "law = gaussian"
   */
  public record Option<T>(
      String word,
      Predicate<Object> is,
      Keys<? extends T> keys,
      String owner,
      String label,
      String help) {
    /** An option whose values are all those of a type. */
    public static <T> Option<T> of(
        String word, Class<? extends T> type, Keys<? extends T> keys, String label, String help) {
      return new Option<>(word, type::isInstance, keys, "", label, help);
    }

    /** An option of one value, without keys. */
    public static <T> Option<T> constant(String word, T value, String label, String help) {
      return new Option<>(word, value::equals, Keys.all(section -> value), "", label, help);
    }

    /** This option, with another owner in messages. */
    public Option<T> ownedBy(String other) {
      return new Option<>(word, is, keys, other, label, help);
    }

    @SuppressWarnings("unchecked")
    private void write(T value, ObjectNode object) {
      ((Keys<T>) keys).write(value, object);
    }
  }

  private final String name;
  private final String help;
  private final Function<Section, Option<T>> choice;

  /** Whether keys of other options are refused by what they belong to, and not as unknown. */
  private final boolean allKnown;

  private final String standard;
  private final List<Option<T>> options;

  private Variants(
      String name,
      String help,
      Function<Section, Option<T>> choice,
      boolean allKnown,
      String standard,
      List<Option<T>> options) {
    this.name = name;
    this.help = help;
    this.choice = choice;
    this.allKnown = allKnown;
    this.standard = standard;
    this.options = options;
  }

  /** Options by a word; the first applies if the key is absent. */
  public static <T> Variants<T> byWord(String name, String help, List<Option<T>> options) {
    Map<String, Option<T>> words = words(options);
    return new Variants<>(
        name,
        help,
        section -> section.choice(name, words).orElse(options.getFirst()),
        true,
        options.getFirst().word(),
        options);
  }

  /** Options by a word that is required. */
  public static <T> Variants<T> byRequiredWord(String name, String help, List<Option<T>> options) {
    Map<String, Option<T>> words = words(options);
    return new Variants<>(
        name,
        help,
        section ->
            section
                .choice(name, words)
                .orElseThrow(
                    () -> section.wrong(name, "one of " + String.join(", ", words.keySet()))),
        false,
        "",
        options);
  }

  /**
   * Options by the presence of one of their keys, exactly one of which is required.
   *
   * @param expected follows "it must be": "one with either model or file"
   */
  public static <T> Variants<T> byKey(String expected, String help, List<Option<T>> options) {
    return new Variants<>(
        "",
        help,
        section -> {
          List<Option<T>> present =
              options.stream().filter(option -> section.has(option.word())).toList();
          if (present.size() != 1) {
            throw section.wrong(expected);
          }
          return present.getFirst();
        },
        true,
        "",
        options);
  }

  /** Options by the presence of one of their keys; the last applies if none is present. */
  public static <T> Variants<T> byKeyOrLast(String help, List<Option<T>> options) {
    return new Variants<>(
        "",
        help,
        section ->
            options.stream()
                .filter(option -> section.has(option.word()))
                .findFirst()
                .orElse(options.getLast()),
        true,
        options.getLast().word(),
        options);
  }

  private static <T> Map<String, Option<T>> words(List<Option<T>> options) {
    Map<String, Option<T>> words = new LinkedHashMap<>();
    options.forEach(option -> words.put(option.word(), option));
    return words;
  }

  /**
   * These options, each of which knows its own keys only: a key of another option is unknown, and
   * not refused by name.
   */
  public Variants<T> separate() {
    return new Variants<>(name, help, choice, false, standard, options);
  }

  private Option<T> option(T value) {
    return options.stream().filter(each -> each.is().test(value)).findFirst().orElseThrow();
  }

  @Override
  public List<String> allowed(Section section) {
    Set<String> allowed = new LinkedHashSet<>();
    if (!name.isEmpty()) {
      allowed.add(name);
    }
    (allKnown ? options : List.of(choice.apply(section)))
        .forEach(option -> allowed.addAll(option.keys().allowed(section)));
    return List.copyOf(allowed);
  }

  @Override
  public T read(Section section) {
    Option<T> chosen = choice.apply(section);
    if (allKnown) {
      List<String> own = chosen.keys().allowed(section);
      for (Option<T> other : options) {
        for (String key : other.keys().allowed(section)) {
          if (section.has(key) && !own.contains(key)) {
            section.requireAbsent(key, owners(section, key));
          }
        }
      }
    }
    return chosen.keys().read(section);
  }

  private String owners(Section section, String key) {
    return options.stream()
        .filter(option -> option.keys().allowed(section).contains(key))
        .map(option -> option.owner().isEmpty() ? name + " = " + option.word() : option.owner())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  @Override
  public void write(T value, ObjectNode object) {
    Option<T> option = option(value);
    if (!name.isEmpty()) {
      object.put(name, option.word());
    }
    option.write(value, object);
  }

  @Override
  public List<Description> described() {
    return List.of(
        new Description.Variants(
            name,
            standard,
            help,
            options.stream()
                .map(
                    option ->
                        new Description.Option(
                            option.word(),
                            option.label(),
                            option.help(),
                            option.keys().described()))
                .toList()));
  }
}
