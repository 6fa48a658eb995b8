package org.revcor.observer.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.revcor.observer.Edit;
import org.revcor.observer.network.Architecture.Stage;

/**
 * Faster ways through a network, past layers whose values nobody reads or edits.
 *
 * <p>A batch normalisation is part of the convolution before it. Pooling comes before ReLU, which
 * gives equal bits from a quarter of the values. A convolution of few planes with a pooling behind
 * it makes two rows of results at once, since the engine's kernels have little to do for one. Where
 * gradients are asked for, a convolution, its pooling and ReLU are one step.
 *
 * <p>Used by one thread at a time. Courses are made when they are first asked for.
 */
final class Shortcuts {
  /** Up to so many planes, two rows at once are faster than one ({@code ShortcutsBenchmark}). */
  private static final int FEW_PLANES = 4;

  private static final int PAIR = 2;

  private final ExecutionPlan inOrder;
  private final List<Stage> stages;
  private final Operations operations;
  private final List<Edit> edits;

  private final Map<Purpose, ExecutionPlan> courses = new HashMap<>();

  /** By stage; courses share these. */
  private final Map<Integer, Filters> normalised = new HashMap<>();

  private final Map<Integer, Optional<Operation>> inRowPairs = new HashMap<>();
  private final Map<Integer, Optional<Operation>> pooled = new HashMap<>();

  /**
   * What a course is for.
   *
   * @param read names of the layers whose values it must pass by
   * @param recorded whether gradients will be asked for, so that each step has a way back
   */
  private record Purpose(Set<String> read, boolean recorded) {}

  /**
   * @param inOrder all layers, one after the other
   * @param edits of the network, whose layers are left as they are
   */
  Shortcuts(ExecutionPlan inOrder, List<Stage> stages, Operations operations, List<Edit> edits) {
    this.inOrder = inOrder;
    this.stages = stages;
    this.operations = operations;
    this.edits = edits;
  }

  /**
   * The fastest course.
   *
   * @param read names of the layers whose values it must pass by
   * @param recorded whether gradients will be asked for
   */
  ExecutionPlan course(Collection<String> read, boolean recorded) {
    return courses.computeIfAbsent(new Purpose(Set.copyOf(read), recorded), this::course);
  }

  private ExecutionPlan course(Purpose purpose) {
    List<Step> steps = new ArrayList<>();
    steps.add(inOrder.steps().getFirst());
    int at = 0;
    while (at < stages.size()) {
      OptionalInt behind = shortcut(at, purpose, steps);
      if (behind.isEmpty()) {
        steps.add(inOrder.steps().get(at + 1));
      }
      at = behind.orElse(at + 1);
    }
    return new ExecutionPlan(steps);
  }

  /** Adds what takes the place of the layers from {@code at} on; gives the stage behind them. */
  private OptionalInt shortcut(int at, Purpose purpose, List<Step> steps) {
    return switch (stages.get(at).layer()) {
      case Layer.Convolution layer -> convolution(at, layer, purpose, steps);
      case Layer.Relu relu -> poolingFirst(at, purpose, steps);
      case Layer.Linear linear when isFree(at, at + 1, purpose) -> {
        steps.add(new Step(stages.get(at).name(), operations.wide(stages.get(at))));
        yield OptionalInt.of(at + 1);
      }
      default -> OptionalInt.empty();
    };
  }

  private OptionalInt convolution(
      int at, Layer.Convolution layer, Purpose purpose, List<Step> steps) {
    boolean isNormalised = is(at + 1, Layer.BatchNorm.class) && isFree(at, at + 2, purpose);
    int end = isNormalised ? at + 2 : at + 1;
    if (!isFree(at, end, purpose)) {
      return OptionalInt.empty();
    }
    Stage first = stages.get(at);
    Filters filters = isNormalised ? normalised(at) : operations.filters(first);
    if (poolsPairs(end) && isFree(at, end + 2, purpose)) {
      Stage relu = stages.get(end);
      Optional<Operation> operation =
          purpose.recorded()
              ? pooled.computeIfAbsent(at, stage -> PooledConvolution.of(first, filters))
              : inRowPairs.computeIfAbsent(at, stage -> inRowPairs(relu, layer, first, filters));
      if (operation.isPresent()) {
        steps.add(new Step(stages.get(end + 1).name(), operation.get()));
        return OptionalInt.of(end + 2);
      }
    }
    steps.add(new Step(stages.get(end - 1).name(), filters.convolution(1)));
    return OptionalInt.of(end);
  }

  private Optional<Operation> inRowPairs(
      Stage relu, Layer.Convolution layer, Stage stage, Filters filters) {
    Size size = stage.after();
    return stage.before().planes() <= FEW_PLANES && size.height() % PAIR == 0
        ? Optional.of(
            filters
                .inRowPairs()
                .convolution(PAIR)
                .then(Operations.largestOfPairs(layer.outputs(), size.width()))
                .then(operations.of(relu)))
        : Optional.empty();
  }

  private Filters normalised(int at) {
    return normalised.computeIfAbsent(
        at,
        stage ->
            operations.normalised(
                operations.filters(stages.get(stage)), stages.get(stage + 1).name()));
  }

  /** Swaps a ReLU at {@code at} with the pooling behind it. */
  private OptionalInt poolingFirst(int at, Purpose purpose, List<Step> steps) {
    if (!isPooledRelu(at) || !isFree(at, at + 2, purpose)) {
      return OptionalInt.empty();
    }
    steps.add(new Step("", operations.of(stages.get(at + 1))));
    steps.add(new Step(stages.get(at + 1).name(), operations.of(stages.get(at))));
    return OptionalInt.of(at + 2);
  }

  private boolean poolsPairs(int at) {
    return isPooledRelu(at)
        && stages.get(at + 1).layer() instanceof Layer.MaxPool(int side)
        && side == PAIR;
  }

  private boolean isPooledRelu(int at) {
    return is(at, Layer.Relu.class) && is(at + 1, Layer.MaxPool.class);
  }

  private boolean is(int at, Class<? extends Layer> kind) {
    return at < stages.size() && kind.isInstance(stages.get(at).layer());
  }

  /** Whether one step may take the place of some layers, and give the values of the last. */
  private boolean isFree(int from, int to, Purpose purpose) {
    return stages.subList(from, to).stream().noneMatch(this::isEdited)
        && stages.subList(from, to - 1).stream()
            .noneMatch(stage -> purpose.read().contains(stage.name()));
  }

  private boolean isEdited(Stage stage) {
    return edits.stream().anyMatch(edit -> edit.layer().equals(stage.name()));
  }
}
