package org.revcor.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.revcor.InvalidInputException;

/** The keys of an object and the value that they define. */
public interface Keys<T> {
  /** Returns the names of the valid keys in addition to those in {@code section}. */
  List<String> allowed(Section section);

  /**
   * Reads the value.
   *
   * @throws InvalidInputException if a key is missing, or its value is not valid
   */
  T read(Section section);

  /** Writes the value's keys; {@link #read} returns an equal value. */
  void write(T value, ObjectNode object);

  List<Description> described();

  /**
   * Reads an object that has these keys and no others.
   *
   * @throws InvalidInputException as {@link #read}, or if {@code node} is no object, or has an
   *     unknown key
   */
  default T readObject(Section section) {
    section.requireObject();
    return read(section.requireKnown(allowed(section)));
  }

  default JsonNode toJson(T value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    write(value, object);
    return object;
  }

  default <U> Part<U> of(Function<? super U, ? extends T> value) {
    return new Part<>(this, (whole, object) -> write(value.apply(whole), object));
  }

  /**
   * Combines keys of one object.
   *
   * @param read reads the value, with the parts' own {@link Keys#read}
   * @param parts parts in the order of writing
   */
  @SafeVarargs
  static <T> Keys<T> all(Function<Section, ? extends T> read, Part<T>... parts) {
    List<Part<T>> inOrder = new ArrayList<>();
    for (Part<T> part : parts) {
      inOrder.add(part);
    }
    return new Keys<>() {
      @Override
      public List<String> allowed(Section section) {
        return inOrder.stream().flatMap(part -> part.keys().allowed(section).stream()).toList();
      }

      @Override
      public T read(Section section) {
        return read.apply(section);
      }

      @Override
      public void write(T value, ObjectNode object) {
        inOrder.forEach(part -> part.writer().accept(value, object));
      }

      @Override
      public List<Description> described() {
        List<Description> described = new ArrayList<>();
        inOrder.forEach(part -> described.addAll(part.keys().described()));
        return described;
      }
    };
  }

  static <T extends Record> Keys<T> ofRecord(Class<T> type, Keys<?>... components) {
    return RecordKeys.of(type, List.of(components));
  }

  /** The keys of a part of a value. */
  record Part<U>(Keys<?> keys, BiConsumer<U, ObjectNode> writer) {}

  /**
   * The keys of a record.
   *
   * @param parts keys of each component, in the same order
   */
  record RecordKeys<T extends Record>(
      Constructor<T> constructor, List<Method> accessors, List<Keys<?>> parts) implements Keys<T> {
    static <T extends Record> Keys<T> of(Class<T> type, List<Keys<?>> parts) {
      List<RecordComponent> declared = List.of(type.getRecordComponents());
      if (declared.size() != parts.size()) {
        throw new IllegalArgumentException(type + " has other components");
      }
      List<Method> accessors = declared.stream().map(RecordComponent::getAccessor).toList();
      accessors.forEach(accessor -> accessor.setAccessible(true));
      Class<?>[] types = declared.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      return reflected(
          () -> {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordKeys<>(constructor, accessors, parts);
          });
    }

    @Override
    public List<String> allowed(Section section) {
      return parts.stream().flatMap(part -> part.allowed(section).stream()).toList();
    }

    @Override
    public T read(Section section) {
      Object[] values = parts.stream().map(part -> part.read(section)).toArray();
      return reflected(() -> constructor.newInstance(values));
    }

    @Override
    public void write(T value, ObjectNode object) {
      for (int i = 0; i < parts.size(); i++) {
        Method accessor = accessors.get(i);
        write(parts.get(i), reflected(() -> accessor.invoke(value)), object);
      }
    }

    @SuppressWarnings("unchecked")
    private static <P> void write(Keys<P> part, Object value, ObjectNode object) {
      part.write((P) value, object);
    }

    @Override
    public List<Description> described() {
      return parts.stream().flatMap((Keys<?> part) -> part.described().stream()).toList();
    }

    private interface Reflection<R> {
      R call() throws ReflectiveOperationException;
    }

    private static <R> R reflected(Reflection<R> call) {
      try {
        return call.call();
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause() instanceof RuntimeException refused
            ? refused
            : new IllegalStateException(thrown);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
