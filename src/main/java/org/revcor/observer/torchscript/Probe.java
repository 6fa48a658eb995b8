package org.revcor.observer.torchscript;

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
 * Shows two images of uniform noise to a network, twice, and compares its answers with what was
 * declared of it.
 *
 * <p>The engine runs a TorchScript module once as written, to profile it, and optimised from then
 * on. The probe makes both runs, so whichever lane loaded the module, its first batch is shown to
 * the optimised one.
 */
final class Probe {
  private static final int IMAGES = 2;
  private static final long SEED = 1;
  private static final double TOLERANCE = 1e-3;
  private static final String FILE = "study.observer.file";

  private final TorchScriptModule module;
  private final TorchScriptFile declared;
  private final NDArray images;

  private Probe(TorchScriptModule module, TorchScriptFile declared, NDManager manager) {
    this.module = module;
    this.declared = declared;
    Shape channelsLast = new Shape(IMAGES, declared.height(), declared.width(), declared.planes());
    this.images = manager.create(noise(channelsLast), channelsLast).transpose(0, 3, 1, 2);
  }

  /**
   * What can be read of the network: what it returns beside its answer, then the answer.
   *
   * @throws InvalidInputException if its answer is anything but n x k finite numbers, k being what
   *     the declared classes need; if declared probabilities are none; if the rest of what it
   *     returns is not finite numbers for each image, or other than declared; if its two answers
   *     differ; or if it alters the images
   */
  static List<LayerDescription> layers(TorchScriptModule module, TorchScriptFile declared) {
    return with(module, declared, Probe::layers);
  }

  /** Whether the engine gives a finite gradient of its first output. */
  static boolean isDifferentiable(TorchScriptModule module, TorchScriptFile declared) {
    return with(module, declared, Probe::isDifferentiable);
  }

  private static <T> T with(
      TorchScriptModule module, TorchScriptFile declared, Function<Probe, T> use) {
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
    float[] shown = images.toFloatArray();
    List<NDArray> outputs = shown(() -> module.firstForward(images));
    List<LayerDescription> layers = described(outputs);
    List<float[]> values = outputs.stream().map(NDArray::toFloatArray).toList();
    values.forEach(this::requireFinite);
    if (declared.output() == OutputKind.PROBABILITIES) {
      requireProbabilities(values.getFirst());
    }
    List<NDArray> again = shown(() -> module.forward(images, false));
    boolean same = again.size() == values.size();
    for (int i = 0; same && i < values.size(); i++) {
      same = Arrays.equals(values.get(i), again.get(i).toFloatArray());
    }
    if (!Arrays.equals(images.toFloatArray(), shown)) {
      throw refused(
          "which alters the images that it is shown",
          "a network that leaves its input as it is (x = x - m instead of x -= m)");
    }
    if (!same) {
      throw refused(
          "which answers the same images differently each time",
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

  /** Runs the network, and words what may go wrong. */
  private List<NDArray> shown(Supplier<List<NDArray>> run) {
    try {
      return run.get();
    } catch (EngineException failed) {
      throw new InvalidInputException(
          "study.observer.input",
          "[%d, %d, %d], at which the network fails (%s)"
              .formatted(
                  declared.planes(), declared.height(), declared.width(), EngineMessage.of(failed)),
          "the planes, rows and columns of the images that the network takes");
    } catch (UnsupportedOperationException noArrays) {
      throw refused(
          "which returns something else than arrays, or a dictionary",
          "a network that returns its answer, or a tuple of arrays with its answer first");
    }
  }

  private List<LayerDescription> described(List<NDArray> outputs) {
    if (outputs.isEmpty()) {
      throw refused("which returns nothing", "a network that returns its answer");
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
          "which answers %d images with %s of %s"
              .formatted(IMAGES, OutputCheck.typeOf(output), shape),
          "a network that answers with real numbers, images x classes"
              + (outputs.size() > 1 ? ", the first of what it returns" : ""));
    }
    return described(TorchScriptFile.ANSWER, shape);
  }

  private List<String> names(int others) {
    if (declared.layers().isEmpty()) {
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
              ? "left out, since the network returns nothing but its answer"
              : "a list of %d, since the network returns %d array%s beside its answer"
                  .formatted(others, others, others == 1 ? "" : "s"));
    }
    return declared.layers();
  }

  private LayerDescription layer(String name, int place, NDArray values) {
    Shape shape = values.getShape();
    int dimensions = shape.dimension();
    if (values.getDataType() != DataType.FLOAT32
        || dimensions < 2
        || dimensions > 4
        || shape.get(0) != IMAGES
        || shape.size() == 0) {
      throw refused(
          "which returns %s of %s as layer %s (place %d) of %d images"
              .formatted(OutputCheck.typeOf(values), shape, name, place, IMAGES),
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
          "probabilities, of which the network gives only one",
          "logits for a network with a single output");
    }
    int needed = Math.max(2, outputs);
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
            "which answers uniform noise with " + value, "a network whose outputs are finite");
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
          throw notProbabilities("one of which is " + values[i]);
        }
      }
      if (Math.abs(sum - 1) > TOLERANCE) {
        throw notProbabilities("which sum to " + sum);
      }
    }
  }

  private static InvalidInputException notProbabilities(String found) {
    return new InvalidInputException(
        "study.observer.output",
        "probabilities, but the network gives numbers " + found,
        "logits for this network (probabilities are in [0, 1] and sum to 1)");
  }

  private InvalidInputException refused(String found, String expected) {
    return new InvalidInputException(FILE, declared.file() + ", " + found, expected);
  }
}
