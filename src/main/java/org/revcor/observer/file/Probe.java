package org.revcor.observer.file;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.revcor.InvalidInputException;
import org.revcor.observer.EngineMessage;
import org.revcor.observer.InputGradient;
import org.revcor.observer.Observer;
import org.revcor.observer.OutputKind;

/**
 * Runs a network twice on two images of uniform noise and compares its outputs with its
 * declaration.
 *
 * <p>The engine's first run of a TorchScript module profiles it; later runs are optimised. The
 * probe makes the first run, so all batches of every lane use the optimised module.
 */
final class Probe {
  private static final String OUTPUT = "study.observer.output";
  private static final int IMAGES = 2;
  private static final int MORE_IMAGES = 3;
  private static final long SEED = 1;

  /** Largest difference between batches that is rounding, in units of an array's largest value. */
  private static final double MAX_ROUNDING = .01;

  private final NetworkModule module;
  private final NetworkFile declared;
  private final NDManager manager;
  private final NDArray images;

  private Probe(NetworkModule module, NetworkFile declared, NDManager manager) {
    this.module = module;
    this.declared = declared;
    this.manager = manager;
    this.images = noise(IMAGES);
  }

  static ReturnedArrays returned(NetworkModule module, NetworkFile declared) {
    return run(module, declared, Probe::returned);
  }

  /** Requires that the outputs for an image do not depend on the other images of its batch. */
  static void requireIndependentImages(NetworkModule module, NetworkFile declared) {
    run(module, declared, Probe::requireIndependentImages);
  }

  /** Returns whether the engine computes a finite gradient of the first number of the output. */
  static boolean isDifferentiable(
      NetworkModule module, NetworkFile declared, ReturnedArrays returned) {
    return run(module, declared, probe -> probe.isDifferentiable(returned.output()));
  }

  private static <T> T run(NetworkModule module, NetworkFile declared, Function<Probe, T> use) {
    try (NDManager manager = NDManager.newBaseManager(module.device(), "PyTorch")) {
      return use.apply(new Probe(module, declared, manager));
    }
  }

  /** Returns the first images of one sequence. */
  private NDArray noise(int number) {
    List<Integer> input = module.input();
    Shape channelsLast = new Shape(number, input.get(1), input.get(2), input.get(0));
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[(int) channelsLast.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return manager.create(values, channelsLast).transpose(0, 3, 1, 2);
  }

  private ReturnedArrays returned() {
    List<NDArray> arrays = outputs(this::firstForward);
    ReturnedArrays returned = ReturnedArrays.of(arrays, IMAGES, module, declared);
    List<float[]> values = arrays.stream().map(NDArray::toFloatArray).toList();
    values.forEach(this::requireFinite);
    requireMeaning(values.get(returned.output()));
    List<NDArray> second = outputs(() -> module.forward(images, false));
    boolean same = second.size() == values.size();
    for (int i = 0; same && i < values.size(); i++) {
      same = Arrays.equals(values.get(i), second.get(i).toFloatArray());
    }
    if (!same) {
      throw refused(
          "which returns different outputs in two runs on the same images",
          "a network without randomness (dropout or noise that evaluation mode does not switch"
              + " off) and without state that it keeps between runs");
    }
    return returned;
  }

  private List<NDArray> firstForward() {
    try {
      return module.firstForward(images);
    } catch (EngineException failed) {
      if (succeeds(noise(1))) {
        throw failsFor(IMAGES, failed);
      }
      throw failed;
    }
  }

  private boolean succeeds(NDArray batch) {
    try {
      return !module.firstForward(batch).isEmpty();
    } catch (EngineException | UnsupportedOperationException failed) {
      return false;
    }
  }

  private Probe requireIndependentImages() {
    NDArray three = noise(MORE_IMAGES);
    List<float[]> together = valuesOf(three, MORE_IMAGES);
    requireSame(together, valuesOf(images, IMAGES), 0);
    // a fixed batch of two has shown the first image only beside the second so far
    requireSame(together, valuesOf(three.get("0:1"), 1), 0);
    requireSame(together, valuesOf(three.get(IMAGES + ":"), 1), IMAGES);
    return this;
  }

  private List<float[]> valuesOf(NDArray batch, int number) {
    try {
      List<float[]> values =
          module.forward(batch, false).stream().map(NDArray::toFloatArray).toList();
      values.forEach(this::requireFinite);
      return values;
    } catch (EngineException failed) {
      throw failsFor(number, failed);
    }
  }

  private void requireSame(List<float[]> together, List<float[]> apart, int first) {
    boolean same = together.size() == apart.size();
    for (int array = 0; same && array < apart.size(); array++) {
      float[] all = together.get(array);
      int offset = all.length / MORE_IMAGES * first;
      double largest = 0;
      for (float value : all) {
        largest = Math.max(largest, Math.abs(value));
      }
      double difference = 0;
      for (int i = 0; i < apart.get(array).length; i++) {
        float value = offset + i < all.length ? all[offset + i] : Float.NaN;
        difference = Math.max(difference, Math.abs(value - apart.get(array)[i]));
      }
      same = difference <= MAX_ROUNDING * largest;
    }
    if (!same) {
      throw refused(
          "which returns other outputs for an image if other images are in its batch",
          "a network that treats each image by itself (batch normalization in evaluation mode,"
              + " recurrent layers with batch_first)");
    }
  }

  private boolean isDifferentiable(int output) {
    try {
      Observer.Gradient gradient =
          InputGradient.of(
              images,
              stimuli -> module.forward(stimuli, true).get(output),
              values -> values.get(":, 0"));
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
          "the planes, rows and columns of the network's input; the network must take float32, any"
              + " number of images, and planes first (layout = nhwc if they are last)");
    } catch (UnsupportedOperationException noArrays) {
      throw refused(
          "which returns a dictionary or something other than arrays",
          "a network that returns its output, or a tuple of arrays with its output first");
    }
  }

  private InvalidInputException failsFor(int number, EngineException failed) {
    return refused(
        "which fails for a batch of %d image%s (%s)"
            .formatted(number, number == 1 ? "" : "s", EngineMessage.of(failed)),
        "a network for any number of images: x.flatten(1) or x.shape[0] in place of a number, and"
            + " a dynamic axis in ONNX");
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

  /**
   * Requires probabilities if they are declared, and none if logits are. A single output that may
   * be either must be declared.
   */
  private void requireMeaning(float[] values) {
    Optional<String> noProbabilities = noProbabilities(values);
    boolean isSingle = values.length == IMAGES;
    if (declared.outputKind() == OutputKind.PROBABILITIES) {
      if (noProbabilities.isPresent()) {
        throw new InvalidInputException(
            OUTPUT,
            "probabilities, but the network has " + noProbabilities.get(),
            "logits for this network (probabilities are in [0, 1] and sum to 1)");
      }
    } else if (noProbabilities.isEmpty() && !isSingle) {
      throw new InvalidInputException(
          OUTPUT,
          "logits, but the outputs of the network are in [0, 1] and sum to 1",
          "probabilities for this network");
    } else if (noProbabilities.isEmpty() && declared.output().isEmpty()) {
      throw new InvalidInputException(
          OUTPUT,
          "missing, and the single output of the network is in [0, 1] for noise",
          "probabilities if it is one (after a sigmoid), else logits");
    }
  }

  /** Returns why outputs are no probabilities; a single one for each image has no sum. */
  private static Optional<String> noProbabilities(float[] values) {
    int outputs = values.length / IMAGES;
    for (int image = 0; image < IMAGES; image++) {
      double sum = 0;
      for (int i = image * outputs; i < (image + 1) * outputs; i++) {
        sum += values[i];
        if (!OutputKind.isProbability(values[i])) {
          return Optional.of("the output " + values[i]);
        }
      }
      if (outputs > 1 && Math.abs(sum - 1) > OutputKind.MAX_SUM_ERROR) {
        return Optional.of("outputs that sum to " + sum);
      }
    }
    return Optional.empty();
  }

  private InvalidInputException refused(String found, String expected) {
    return ReturnedArrays.refused(declared, found, expected);
  }
}
