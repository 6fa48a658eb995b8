package org.revcor.observer.training;

import org.revcor.InvalidInputException;
import org.revcor.file.FileName;

/**
 * The user's options of a training.
 *
 * @param epochs passes over the training images, 1 to 10,000
 * @param seed seed of initial weights, order, dropout and latent noise
 * @param batch images per step, 1 to 10,000
 * @param learningRate learning rate of Adam, in (0, 1]
 * @param threads engine threads, 1 to 1,024; the number changes the last bits of the weights
 */
public record TrainingOptions(
    String name, int epochs, long seed, int batch, double learningRate, int threads) {
  private static final int MAX = 10_000;
  private static final int MAX_THREADS = 1_024;

  /**
   * Returns default options: the recipe's name and epochs, seed 1, batches of 256, learning rate
   * 0.001, one thread per core.
   */
  public static TrainingOptions defaults(Recipe recipe) {
    return new TrainingOptions(
        recipe.name(), recipe.epochs(), 1, 256, 1e-3, Runtime.getRuntime().availableProcessors());
  }

  public TrainingOptions {
    FileName.require(name);
    require("epochs", epochs, epochs >= 1 && epochs <= MAX, "from 1 to 10,000");
    require("batch", batch, batch >= 1 && batch <= MAX, "from 1 to 10,000");
    require(
        "learning-rate",
        learningRate,
        learningRate > 0 && learningRate <= 1,
        "above 0 and at most 1");
    require("threads", threads, threads >= 1 && threads <= MAX_THREADS, "from 1 to 1,024");
  }

  private static void require(String field, Number value, boolean holds, String expected) {
    if (!holds) {
      throw new InvalidInputException(field, value.toString(), expected);
    }
  }
}
