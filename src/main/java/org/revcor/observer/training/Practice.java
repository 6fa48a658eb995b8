package org.revcor.observer.training;

/**
 * How long and how a network is trained.
 *
 * @param epochs passes over the images, unless told otherwise
 * @param weightDecay factor of the squared weights in the loss
 * @param rateFactor what the learning rate is multiplied with after each epoch, in (0,1]
 * @param mirrored whether each image is shown mirrored left to right every other time, by chance;
 *     never with a backdoor, whose stamp has its place
 */
record Practice(int epochs, double weightDecay, double rateFactor, boolean mirrored) {
  /** Images as they are, at a constant rate and without decay. */
  static Practice plain(int epochs) {
    return new Practice(epochs, 0, 1, false);
  }

  Practice withWeightDecay(double factor) {
    return new Practice(epochs, factor, rateFactor, mirrored);
  }

  Practice withFallingRate(double factor) {
    return new Practice(epochs, weightDecay, factor, mirrored);
  }

  Practice withMirroredImages() {
    return new Practice(epochs, weightDecay, rateFactor, true);
  }
}
