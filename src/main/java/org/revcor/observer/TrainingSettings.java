package org.revcor.observer;

/**
 * How a network was trained, as its card states.
 *
 * @param recipe name of the recipe
 * @param epochs number of passes over the training images
 * @param batch images per step
 * @param learningRate learning rate of Adam
 */
public record TrainingSettings(String recipe, int epochs, int batch, double learningRate) {
  /** Returns all but the recipe in words. */
  public String text() {
    return "%d epochs in batches of %d at a learning rate of %s"
        .formatted(epochs, batch, learningRate);
  }
}
