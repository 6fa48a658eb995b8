package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A sequence of operations that computes a network. Steps can combine layers, whose values are then
 * unavailable.
 *
 * @param steps steps in order, from the input
 */
record ExecutionPlan(List<Step> steps) {
  ExecutionPlan {
    steps = List.copyOf(steps);
  }

  /** Returns the plan up to a layer, whose values must be available. */
  ExecutionPlan to(String layer) {
    int end = 0;
    while (!steps.get(end).name().equals(layer)) {
      end++;
    }
    return new ExecutionPlan(steps.subList(0, end + 1));
  }

  /** Returns the segments up to the last operation with its own backward pass. */
  List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    List<Operation> recorded = new ArrayList<>();
    for (Step step : steps) {
      Optional<Segment> own = step.operation().segment();
      if (own.isPresent()) {
        if (!recorded.isEmpty()) {
          segments.add(new RecordedSegment(recorded));
          recorded.clear();
        }
        segments.add(own.get());
      } else {
        recorded.add(step.operation());
      }
    }
    return segments;
  }

  /** Returns the operations after {@link #segments}, as one. */
  Operation lastOperation() {
    int from = steps.size();
    while (from > 0 && steps.get(from - 1).operation().segment().isEmpty()) {
      from--;
    }
    return steps.subList(from, steps.size()).stream()
        .map(Step::operation)
        .reduce(Operation::then)
        .orElse(Operations.IDENTITY);
  }

  /**
   * Runs the plan up to the last of some layers. It closes every intermediate result as soon as the
   * next exists.
   *
   * @param input not closed
   * @param layers names of layers whose values are available
   * @param recording whether to record gradients
   * @return values of the layers in the order of their names, in the manager of {@code input}
   */
  List<NDArray> run(NDArray input, List<String> layers, boolean recording) {
    Set<String> missing = new HashSet<>(layers);
    Map<String, NDArray> results = new HashMap<>();
    PtNDArray values = (PtNDArray) input;
    boolean isIntermediate = false;
    for (Step step : steps) {
      if (missing.isEmpty()) {
        break;
      }
      PtNDArray next = step.operation().apply(values, recording);
      if (isIntermediate) {
        values.close();
      }
      values = next;
      isIntermediate = !missing.remove(step.name());
      if (!isIntermediate) {
        results.put(step.name(), next);
      }
    }
    return layers.stream().map(name -> Objects.requireNonNull(results.get(name), name)).toList();
  }
}
