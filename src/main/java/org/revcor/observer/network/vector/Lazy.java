package org.revcor.observer.network.vector;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is created on first use, after which its supplier is freed. Thread-safe. */
final class Lazy<T> implements Supplier<T> {
  private @Nullable Supplier<T> create;
  private volatile @Nullable T value;

  Lazy(Supplier<T> create) {
    this.create = create;
  }

  @Override
  public T get() {
    T now = value;
    return now == null ? created() : now;
  }

  private synchronized T created() {
    if (create != null) {
      value = create.get();
      create = null;
    }
    return Objects.requireNonNull(value);
  }
}
