package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A key with a value.
 *
 * @param <T> type of the value; an {@link Optional} if no value applies where the key is absent
 */
public record Key<T>(
    Description.Value description,
    Function<Section, T> present,
    Function<Section, T> absent,
    Function<T, Optional<JsonNode>> writer,
    Predicate<Section> mayBePresent)
    implements Keys<T> {

  public static <T> Key<T> required(String name, Type<T> type, String example, String help) {
    String expected = "set, for example %s = %s".formatted(name, example);
    return new Key<>(
        description(name, type, "", example, help),
        section -> type.reader().read(section, name),
        section -> {
          throw section.wrong(name, expected);
        },
        value -> Optional.of(type.writer().apply(value)),
        section -> true);
  }

  public static <T> Key<T> withDefault(String name, Type<T> type, T value, String help) {
    JsonNode json = type.writer().apply(value);
    return new Key<>(
        description(name, type, text(json), "", help),
        section -> type.reader().read(section, name),
        section -> value,
        written -> Optional.of(type.writer().apply(written)),
        section -> true);
  }

  private static String text(JsonNode json) {
    return json.isNumber()
        ? json.decimalValue().stripTrailingZeros().toPlainString()
        : json.asText(json.toString());
  }

  /**
   * Returns a key that does not apply where it is absent, or has a default that depends on other
   * keys.
   *
   * @param defaultValue description of the default; "" for none
   */
  public static <T> Key<Optional<T>> optional(
      String name, Type<T> type, String defaultValue, String help) {
    return new Key<>(
        description(name, type, defaultValue, "", help),
        section -> Optional.of(type.reader().read(section, name)),
        section -> Optional.empty(),
        value -> value.map(type.writer()),
        section -> true);
  }

  /**
   * Returns a key with a default that depends on other keys.
   *
   * @param defaultValue description of the default
   */
  public static <T> Key<T> withDefault(
      String name, Type<T> type, String defaultValue, Function<Section, T> absent, String help) {
    return new Key<>(
        description(name, type, defaultValue, "", help),
        section -> type.reader().read(section, name),
        absent,
        value -> Optional.of(type.writer().apply(value)),
        section -> true);
  }

  /** Returns a key of a list that is empty where the key is absent, and not written if empty. */
  public static <T> Key<List<T>> list(
      String name, Type<List<T>> type, String defaultValue, String help) {
    return new Key<>(
        description(name, type, defaultValue, "", help),
        section -> type.reader().read(section, name),
        section -> List.of(),
        list -> list.isEmpty() ? Optional.empty() : Optional.of(type.writer().apply(list)),
        section -> true);
  }

  private static Description.Value description(
      String name, Type<?> type, String defaultValue, String example, String help) {
    return new Description.Value(
        name,
        type.range(),
        type.schema(),
        type.words(),
        defaultValue,
        !example.isEmpty(),
        example,
        "",
        help);
  }

  /**
   * Returns a copy that is invalid unless a condition holds.
   *
   * @param owner the choice that the key belongs to: "law = gaussian"
   */
  public Key<T> only(String owner, Predicate<Section> condition) {
    Description.Value d = description;
    return new Key<>(
        new Description.Value(
            d.name(),
            d.range(),
            d.schema(),
            d.words(),
            d.defaultValue(),
            d.required(),
            d.example(),
            owner,
            d.help()),
        present,
        absent,
        writer,
        condition);
  }

  public Key<T> unwrittenIf(T value) {
    return new Key<>(
        description,
        present,
        absent,
        written -> written.equals(value) ? Optional.empty() : writer.apply(written),
        mayBePresent);
  }

  public String name() {
    return description.name();
  }

  @Override
  public List<String> allowed(Section section) {
    return List.of(name());
  }

  @Override
  public T read(Section section) {
    if (!section.has(name())) {
      return absent.apply(section);
    }
    if (!mayBePresent.test(section)) {
      section.requireAbsent(name(), description.only());
    }
    return present.apply(section);
  }

  @Override
  public void write(T value, ObjectNode object) {
    writer.apply(value).ifPresent(json -> object.set(name(), json));
  }

  @Override
  public List<Description> described() {
    return List.of(description);
  }
}
