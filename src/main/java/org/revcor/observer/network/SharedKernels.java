package org.revcor.observer.network;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.revcor.observer.Edit;
import org.revcor.observer.ObserverDescription;

/**
 * The vector kernels of a network with their weights. Lanes share it: this process keeps one for
 * each network, as long as a lane has it. Thread-safe.
 */
final class SharedKernels {
  private static final Map<ObserverDescription, WeakReference<SharedKernels>> SHARED =
      new HashMap<>();

  private final Architecture architecture;
  private final Weights weights;
  private final List<Edit> edits;
  private final Map<Set<String>, KernelPlan> plans = new ConcurrentHashMap<>();

  /**
   * @param architecture an architecture that vector kernels cover
   */
  SharedKernels(Architecture architecture, Weights weights, List<Edit> edits) {
    this.architecture = architecture;
    this.weights = Edits.inWeights(weights, edits);
    this.edits = List.copyOf(edits);
  }

  /**
   * Returns the kernels of a network; null if no lane has them.
   *
   * @param description description with the digest of weights and edits
   */
  static @Nullable SharedKernels of(ObserverDescription description) {
    synchronized (SHARED) {
      WeakReference<SharedKernels> kernels = SHARED.get(description);
      return kernels == null ? null : kernels.get();
    }
  }

  /** Returns these kernels, or those that another lane has shared meanwhile. */
  SharedKernels shared(ObserverDescription description) {
    synchronized (SHARED) {
      SharedKernels other = of(description);
      if (other != null) {
        return other;
      }
      SHARED.values().removeIf(kernels -> kernels.refersTo(null));
      SHARED.put(description, new WeakReference<>(this));
      return this;
    }
  }

  Architecture architecture() {
    return architecture;
  }

  /**
   * Returns the kernels for some layers.
   *
   * @param read names of the layers whose values must be available
   */
  KernelPlan plan(List<String> read) {
    return plans.computeIfAbsent(
        Set.copyOf(read), layers -> KernelPlan.of(architecture, weights, edits, layers));
  }
}
