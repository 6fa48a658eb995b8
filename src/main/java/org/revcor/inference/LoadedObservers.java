package org.revcor.inference;

import ai.djl.Device;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;

/**
 * The loaded observers of one lane, an LRU cache. Used by the lane's thread only.
 *
 * <p>Observers are closed before a new one is loaded, so that together they never exceed the limit.
 * An observer larger than the limit is loaded alone.
 */
final class LoadedObservers implements AutoCloseable {
  interface LoadListener {
    void onLoading(ObserverSource source);

    void onLoaded(ObserverSource source);
  }

  private final Device device;
  private final long maxBytes;
  private final LoadListener listener;
  private final Map<ObserverSource, Observer> observers = new LinkedHashMap<>(16, 0.75f, true);

  LoadedObservers(Device device, long maxBytes, LoadListener listener) {
    this.device = device;
    this.maxBytes = maxBytes;
    this.listener = listener;
  }

  Observer get(ObserverSource source) {
    Observer loaded = observers.get(source);
    if (loaded == null) {
      listener.onLoading(source);
      evict(maxBytes - source.bytes());
      loaded = source.load(device);
      observers.put(source, loaded);
      listener.onLoaded(source);
    }
    return loaded;
  }

  private void evict(long limit) {
    long bytes = observers.values().stream().mapToLong(Observer::bytes).sum();
    Iterator<Observer> eldest = observers.values().iterator();
    while (bytes > limit && eldest.hasNext()) {
      Observer observer = eldest.next();
      bytes -= observer.bytes();
      eldest.remove();
      observer.close();
    }
  }

  @Override
  public void close() {
    observers.values().forEach(Observer::close);
    observers.clear();
  }
}
