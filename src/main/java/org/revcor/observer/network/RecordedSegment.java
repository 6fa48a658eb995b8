package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Function;
import org.revcor.observer.InputGradient;
import org.revcor.observer.Observer;

/**
 * Operations with the engine's backward pass.
 *
 * @param operations operations in order, at least one
 */
record RecordedSegment(List<Operation> operations) implements Segment {
  RecordedSegment {
    operations = List.copyOf(operations);
  }

  @Override
  public Observer.Gradient gradient(PtNDArray input, Function<PtNDArray, Observer.Gradient> rest) {
    Operation all = operations.stream().reduce(Operation::then).orElseThrow();
    boolean before = JniUtils.isGradMode();
    try (PtNDArray leaf = InputGradient.leaf(input)) {
      JniUtils.setGradMode(true);
      try (PtNDArray recorded = all.apply(leaf, true)) {
        JniUtils.setGradMode(false);
        try (PtNDArray values = JniUtils.detachGradient(recorded)) {
          Observer.Gradient after = rest.apply(values);
          try (NDArray gradient = after.gradient()) {
            JniUtils.backward(recorded, (PtNDArray) gradient, false, false);
          }
          return new Observer.Gradient(after.values(), InputGradient.gradientOf(leaf));
        }
      }
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
