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
 * Keys whose validity depends on a choice: a word, as {@code law = gaussian}, or the presence of a
 * key.
 *
 * @param allKnown whether messages about keys of other options name the option; if false, such keys
 *     are unknown
 */
public record Variants<T>(
    String name,
    String help,
    Function<Section, Option<T>> choice,
    boolean allKnown,
    String defaultValue,
    List<Option<T>> options)
    implements Keys<T> {

  /**
   * An option of a choice.
   *
   * @param word the value of the choice or, where a key's presence decides, that key
   * @param owner the choice that its keys belong to, for messages: "law = gaussian"
   */
  public record Option<T>(
      String word,
      Predicate<Object> is,
      Keys<? extends T> keys,
      String owner,
      String label,
      String help) {
    public static <T> Option<T> of(
        String word, Class<? extends T> type, Keys<? extends T> keys, String label, String help) {
      return new Option<>(word, type::isInstance, keys, "", label, help);
    }

    public static <T, R extends Record> Option<T> of(
        String word, Class<R> type, String label, String help, Keys<?>... components) {
      Keys<R> keys = Keys.ofRecord(type, components);
      return new Option<>(word, type::isInstance, Option.<T>cast(keys), "", label, help);
    }

    public static <T> Option<T> constant(String word, T value, String label, String help) {
      return new Option<>(word, value::equals, Keys.all(section -> value), "", label, help);
    }

    public Option<T> ownedBy(String other) {
      return new Option<>(word, is, keys, other, label, help);
    }

    @SuppressWarnings("unchecked")
    private static <T> Keys<? extends T> cast(Keys<?> keys) {
      return (Keys<? extends T>) keys;
    }

    @SuppressWarnings("unchecked")
    private void write(T value, ObjectNode object) {
      ((Keys<T>) keys).write(value, object);
    }
  }

  /** Returns options that a word selects. The first is the default. */
  public static <T> Variants<T> byWord(String name, String help, List<Option<T>> options) {
    Map<String, Option<T>> words = words(options);
    return new Variants<>(
        name,
        help,
        section -> section.has(name) ? section.choice(name, words) : options.getFirst(),
        true,
        options.getFirst().word(),
        options);
  }

  public static <T> Variants<T> byRequiredWord(String name, String help, List<Option<T>> options) {
    Map<String, Option<T>> words = words(options);
    return new Variants<>(
        name,
        help,
        section -> {
          if (!section.has(name)) {
            throw section.wrong(name, "one of " + String.join(", ", words.keySet()));
          }
          return section.choice(name, words);
        },
        false,
        "",
        options);
  }

  /**
   * Returns options that the presence of one of their keys selects. Exactly one of these keys is
   * required.
   *
   * @param expected worded to follow "it must be": "one with either model or file"
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

  /** Returns options that the presence of one of their keys selects. The last is the default. */
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
   * Returns a copy in which a key of another option is unknown. Messages do not name its option.
   */
  public Variants<T> separate() {
    return new Variants<>(name, help, choice, false, defaultValue, options);
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
        .map(option -> option.owner().isEmpty() ? owner(option.word()) : option.owner())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private String owner(String word) {
    return name.isEmpty() ? word : name + " = " + word;
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
            defaultValue,
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
