package org.revcor.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A key whose value is an object with further keys. If it is absent, it is read as an empty object.
 */
public record Group<T>(String name, Keys<T> keys, boolean required, String help)
    implements Keys<T> {
  public Group(String name, Keys<T> keys, String help) {
    this(name, keys, false, help);
  }

  /** Returns a copy that does not apply where it is absent. */
  public Keys<Optional<T>> optional() {
    return new Keys<>() {
      @Override
      public List<String> allowed(Section section) {
        return Group.this.allowed(section);
      }

      @Override
      public Optional<T> read(Section section) {
        return section.has(name) ? Optional.of(Group.this.read(section)) : Optional.empty();
      }

      @Override
      public void write(Optional<T> value, ObjectNode object) {
        value.ifPresent(present -> Group.this.write(present, object));
      }

      @Override
      public List<Description> described() {
        return Group.this.described(true);
      }
    };
  }

  @Override
  public List<String> allowed(Section section) {
    return List.of(name);
  }

  @Override
  public T read(Section section) {
    return keys.readObject(section.section(name));
  }

  @Override
  public void write(T value, ObjectNode object) {
    keys.write(value, object.putObject(name));
  }

  @Override
  public List<Description> described() {
    return described(false);
  }

  private List<Description> described(boolean optional) {
    return List.of(new Description.Group(name, false, required, optional, help, keys.described()));
  }
}
