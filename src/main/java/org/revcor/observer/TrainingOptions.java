package org.revcor.observer;

import org.revcor.InvalidInputException;

/**
 * What of a training is free.
 *
 * @param epochs passes over the training pictures, 1 to 10,000
 * @param seed of initial weights and order
 * @param batch pictures a step, 1 to 10,000
 * @param learningRate of Adam, in (0, 1]
 */
public record TrainingOptions(int epochs, long seed, int batch, double learningRate) {
  private static final int MOST = 10_000;

  /** 15 epochs, seed 1, batches of 256, learning rate 0.001. */
  public static final TrainingOptions DEFAULT = new TrainingOptions(15, 1, 256, 1e-3);

  public TrainingOptions {
    require("epochs", epochs, epochs >= 1 && epochs <= MOST, "from 1 to 10,000");
    require("batch", batch, batch >= 1 && batch <= MOST, "from 1 to 10,000");
    require(
        "learning-rate",
        learningRate,
        learningRate > 0 && learningRate <= 1,
        "above 0 and at most 1");
  }

  private static void require(String field, Number value, boolean holds, String expected) {
    if (!holds) {
      throw new InvalidInputException(field, value.toString(), expected);
    }
  }
}
