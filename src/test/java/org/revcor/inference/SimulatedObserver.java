package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.revcor.observer.Edit;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;

/**
 * An observer with known outputs, computed by the real engine: logits are Wx for given weights.
 *
 * <p>{@code disturbance} receives each output on the lane's thread. It may throw, wait, or change
 * the output.
 */
public final class SimulatedObserver implements ObserverSource {
  private final ObserverDescription description;
  private final float[] weights;
  private final UnaryOperator<NDArray> disturbance;
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private SimulatedObserver(
      ObserverDescription description, float[] weights, UnaryOperator<NDArray> disturbance) {
    this.description = description;
    this.weights = weights;
    this.disturbance = disturbance;
  }

  /**
   * Returns a linear observer of one-plane stimuli.
   *
   * @param weights classes x d, row by row
   */
  public static SimulatedObserver linear(String name, int height, int width, float[] weights) {
    return linear(name, 1, height, width, weights);
  }

  /**
   * Returns a linear observer.
   *
   * @param weights classes x d, row by row
   */
  public static SimulatedObserver linear(
      String name, int planes, int height, int width, float[] weights) {
    int classes = weights.length / (planes * height * width);
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new SimulatedObserver(
        new ObserverDescription(
            name,
            ObserverInput.unchanged(planes, height, width),
            OutputKind.LOGITS,
            classes,
            names,
            "",
            "sha256:" + name,
            List.of(new LayerDescription("logits", classes, 1, 1, Optional.empty(), true)),
            true,
            false),
        weights,
        UnaryOperator.identity());
  }

  /** Returns a copy with a disturbance of its outputs. */
  public SimulatedObserver disturbed(UnaryOperator<NDArray> by) {
    return new SimulatedObserver(description, weights, by);
  }

  /** Returns how often the observer was loaded. */
  public int loads() {
    return loads.get();
  }

  /** Returns how many loaded observers were closed. */
  public int closed() {
    return closed.get();
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public long bytes() {
    return 4L * weights.length;
  }

  @Override
  public ObserverSource edited(List<Edit> edits) {
    throw new UnsupportedOperationException("a simulated observer is not edited");
  }

  @Override
  public Observer load(Device device) {
    loads.incrementAndGet();
    NDManager manager = NDManager.newBaseManager(device);
    NDArray matrix =
        manager.create(weights, new Shape(description.outputs(), description.values()));
    return new Observer() {
      @Override
      public ObserverDescription description() {
        return description;
      }

      @Override
      public NDArray forward(NDArray stimuli) {
        NDArray flat = stimuli.reshape(stimuli.getShape().get(0), description.values());
        return disturbance.apply(flat.matMul(matrix.transpose()));
      }

      @Override
      public List<NDArray> activations(NDArray stimuli, List<String> layers) {
        return layers.stream().map(layer -> forward(stimuli)).toList();
      }

      @Override
      public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
        return InputGradient.of(stimuli, this::forward, objective);
      }

      @Override
      public long bytes() {
        return 4L * weights.length;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
        manager.close();
      }
    };
  }
}
