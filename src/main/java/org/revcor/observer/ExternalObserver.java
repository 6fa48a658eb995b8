package org.revcor.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.revcor.ObserverFailedException;

/**
 * An observer whose outputs come from outside. It returns the outputs that it was given, in their
 * order, for any stimuli.
 */
public final class ExternalObserver implements Observer {
  private final ObserverDescription description;
  private float[] outputs = {};
  private int next;

  ExternalObserver(ObserverDescription description) {
    this.description = description;
  }

  /** Returns the number of values of a trial in {@link #setOutputs}: 1 label, or all outputs. */
  public static int valuesPerTrial(ObserverDescription description) {
    return description.output() == OutputKind.LABELS ? 1 : description.outputs();
  }

  /**
   * Sets the outputs for the next stimuli.
   *
   * @param values trials x outputs; for labels, the index of the class of each trial
   */
  public void setOutputs(float[] values) {
    outputs = values;
    next = 0;
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public NDArray forward(NDArray stimuli) {
    int trials = (int) stimuli.getShape().get(0);
    int end = next + trials * valuesPerTrial(description);
    if (end > outputs.length) {
      throw new ObserverFailedException(
          "observer %s cannot be shown stimuli here: its outputs come from outside"
              .formatted(description.name()));
    }
    float[] given = Arrays.copyOfRange(outputs, next, end);
    next = end;
    return stimuli
        .getManager()
        .create(
            description.output() == OutputKind.LABELS ? oneHot(given) : given,
            new Shape(trials, description.outputs()));
  }

  private float[] oneHot(float[] labels) {
    float[] rows = new float[labels.length * description.outputs()];
    for (int i = 0; i < labels.length; i++) {
      rows[i * description.outputs() + (int) labels[i]] = 1;
    }
    return rows;
  }

  @Override
  public List<NDArray> activations(NDArray stimuli, List<String> layers) {
    return List.of(forward(stimuli));
  }

  @Override
  public Gradient gradient(NDArray stimuli, String layer, Objective objective) {
    throw new ObserverFailedException("observer %s has no gradients".formatted(description.name()));
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
