package org.revcor.observer.training;

/**
 * Hyperparameters of a recipe.
 *
 * @param epochs default number of passes over the images
 * @param weightDecay factor of the squared weights in the loss
 * @param rateFactor factor of the learning rate after each epoch, in (0,1]
 * @param mirrored whether each image is mirrored left to right with probability 1/2; never with a
 *     backdoor, whose stamp has a fixed position
 */
record Hyperparameters(int epochs, double weightDecay, double rateFactor, boolean mirrored) {
  /** Returns hyperparameters with a constant rate, without weight decay and mirroring. */
  static Hyperparameters of(int epochs) {
    return new Hyperparameters(epochs, 0, 1, false);
  }

  Hyperparameters withWeightDecay(double factor) {
    return new Hyperparameters(epochs, factor, rateFactor, mirrored);
  }

  Hyperparameters withFallingRate(double factor) {
    return new Hyperparameters(epochs, weightDecay, factor, mirrored);
  }

  Hyperparameters withMirroredImages() {
    return new Hyperparameters(epochs, weightDecay, rateFactor, true);
  }
}
