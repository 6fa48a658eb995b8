package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.revcor.inference.Lane.LoadedObservers;
import org.revcor.observer.Edit;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

class LoadedObserversTest {
  /** The loaded observers and their peak memory. */
  private static final class Ledger {
    private final TreeSet<String> names = new TreeSet<>();
    private long bytes;
    private long peakBytes;

    void add(String name, long more) {
      names.add(name);
      bytes += more;
      peakBytes = Math.max(peakBytes, bytes);
    }

    void remove(String name, long less) {
      names.remove(name);
      bytes -= less;
    }
  }

  private final Ledger ledger = new Ledger();
  private final Loads loads = new Loads();

  private static final class Loads implements LoadedObservers.LoadListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public void onLoading(ObserverSource source) {
      events.add("loading " + source.description().name());
    }

    @Override
    public void onLoaded(ObserverSource source) {
      events.add("loaded " + source.description().name());
    }
  }

  private final ObserverSource a = counted("a", 100);
  private final ObserverSource b = counted("b", 100);
  private final ObserverSource c = counted("c", 150);

  @Test
  void closesTheLeastRecentlyUsedBeforeLoading() {
    try (LoadedObservers observers = new LoadedObservers(Device.cpu(), 1_000, loads)) {
      observers.get(a);
      observers.get(b);
      observers.get(a);
      assertThat(ledger.names).containsExactly("a", "b");
      observers.get(c);
      assertThat(ledger.names).containsExactly("a", "c");
      observers.get(b);
      assertThat(ledger.names).containsExactly("b", "c");
    }
    assertThat(ledger.peakBytes).isEqualTo(1_000);
    assertThat(ledger.names).isEmpty();
  }

  @Test
  void loadsAnObserverOnce() {
    try (LoadedObservers observers = new LoadedObservers(Device.cpu(), 1_000, loads)) {
      Observer first = observers.get(a);
      observers.get(b);
      assertThat(observers.get(a)).isSameAs(first);
      assertThat(loads.events).containsExactly("loading a", "loaded a", "loading b", "loaded b");
    }
  }

  @Test
  void loadsAnObserverLargerThanTheLimitAlone() {
    try (LoadedObservers observers = new LoadedObservers(Device.cpu(), 500, loads)) {
      observers.get(a);
      observers.get(c);
      assertThat(ledger.names).containsExactly("c");
      observers.get(a);
      assertThat(ledger.names).containsExactly("a");
    }
  }

  /** Returns an observer of 4 bytes per weight. */
  private ObserverSource counted(String name, int weights) {
    SimulatedObserver source = SimulatedObserver.linear(name, 1, weights / 2, new float[weights]);
    return new ObserverSource() {
      @Override
      public ObserverDescription description() {
        return source.description();
      }

      @Override
      public long bytes() {
        return source.bytes();
      }

      @Override
      public ObserverSource edited(List<Edit> edits) {
        return source.edited(edits);
      }

      @Override
      public Observer load(Device device) {
        ledger.add(name, bytes());
        Observer loaded = source.load(device);
        return new Observer() {
          @Override
          public ObserverDescription description() {
            return loaded.description();
          }

          @Override
          public NDArray forward(NDArray stimuli) {
            return loaded.forward(stimuli);
          }

          @Override
          public List<NDArray> activations(NDArray stimuli, List<String> layers) {
            return loaded.activations(stimuli, layers);
          }

          @Override
          public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
            return loaded.gradient(stimuli, layer, objective);
          }

          @Override
          public long bytes() {
            return loaded.bytes();
          }

          @Override
          public void close() {
            ledger.remove(name, bytes());
            loaded.close();
          }
        };
      }
    };
  }
}
