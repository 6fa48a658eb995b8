package org.revcor.observer.training;

import org.revcor.FileName;
import org.revcor.InvalidInputException;

/**
 * What of a training is free.
 *
 * @param name what to call the observer: letters, digits, dots, dashes and underscores
 * @param epochs passes over the training images, 1 to 10,000
 * @param seed of initial weights, order, dropout and latent noise
 * @param batch images a step, 1 to 10,000
 * @param learningRate of Adam, in (0, 1]
 * @param threads of the engine, 1 to 1,024; other numbers give other last bits
 */
public record TrainingOptions(
    String name, int epochs, long seed, int batch, double learningRate, int threads) {
  private static final int MOST = 10_000;
  private static final int MAX_THREADS = 1_024;

  /**
   * Named after the recipe, with its epochs, seed 1, batches of 256, learning rate 0.001, a thread
   * a core.
   */
  public static TrainingOptions standard(Recipe recipe) {
    return new TrainingOptions(
        recipe.name(), recipe.epochs(), 1, 256, 1e-3, Runtime.getRuntime().availableProcessors());
  }

  public TrainingOptions {
    FileName.require(name);
    require("epochs", epochs, epochs >= 1 && epochs <= MOST, "from 1 to 10,000");
    require("batch", batch, batch >= 1 && batch <= MOST, "from 1 to 10,000");
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
