package org.revcor.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/**
 * An observer that records the outputs of another observer, then replays them without a network. It
 * is used to measure the processing of outputs alone.
 *
 * <p>Outputs are views of the recorded arrays; gradients are copies, since they are changed in
 * place.
 */
final class Replay implements Observer {
  private final Observer original;
  private final NDManager recordings;
  private final List<Object> recorded = new ArrayList<>();
  private boolean replaying;
  private int next;

  /**
   * @param original recorded observer; not closed
   * @param manager parent of the recorded arrays
   */
  Replay(Observer original, NDManager manager) {
    this.original = original;
    this.recordings = manager.newSubManager();
  }

  /** Replays the recorded outputs in a cycle from now on. */
  void replay() {
    replaying = true;
  }

  @Override
  public NDArray forward(NDArray stimuli) {
    return view(step(() -> copy(original.forward(stimuli)), NDArray.class), stimuli.getManager());
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    Values values =
        step(
            () ->
                new Values(original.activations(stimuli, layers).stream().map(this::copy).toList()),
            Values.class);
    return values.ofLayers().stream().map(each -> view(each, stimuli.getManager())).toList();
  }

  private record Values(List<NDArray> ofLayers) {}

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    Gradient taken =
        step(
            () -> {
              Gradient gradient = original.gradient(stimuli, layer, objective);
              return new Gradient(copy(gradient.values()), copy(gradient.gradient()));
            },
            Gradient.class);
    NDManager scope = stimuli.getManager();
    NDArray values = view(taken.values(), scope);
    if (replaying) {
      objective.of(values).close();
    }
    NDArray gradient = taken.gradient().duplicate();
    gradient.attach(scope);
    return new Gradient(values, gradient);
  }

  private <T> T step(Supplier<T> source, Class<T> type) {
    if (!replaying) {
      T output = source.get();
      recorded.add(output);
      return output;
    }
    T output = type.cast(recorded.get(next));
    next = (next + 1) % recorded.size();
    return output;
  }

  /** Returns a copy to be recorded, with the same memory layout. */
  private NDArray copy(NDArray output) {
    NDArray copy = output.duplicate();
    copy.attach(recordings);
    return copy;
  }

  private static NDArray view(NDArray output, NDManager scope) {
    NDArray view = output.reshape(output.getShape());
    view.attach(scope);
    return view;
  }

  @Override
  public ObserverDescription description() {
    return original.description();
  }

  @Override
  public long bytes() {
    return original.bytes();
  }

  @Override
  public void close() {
    recordings.close();
  }
}
