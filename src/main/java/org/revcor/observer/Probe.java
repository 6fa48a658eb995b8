package org.revcor.observer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.revcor.InvalidInputException;

/**
 * Shows two pictures of uniform noise to a network, twice, and compares its answers with what was
 * declared of it.
 *
 * <p>The engine runs a TorchScript module once as written, to profile it, and optimised from then
 * on. The probe makes both runs, so whichever lane loaded the module, its first batch is shown to
 * the optimised one.
 */
final class Probe {
  private static final int PICTURES = 2;
  private static final long SEED = 1;
  private static final double TOLERANCE = 1e-3;

  private Probe() {}

  /**
   * Columns of the network's answer.
   *
   * @throws InvalidInputException if it answers with anything but n x k finite numbers, k being
   *     what the declared classes need; if declared probabilities are none; or if its two answers
   *     differ
   */
  static int outputs(TorchScriptModule module, TorchScriptFile declared) {
    try (NDManager manager = NDManager.newBaseManager(module.device(), "PyTorch")) {
      NDArray pictures = manager.create(noise(declared), shape(declared));
      NDArray first = answer(module, declared, pictures);
      int outputs = (int) first.getShape().get(1);
      requireClasses(declared, outputs);
      float[] values = first.toFloatArray();
      requireFinite(declared, values);
      if (declared.output() == OutputKind.PROBABILITIES) {
        requireProbabilities(values, outputs);
      }
      if (!Arrays.equals(values, answer(module, declared, pictures).toFloatArray())) {
        throw new InvalidInputException(
            "study.observer.file",
            declared.file() + ", which answers the same pictures differently each time",
            "a network without randomness (dropout or noise that evaluation mode does not switch off)");
      }
      return outputs;
    }
  }

  private static Shape shape(TorchScriptFile declared) {
    return new Shape(PICTURES, declared.planes(), declared.height(), declared.width());
  }

  private static float[] noise(TorchScriptFile declared) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[PICTURES * declared.planes() * declared.height() * declared.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static NDArray answer(
      TorchScriptModule module, TorchScriptFile declared, NDArray pictures) {
    NDList outputs;
    try {
      outputs = module.forward(pictures);
    } catch (EngineException failed) {
      throw new InvalidInputException(
          "study.observer.input",
          "[%d, %d, %d], at which the network fails (%s)"
              .formatted(
                  declared.planes(), declared.height(), declared.width(), EngineMessage.of(failed)),
          "the planes, rows and columns of the pictures that the network takes");
    }
    if (outputs.size() != 1) {
      throw new InvalidInputException(
          "study.observer.file",
          "%s, which answers with %d arrays".formatted(declared.file(), outputs.size()),
          "a network that answers with one, pictures x classes");
    }
    NDArray answer = outputs.head();
    Shape shape = answer.getShape();
    if (answer.getDataType() != DataType.FLOAT32
        || shape.dimension() != 2
        || shape.get(0) != PICTURES
        || shape.get(1) < 1) {
      throw new InvalidInputException(
          "study.observer.file",
          "%s, which answers %d pictures with %s of %s"
              .formatted(declared.file(), PICTURES, Answers.typeOf(answer), shape),
          "a network that answers with real numbers, pictures x classes");
    }
    return answer;
  }

  private static void requireClasses(TorchScriptFile declared, int outputs) {
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

  private static void requireFinite(TorchScriptFile declared, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new InvalidInputException(
            "study.observer.file",
            declared.file() + ", which answers uniform noise with " + value,
            "a network whose outputs are finite");
      }
    }
  }

  private static void requireProbabilities(float[] values, int outputs) {
    for (int picture = 0; picture < PICTURES; picture++) {
      double sum = 0;
      for (int i = picture * outputs; i < (picture + 1) * outputs; i++) {
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
}
