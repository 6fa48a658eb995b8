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
 * A way through a network, from its input on; it passes by the values of some of the layers.
 *
 * @param steps in their order
 */
record ExecutionPlan(List<Step> steps) {
  ExecutionPlan {
    steps = List.copyOf(steps);
  }

  /** As far as a layer that it passes by. */
  ExecutionPlan to(String layer) {
    int end = 0;
    while (!steps.get(end).name().equals(layer)) {
      end++;
    }
    return new ExecutionPlan(steps.subList(0, end + 1));
  }

  /** The stretches up to the last operation that has a way back of its own. */
  List<Segment> legs() {
    List<Segment> legs = new ArrayList<>();
    List<Operation> recorded = new ArrayList<>();
    for (Step step : steps) {
      Optional<Segment> own = step.operation().leg();
      if (own.isPresent()) {
        if (!recorded.isEmpty()) {
          legs.add(new RecordedSegment(recorded));
          recorded.clear();
        }
        legs.add(own.get());
      } else {
        recorded.add(step.operation());
      }
    }
    return legs;
  }

  /** What is behind the last operation that has a way back of its own. */
  Operation behindLegs() {
    int from = steps.size();
    while (from > 0 && steps.get(from - 1).operation().leg().isEmpty()) {
      from--;
    }
    return steps.subList(from, steps.size()).stream()
        .map(Step::operation)
        .reduce(Operation::then)
        .orElse(Operations.NOTHING);
  }

  /**
   * Goes as far as the last of some layers. Every intermediate result is closed as soon as the next
   * exists.
   *
   * @param input left open
   * @param layers names of layers that it passes by
   * @param recording whether gradients will be asked for
   * @return values of the layers in the order of their names, in the manager of {@code input}
   */
  List<NDArray> run(NDArray input, List<String> layers, boolean recording) {
    Set<String> missing = new HashSet<>(layers);
    Map<String, NDArray> kept = new HashMap<>();
    PtNDArray values = (PtNDArray) input;
    boolean passing = false;
    for (Step step : steps) {
      if (missing.isEmpty()) {
        break;
      }
      PtNDArray next = step.operation().apply(values, recording);
      if (passing) {
        values.close();
      }
      values = next;
      passing = !missing.remove(step.name());
      if (!passing) {
        kept.put(step.name(), next);
      }
    }
    return layers.stream().map(name -> Objects.requireNonNull(kept.get(name), name)).toList();
  }
}
