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
 * Builds faster execution plans, which combine layers that are neither read nor edited.
 *
 * <p>A batch normalisation is merged into the convolution before it. Pooling runs before ReLU,
 * which gives equal bits from a quarter of the values. A convolution of few planes before a pooling
 * computes two rows of results at once, to use the engine's kernels fully. If gradients are needed,
 * a convolution, its pooling and ReLU are one step.
 *
 * <p>One thread at a time may use it. Plans are created on first use and cached.
 */
final class Shortcuts {
  /**
   * Maximum number of planes at which two rows at once are faster than one ({@code
   * ShortcutsBenchmark}).
   */
  private static final int MAX_PAIRED_PLANES = 4;

  private static final int PAIR = 2;

  private final ExecutionPlan inOrder;
  private final List<Stage> stages;
  private final Operations operations;
  private final List<Edit> edits;

  private final Map<Purpose, ExecutionPlan> plans = new HashMap<>();

  /** Normalised filters by stage; shared by all plans. */
  private final Map<Integer, Filters> normalised = new HashMap<>();

  private final Map<Integer, Optional<Operation>> inRowPairs = new HashMap<>();
  private final Map<Integer, Optional<Operation>> pooled = new HashMap<>();

  /**
   * The requirements of a plan.
   *
   * @param read names of the layers whose values must be available
   * @param recorded whether gradients are needed
   */
  private record Purpose(Set<String> read, boolean recorded) {}

  /**
   * @param inOrder plan of single layers
   * @param edits edits of the network; edited layers are not combined
   */
  Shortcuts(ExecutionPlan inOrder, List<Stage> stages, Operations operations, List<Edit> edits) {
    this.inOrder = inOrder;
    this.stages = stages;
    this.operations = operations;
    this.edits = edits;
  }

  /**
   * Returns the fastest plan.
   *
   * @param read names of the layers whose values must be available
   * @param recorded whether gradients are needed
   */
  ExecutionPlan plan(Collection<String> read, boolean recorded) {
    return plans.computeIfAbsent(new Purpose(Set.copyOf(read), recorded), this::plan);
  }

  private ExecutionPlan plan(Purpose purpose) {
    List<Step> steps = new ArrayList<>();
    steps.add(inOrder.steps().getFirst());
    int at = 0;
    while (at < stages.size()) {
      OptionalInt next = shortcut(at, purpose, steps);
      if (next.isEmpty()) {
        steps.add(inOrder.steps().get(at + 1));
      }
      at = next.orElse(at + 1);
    }
    return new ExecutionPlan(steps);
  }

  /**
   * Adds a shortcut for layers from {@code at} on; returns the next stage, empty if none exists.
   */
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
    return stage.before().planes() <= MAX_PAIRED_PLANES && size.height() % PAIR == 0
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

  /** Swaps a ReLU at {@code at} with the pooling after it. */
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

  /** Returns whether one step may replace some layers and return the values of the last. */
  private boolean isFree(int from, int to, Purpose purpose) {
    return stages.subList(from, to).stream().noneMatch(this::isEdited)
        && stages.subList(from, to - 1).stream()
            .noneMatch(stage -> purpose.read().contains(stage.name()));
  }

  private boolean isEdited(Stage stage) {
    return edits.stream().anyMatch(edit -> edit.layer().equals(stage.name()));
  }
}
