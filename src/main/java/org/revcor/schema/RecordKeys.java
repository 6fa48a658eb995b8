package org.revcor.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;

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
