package org.revcor.observer.file;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.revcor.InvalidInputException;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.OutputCheck;
import org.revcor.observer.OutputKind;

/**
 * Runs a network twice on two images of uniform noise and compares its outputs with its
 * declaration.
 *
 * <p>The engine's first run of a TorchScript module profiles it; later runs are optimised. The
 * probe makes the first run, so all batches of every lane use the optimised module.
 */
final class Probe {
  private static final int IMAGES = 2;
  private static final long SEED = 1;
  private static final double TOLERANCE = 1e-3;

  private final NetworkModule module;
  private final NetworkFile declared;
  private final NDArray images;

  private Probe(NetworkModule module, NetworkFile declared, NDManager manager) {
    this.module = module;
    this.declared = declared;
    List<Integer> input = module.input();
    Shape channelsLast = new Shape(IMAGES, input.get(1), input.get(2), input.get(0));
    this.images = manager.create(noise(channelsLast), channelsLast).transpose(0, 3, 1, 2);
  }

  /**
   * Returns the layers that can be read: the arrays returned after the output, then the output.
   *
   * @throws InvalidInputException if the output is not n x k finite numbers, where k fits the
   *     declared classes; if declared probabilities are not valid; if another array does not hold
   *     finite numbers for each image or does not fit the declaration; if two runs differ; or if
   *     the network modifies the images
   */
  static List<LayerDescription> layers(NetworkModule module, NetworkFile declared) {
    return run(module, declared, Probe::layers);
  }

  /** Returns whether the engine computes a finite gradient of the first output. */
  static boolean isDifferentiable(NetworkModule module, NetworkFile declared) {
    return run(module, declared, Probe::isDifferentiable);
  }

  private static <T> T run(NetworkModule module, NetworkFile declared, Function<Probe, T> use) {
    try (NDManager manager = NDManager.newBaseManager(module.device(), "PyTorch")) {
      return use.apply(new Probe(module, declared, manager));
    }
  }

  private static float[] noise(Shape shape) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private List<LayerDescription> layers() {
    float[] original = images.toFloatArray();
    List<NDArray> outputs = outputs(() -> module.firstForward(images));
    List<LayerDescription> layers = described(outputs);
    List<float[]> values = outputs.stream().map(NDArray::toFloatArray).toList();
    values.forEach(this::requireFinite);
    if (declared.output() == OutputKind.PROBABILITIES) {
      requireProbabilities(values.getFirst());
    }
    List<NDArray> second = outputs(() -> module.forward(images, false));
    boolean same = second.size() == values.size();
    for (int i = 0; same && i < values.size(); i++) {
      same = Arrays.equals(values.get(i), second.get(i).toFloatArray());
    }
    if (!Arrays.equals(images.toFloatArray(), original)) {
      throw refused(
          "which modifies its input in place",
          "a network that does not modify its input (x = x - m instead of x -= m)");
    }
    if (!same) {
      throw refused(
          "which returns different outputs in two runs on the same images",
          "a network without randomness (dropout or noise that evaluation mode does not switch"
              + " off)");
    }
    return layers;
  }

  private boolean isDifferentiable() {
    try {
      Observer.Gradient gradient =
          InputGradient.of(
              images,
              stimuli -> module.forward(stimuli, true).getFirst(),
              output -> output.get(":, 0"));
      for (float value : gradient.gradient().toFloatArray()) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
      return true;
    } catch (EngineException refused) {
      return false;
    }
  }

  /** Runs the network; failures are reported as invalid input. */
  private List<NDArray> outputs(Supplier<List<NDArray>> run) {
    try {
      return run.get();
    } catch (EngineException failed) {
      throw new InvalidInputException(
          "study.observer.input",
          "%s, for which the network fails (%s)"
              .formatted(module.input(), EngineMessage.of(failed)),
          "the planes, rows and columns of the network's input");
    } catch (UnsupportedOperationException noArrays) {
      throw refused(
          "which returns a dictionary or something other than arrays",
          "a network that returns its output, or a tuple of arrays with its output first");
    }
  }

  private List<LayerDescription> described(List<NDArray> outputs) {
    if (outputs.isEmpty()) {
      throw refused("which returns nothing", "a network that returns its output");
    }
    LayerDescription output = output(outputs);
    requireClasses(output.units());
    List<String> names = names(outputs.size() - 1);
    List<LayerDescription> layers = new ArrayList<>();
    for (int i = 1; i < outputs.size(); i++) {
      layers.add(layer(names.get(i - 1), i, outputs.get(i)));
    }
    layers.add(output);
    return List.copyOf(layers);
  }

  private LayerDescription output(List<NDArray> outputs) {
    NDArray output = outputs.getFirst();
    Shape shape = output.getShape();
    if (output.getDataType() != DataType.FLOAT32
        || shape.dimension() != 2
        || shape.get(0) != IMAGES
        || shape.get(1) < 1) {
      throw refused(
          "which returns %s of shape %s for %d images"
              .formatted(OutputCheck.typeOf(output), shape, IMAGES),
          "a network that returns real numbers, images x classes"
              + (outputs.size() > 1 ? ", as its first array" : ""));
    }
    return described(NetworkFile.OUTPUT, shape);
  }

  private List<String> names(int others) {
    if (declared.layers().isEmpty()) {
      List<String> ofFile = module.layers();
      if (ofFile.size() == others && ofFile.stream().noneMatch(Probe::isReserved)) {
        return ofFile;
      }
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= others; i++) {
        names.add("hidden" + i);
      }
      return names;
    }
    if (declared.layers().size() != others) {
      throw new InvalidInputException(
          "study.observer.layers",
          declared.layers().toString(),
          others == 0
              ? "left out, since the network returns only its output"
              : "a list of %d, since the network returns %d array%s besides its output"
                  .formatted(others, others, others == 1 ? "" : "s"));
    }
    return declared.layers();
  }

  private static boolean isReserved(String layer) {
    return layer.isBlank() || layer.equals(NetworkFile.OUTPUT);
  }

  private LayerDescription layer(String name, int position, NDArray values) {
    Shape shape = values.getShape();
    int dimensions = shape.dimension();
    if (values.getDataType() != DataType.FLOAT32
        || dimensions < 2
        || dimensions > 4
        || shape.get(0) != IMAGES
        || shape.size() == 0) {
      throw refused(
          "which returns %s of shape %s as layer %s (position %d) for %d images"
              .formatted(OutputCheck.typeOf(values), shape, name, position, IMAGES),
          "a network whose layers are real numbers, images x units or images x planes x rows (x"
              + " columns)");
    }
    return described(name, shape);
  }

  private static LayerDescription described(String name, Shape shape) {
    return new LayerDescription(
        name,
        (int) shape.get(1),
        shape.dimension() > 2 ? (int) shape.get(2) : 1,
        shape.dimension() > 3 ? (int) shape.get(3) : 1,
        Optional.empty(),
        false);
  }

  private void requireClasses(int outputs) {
    if (outputs == 1 && declared.output() == OutputKind.PROBABILITIES) {
      throw new InvalidInputException(
          "study.observer.output",
          "probabilities, but the network has a single output",
          "logits for a network with a single output");
    }
    int needed = Math.max(2, outputs);
    if (declared.classes().isEmpty() && !List.of(0, needed).contains(module.classes().size())) {
      throw refused(
          "whose property classes has %d names for %d outputs"
              .formatted(module.classes().size(), outputs),
          "a network with a name for each output; study or card may give others");
    }
    if (!declared.classes().isEmpty() && declared.classes().size() != needed) {
      throw new InvalidInputException(
          "study.observer.classes",
          "a list of " + declared.classes().size() + " names",
          "a list of %d, since the network has %d output%s"
              .formatted(needed, outputs, outputs == 1 ? "" : "s"));
    }
  }

  private void requireFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refused(
            "which returns %s for uniform noise".formatted(value),
            "a network whose outputs are finite");
      }
    }
  }

  private static void requireProbabilities(float[] values) {
    int outputs = values.length / IMAGES;
    for (int image = 0; image < IMAGES; image++) {
      double sum = 0;
      for (int i = image * outputs; i < (image + 1) * outputs; i++) {
        sum += values[i];
        if (values[i] < 0 || values[i] > 1) {
          throw notProbabilities("has the output " + values[i]);
        }
      }
      if (Math.abs(sum - 1) > TOLERANCE) {
        throw notProbabilities("has outputs that sum to " + sum);
      }
    }
  }

  private static InvalidInputException notProbabilities(String found) {
    return new InvalidInputException(
        "study.observer.output",
        "probabilities, but the network " + found,
        "logits for this network (probabilities are in [0, 1] and sum to 1)");
  }

  private InvalidInputException refused(String found, String expected) {
    return new InvalidInputException(
        NetworkFileSource.FILE, declared.file() + ", " + found, expected);
  }
}
