package org.revcor.observer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.revcor.observer.Architecture.Stage;

/**
 * Faster ways through a network, past layers whose values nobody reads or edits.
 *
 * <p>A batch normalisation is part of the convolution before it. Pooling comes before ReLU, which
 * gives equal bits from a quarter of the values. A convolution of few planes with a pooling behind
 * it makes two rows of results at once, since the engine's kernels have little to do for one.
 */
final class Shortcuts {
  /** Up to so many planes, two rows at once are faster than one ({@code ShortcutsBenchmark}). */
  private static final int FEW_PLANES = 4;

  private static final int PAIR = 2;

  private final List<Stage> stages;
  private final Operations operations;
  private final List<Edit> edits;

  /** By stage; courses share them. */
  private final Map<Integer, Filters> normalised = new HashMap<>();

  /**
   * @param edits of the network, whose layers are left as they are
   */
  Shortcuts(List<Stage> stages, Operations operations, List<Edit> edits) {
    this.stages = stages;
    this.operations = operations;
    this.edits = edits;
  }

  /** The fastest course where no gradients are asked for. */
  Course unrecorded(Course inOrder) {
    return course(inOrder, true);
  }

  /** The fastest course that keeps each step differentiable by the engine. */
  Course recorded(Course inOrder) {
    return course(inOrder, false);
  }

  private Course course(Course inOrder, boolean pairing) {
    List<Step> steps = new ArrayList<>();
    steps.add(inOrder.steps().getFirst());
    int at = 0;
    while (at < stages.size()) {
      int next = at;
      if (stages.get(at).layer() instanceof Layer.Convolution convolution) {
        next = convolution(at, convolution, steps, pairing);
      } else if (stages.get(at).layer() instanceof Layer.Linear && untouched(at, at + 1)) {
        steps.add(new Step(stages.get(at).name(), operations.wide(stages.get(at))));
        next = at + 1;
      } else {
        OptionalInt pooled = poolingFirst(at, steps);
        next = pooled.orElse(at);
      }
      if (next == at) {
        steps.add(inOrder.steps().get(at + 1));
        next = at + 1;
      }
      at = next;
    }
    return new Course(steps);
  }

  /** Adds a convolution with what can be done along with it; gives the stage behind. */
  private int convolution(int at, Layer.Convolution layer, List<Step> steps, boolean pairing) {
    boolean normalised = is(at + 1, Layer.BatchNorm.class) && untouched(at, at + 2);
    int end = normalised ? at + 2 : at + 1;
    if (!untouched(at, end)) {
      return at;
    }
    Stage first = stages.get(at);
    Filters filters = normalised ? normalised(at) : operations.filters(first);
    boolean pairs =
        pairing
            && first.before().planes() <= FEW_PLANES
            && first.after().height() % PAIR == 0
            && poolsPairs(end);
    if (pairs) {
      Size size = first.after();
      steps.add(
          new Step(
              "",
              filters
                  .inRowPairs()
                  .convolution(PAIR)
                  .then(Operations.largestOfPairs(layer.outputs(), size.width()))));
      steps.add(new Step(stages.get(end + 1).name(), operations.of(stages.get(end))));
      return end + 2;
    }
    Operation convolution =
        at == 0 && !normalised ? FirstConvolution.of(first, filters) : filters.convolution(1);
    steps.add(new Step(stages.get(end - 1).name(), convolution));
    return end;
  }

  private Filters normalised(int at) {
    return normalised.computeIfAbsent(
        at,
        stage ->
            operations.normalised(
                operations.filters(stages.get(stage)), stages.get(stage + 1).name()));
  }

  /** Swaps a ReLU at {@code at} with the pooling behind it; gives the stage behind both. */
  private OptionalInt poolingFirst(int at, List<Step> steps) {
    if (!isPooledRelu(at)) {
      return OptionalInt.empty();
    }
    steps.add(new Step("", operations.of(stages.get(at + 1))));
    steps.add(new Step(stages.get(at + 1).name(), operations.of(stages.get(at))));
    return OptionalInt.of(at + 2);
  }

  private boolean isPooledRelu(int at) {
    return is(at, Layer.Relu.class) && is(at + 1, Layer.MaxPool.class) && untouched(at, at + 2);
  }

  private boolean poolsPairs(int at) {
    return isPooledRelu(at)
        && stages.get(at + 1).layer() instanceof Layer.MaxPool(int side)
        && side == PAIR;
  }

  private boolean is(int at, Class<? extends Layer> kind) {
    return at < stages.size() && kind.isInstance(stages.get(at).layer());
  }

  private boolean untouched(int from, int to) {
    return stages.subList(from, to).stream()
        .noneMatch(stage -> edits.stream().anyMatch(edit -> edit.layer().equals(stage.name())));
  }
}
