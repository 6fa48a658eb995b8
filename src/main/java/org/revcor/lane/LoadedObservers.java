package org.revcor.lane;

import ai.djl.Device;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;

/**
 * The observers that one lane holds ready, least recently used first. Used by the lane's thread
 * alone.
 *
 * <p>Others go before a new one is loaded, so that all of them together never take more than the
 * limit; one that is larger by itself is alone.
 */
final class LoadedObservers implements AutoCloseable {
  private final Device device;
  private final long mostBytes;
  private final Map<ObserverSource, Observer> observers = new LinkedHashMap<>(16, 0.75f, true);

  LoadedObservers(Device device, long mostBytes) {
    this.device = device;
    this.mostBytes = mostBytes;
  }

  Observer get(ObserverSource source) {
    Observer loaded = observers.get(source);
    if (loaded == null) {
      evict(mostBytes - source.bytes());
      loaded = source.load(device);
      observers.put(source, loaded);
    }
    return loaded;
  }

  private void evict(long downTo) {
    long bytes = observers.values().stream().mapToLong(Observer::bytes).sum();
    Iterator<Observer> eldest = observers.values().iterator();
    while (bytes > downTo && eldest.hasNext()) {
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
