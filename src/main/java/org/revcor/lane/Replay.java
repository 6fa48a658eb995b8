package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;

/**
 * An observer that notes what another one answers and then gives the same answers, in the same
 * order, without a network. So what is done with answers can be timed alone.
 *
 * <p>Answers are handed out as views of what was noted; gradients, which are changed in place, as
 * copies.
 */
final class Replay implements Observer {
  private final Observer original;
  private final NDManager notes;
  private final List<Object> noted = new ArrayList<>();
  private boolean replaying;
  private int next;

  /**
   * @param original left open
   * @param manager parent of what is noted
   */
  Replay(Observer original, NDManager manager) {
    this.original = original;
    this.notes = manager.newSubManager();
  }

  /** From now on gives what was noted, over and over. */
  void replay() {
    replaying = true;
  }

  @Override
  public NDArray forward(NDArray stimuli) {
    return view(step(() -> kept(original.forward(stimuli)), NDArray.class), stimuli.getManager());
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    Values values =
        step(
            () ->
                new Values(original.activations(stimuli, layers).stream().map(this::kept).toList()),
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
              return new Gradient(kept(gradient.values()), kept(gradient.gradient()));
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

  private <T> T step(Supplier<T> asked, Class<T> type) {
    if (!replaying) {
      T output = asked.get();
      noted.add(output);
      return output;
    }
    T output = type.cast(noted.get(next));
    next = (next + 1) % noted.size();
    return output;
  }

  /** The copy that is noted; the layout in memory stays. */
  private NDArray kept(NDArray output) {
    NDArray copy = output.duplicate();
    copy.attach(notes);
    return copy;
  }

  private static NDArray view(NDArray kept, NDManager scope) {
    NDArray view = kept.reshape(kept.getShape());
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
    notes.close();
  }
}
