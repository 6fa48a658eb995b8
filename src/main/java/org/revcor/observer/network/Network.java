package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.Edit;
import org.revcor.observer.InputGradient;
import org.revcor.observer.Observer;
import org.revcor.observer.Precision;
import org.revcor.observer.network.Architecture.Stage;

/**
 * An {@link Architecture} with its weights on a device, as the operations that run it.
 *
 * <p>The layout is what makes it fast on a CPU (images/s of {@code mnist-cnn} on two lanes of one
 * thread, forward alone, one machine): 13,800 in C,H,W order; 30,300 with <i>channels last</i>,
 * that is C changing fastest in memory behind an unchanged N,C,H,W shape, which PyTorch's
 * convolutions keep up from layer to layer; 38,900 with pooling before ReLU, as the larger of
 * neighbouring rows and then of neighbouring columns. So convolution weights are held as O,H,W,I,
 * and the weights of a layer behind {@link Layer.Flatten} take its inputs in H,W,C order, which
 * makes flattening a change of shape without a copy. {@link Shortcuts} bring another fifth. Padding
 * channels to the width of vector registers costs more than it gains.
 *
 * <p>Used by one thread at a time. While gradients are recorded, the engine keeps what it needs of
 * intermediate results itself.
 */
public final class Network implements AutoCloseable {
  private final NDManager manager;
  private final DeviceWeights weights;
  private final ExecutionPlan inOrder;

  /** Empty in training. */
  private final Optional<Shortcuts> shortcuts;

  /** The course to the answer, which is gone more often than any other. */
  private final ExecutionPlan answering;

  /** There if the network computes in half width. */
  private final Optional<Rounding> rounding;

  private final String output;
  private long constantBytes;

  private Network(
      Architecture architecture,
      Weights loaded,
      Device device,
      List<Edit> edits,
      Precision precision,
      Optional<TrainingNoise> training) {
    manager = NDManager.newBaseManager(device, "PyTorch");
    rounding = precision.isHalf() ? Optional.of(Rounding.to(precision, manager)) : Optional.empty();
    weights = new DeviceWeights(manager, training.isPresent());
    List<Stage> stages = architecture.stages();
    int positions = 1;
    for (Stage stage : stages) {
      for (Parameter parameter : stage.parameters()) {
        weights.hold(parameter, loaded, positions(stage, parameter, positions));
      }
      positions =
          switch (stage.layer()) {
            case Layer.Flatten flatten -> stage.before().positions();
            case Layer.Linear linear -> 1;
            default -> positions;
          };
    }
    Operations operations = new Operations(weights, rounding, training);
    inOrder = inOrder(architecture, operations, edits);
    shortcuts =
        training.isPresent()
            ? Optional.empty()
            : Optional.of(new Shortcuts(inOrder, stages, operations, edits));
    output = stages.getLast().name();
    answering = course(List.of(output), false);
  }

  /** A network that answers as it was trained. */
  static Network of(Architecture architecture, Weights weights, Device device) {
    return edited(architecture, weights, device, List.of());
  }

  /** A variant of a network; the edits fit the architecture. */
  static Network edited(
      Architecture architecture, Weights weights, Device device, List<Edit> edits) {
    return edited(architecture, weights, device, edits, Precision.FLOAT32);
  }

  /**
   * A variant of a network; the edits fit the architecture.
   *
   * @param precision in which it computes; gradients are only to be had in float32
   */
  static Network edited(
      Architecture architecture,
      Weights weights,
      Device device,
      List<Edit> edits,
      Precision precision) {
    return new Network(
        architecture, Edits.inWeights(weights, edits), device, edits, precision, Optional.empty());
  }

  /** A network to be trained, whose random layers draw from {@code noise}. */
  public static Network inTraining(
      Architecture architecture, Weights weights, Device device, TrainingNoise noise) {
    return new Network(
        architecture, weights, device, List.of(), Precision.FLOAT32, Optional.of(noise));
  }

  private static int positions(Stage stage, Parameter parameter, int behindFlattening) {
    return switch (stage.layer()) {
      case Layer.Convolution convolution ->
          parameter.shape().size() == 1 ? 1 : convolution.kernel() * convolution.kernel();
      case Layer.Linear linear -> parameter.shape().size() == 1 ? 1 : behindFlattening;
      default -> 1;
    };
  }

  private ExecutionPlan inOrder(
      Architecture architecture, Operations operations, List<Edit> edits) {
    List<Step> steps = new ArrayList<>();
    Size input = architecture.input();
    steps.add(step(Architecture.INPUT, input, rounded(Operations.input(input)), edits));
    for (Stage stage : architecture.stages()) {
      steps.add(step(stage.name(), stage.after(), operations.of(stage), edits));
    }
    return new ExecutionPlan(steps);
  }

  private Step step(String name, Size size, Operation operation, List<Edit> edits) {
    Operation edited = operation;
    for (Edit edit : edits) {
      if (edit.layer().equals(name)) {
        Optional<Operation> change = Edits.ofValues(edit, size, manager);
        if (change.isPresent()) {
          edited = rounded(edited.then(change.get()));
          constantBytes += Float.BYTES * (long) size.values();
        }
      }
    }
    return new Step(name, edited);
  }

  /** An operation whose results may be of float32. */
  private Operation rounded(Operation operation) {
    return rounding
        .map(to -> operation.then((values, recording) -> to.narrow(values)))
        .orElse(operation);
  }

  /**
   * Runs the network.
   *
   * @param stimuli float32, n x C x H x W, any strides; left open
   * @return n x outputs, in the manager of {@code stimuli}; nothing else of this run is left there
   */
  NDArray forward(NDArray stimuli) {
    return widened(answering.run(stimuli, List.of(output), false)).getFirst();
  }

  /**
   * Runs the network as far as the last of some layers.
   *
   * @param stimuli float32, n x C x H x W, any strides; left open
   * @param layers names of layers that have values
   * @param recording whether gradients will be asked for
   * @return values of the layers in the order of their names, n x C x H x W or n x units
   */
  public List<NDArray> forward(NDArray stimuli, List<String> layers, boolean recording) {
    return widened(course(layers, recording).run(stimuli, layers, recording));
  }

  private List<NDArray> widened(List<NDArray> values) {
    if (rounding.isEmpty()) {
      return values;
    }
    List<NDArray> wide =
        values.stream().<NDArray>map(value -> Rounding.widen((PtNDArray) value)).toList();
    values.forEach(NDArray::close);
    return wide;
  }

  /**
   * Runs the network and differentiates a scalar of each stimulus.
   *
   * @param stimuli float32, n x C x H x W, any strides; left open
   * @param layer name of the layer that {@code objective} takes
   */
  Observer.Gradient gradient(NDArray stimuli, String layer, Observer.Objective objective) {
    if (rounding.isPresent()) {
      throw new IllegalStateException("gradients are to be had in float32 alone");
    }
    ExecutionPlan course = course(List.of(layer), true).to(layer);
    return through(course.legs(), (PtNDArray) stimuli, course.behindLegs(), objective);
  }

  private static Observer.Gradient through(
      List<Segment> legs, PtNDArray values, Operation rest, Observer.Objective objective) {
    return legs.isEmpty()
        ? InputGradient.of(values, shown -> rest.apply((PtNDArray) shown, true), objective)
        : legs.getFirst()
            .through(values, next -> through(legs.subList(1, legs.size()), next, rest, objective));
  }

  private ExecutionPlan course(List<String> layers, boolean recording) {
    return shortcuts.map(ways -> ways.course(layers, recording)).orElse(inOrder);
  }

  /** Its parameters on its device, which a training changes in place. */
  public DeviceWeights weights() {
    return weights;
  }

  /** Memory of the weights and of what edits bring, in bytes. */
  long bytes() {
    return weights.bytes() + rounding.map(Rounding::bytes).orElse(0L) + constantBytes;
  }

  @Override
  public void close() {
    rounding.ifPresent(Rounding::close);
    manager.close();
  }
}
