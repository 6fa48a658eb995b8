package org.revcor.observer.network;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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
   * Returns the kernels that a lane has of a network; creates them if none has.
   *
   * @param description description with the digest of weights and edits
   * @param create reads the weights; other lanes do not wait for it
   */
  static SharedKernels of(ObserverDescription description, Supplier<SharedKernels> create) {
    return find(description).orElseGet(() -> share(description, create.get()));
  }

  private static Optional<SharedKernels> find(ObserverDescription description) {
    synchronized (SHARED) {
      return Optional.ofNullable(SHARED.get(description)).map(WeakReference::get);
    }
  }

  /** Shares kernels, unless another lane has shared some meanwhile. */
  private static SharedKernels share(ObserverDescription description, SharedKernels created) {
    synchronized (SHARED) {
      SharedKernels shared = find(description).orElse(created);
      SHARED.values().removeIf(kernels -> kernels.refersTo(null));
      SHARED.putIfAbsent(description, new WeakReference<>(shared));
      return shared;
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
