package org.revcor.observer.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.WeakReference;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.revcor.ObserverFailedException;
import org.revcor.observer.Edit;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.network.vector.ImageValues;
import org.revcor.observer.network.vector.VectorNetwork;

/**
 * An observer with a known architecture that vector kernels compute, on the memory of the engine's
 * arrays. Values are allocated on first use of a set of layers, and kept.
 */
final class VectorObserver implements Observer {
  /** Memory besides the weights, for images up to about 32 x 32. */
  private static final long ARRAY_BYTES = 12 << 20;

  /**
   * The weights themselves, and up to four copies in the kernels of each pass: Winograd's method
   * has 36 for each nine of 3 x 3.
   */
  private static final int WEIGHT_COPIES = 9;

  private final ObserverDescription description;
  private final SharedKernels kernels;
  private final List<String> output;
  private final Map<Set<String>, VectorNetwork> networks = new HashMap<>();

  VectorObserver(ObserverDescription description, SharedKernels kernels) {
    this.description = description;
    this.kernels = kernels;
    this.output = List.of(kernels.architecture().outputLayer());
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public NDArray forward(NDArray stimuli) {
    return activations(stimuli, output).getFirst();
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    return run(kernels.plan(layers), stimuli, layers, false);
  }

  private VectorNetwork network(List<String> layers) {
    return networks.computeIfAbsent(Set.copyOf(layers), read -> kernels.plan(layers).network());
  }

  private List<NDArray> run(
      KernelPlan plan, NDArray stimuli, List<String> layers, boolean recording) {
    requireShape(stimuli);
    int n = (int) stimuli.getShape().get(0);
    Map<String, NDArray> results = new LinkedHashMap<>();
    layers.forEach(
        layer ->
            results.computeIfAbsent(
                layer, name -> stimuli.getManager().create(shape(n, description.layer("", name)))));
    int last = layers.stream().mapToInt(plan::kernelsTo).max().orElseThrow();
    ImageValues[] values = new ImageValues[last + 1];
    Arrays.fill(values, ImageValues.NONE);
    results.forEach((layer, result) -> values[plan.kernelsTo(layer)] = images(result));
    try (PtNDArray rows = inOrder(stimuli)) {
      network(layers)
          .forward(new ImageValues(memory(rows), description.planes()), n, values, recording);
    }
    return layers.stream().map(results::get).toList();
  }

  private void requireShape(NDArray stimuli) {
    Shape shape = stimuli.getShape();
    Shape expected =
        new Shape(shape.get(0), description.planes(), description.height(), description.width());
    if (!shape.equals(expected)) {
      throw new ObserverFailedException(
          "observer %s failed: stimuli of shape %s; its input is %s"
              .formatted(description.name(), shape, expected));
    }
  }

  private static Shape shape(int n, LayerDescription layer) {
    return layer.isFlat()
        ? new Shape(n, layer.planes())
        : new Shape(n, layer.planes(), layer.height(), layer.width());
  }

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    KernelPlan plan = kernels.plan(List.of(layer));
    int n = (int) stimuli.getShape().get(0);
    try (NDArray values = run(plan, stimuli, List.of(layer), true).getFirst()) {
      Gradient ofValues =
          InputGradient.of(
              values, input -> Operations.IDENTITY.apply((PtNDArray) input, true), objective);
      NDArray result = stimuli.getManager().create(stimuli.getShape());
      try (NDArray gradient = ofValues.gradient();
          PtNDArray rows = inOrder(gradient)) {
        network(List.of(layer))
            .backward(
                plan.kernelsTo(layer),
                new ImageValues(memory(rows), (int) values.getShape().get(1)),
                n,
                images(result));
      }
      return new Gradient(ofValues.values(), result);
    } catch (EngineException failed) {
      throw new ObserverFailedException(
          "observer " + description.name() + " failed: " + EngineMessage.of(failed), failed);
    }
  }

  /** Returns the values as contiguous rows; copies only if needed. */
  private static PtNDArray inOrder(NDArray values) {
    return JniUtils.reshape((PtNDArray) values, new long[] {values.getShape().get(0), -1});
  }

  /** Returns an array n x C x H x W or n x units, which is contiguous. */
  private static ImageValues images(NDArray values) {
    return new ImageValues(memory((PtNDArray) values), (int) values.getShape().get(1));
  }

  /** Returns the memory of an array, which is contiguous. */
  private static FloatBuffer memory(PtNDArray values) {
    return values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public long bytes() {
    return bytes(kernels.architecture());
  }

  /**
   * Returns about what an observer takes with gradients, in bytes, for one set of layers, if no
   * other lane has the network.
   */
  static long bytes(Architecture architecture) {
    return ARRAY_BYTES
        + (long) WEIGHT_COPIES
            * Float.BYTES
            * architecture.parameters().stream().mapToLong(LayerParameter::values).sum();
  }

  @Override
  public void close() {
    networks.clear();
  }

  /**
   * The vector kernels of a network with their weights. Lanes share it: this process keeps one for
   * each network, as long as a lane has it. Thread-safe.
   */
  static final class SharedKernels {
    private static final Map<ObserverDescription, WeakReference<SharedKernels>> SHARED =
        new HashMap<>();

    private final Architecture architecture;
    private final Weights weights;
    private final List<Edit> edits;
    private final Map<Set<String>, KernelPlan> plans = new ConcurrentHashMap<>();

    SharedKernels(Architecture architecture, Weights weights, List<Edit> edits) {
      this.architecture = architecture;
      this.weights = Edits.inWeights(weights, edits);
      this.edits = List.copyOf(edits);
    }

    /**
     * Returns the kernels that a lane has of a network; creates them if none has.
     *
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
}
