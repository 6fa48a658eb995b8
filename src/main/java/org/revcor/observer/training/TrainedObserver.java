package org.revcor.observer.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.revcor.Cards;
import org.revcor.WholeFile;
import org.revcor.observer.FileExtensions;

/** The outcome of a training: weights and their card, not yet written. */
public final class TrainedObserver {
  private final byte[] weights;
  private final Card card;

  TrainedObserver(byte[] weights, Card card) {
    this.weights = weights;
    this.card = card;
  }

  public String name() {
    return card.name();
  }

  /** The epoch that it is from, counted from 1. */
  public int epoch() {
    return card.bestEpoch();
  }

  /** How good it is on the test images, in words. */
  public String quality() {
    return words(card.evaluation());
  }

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} into a folder, which is made if need be.
   * Each file is there whole or not at all; the card comes last and names the digest of its
   * weights.
   *
   * @return the file of weights
   * @throws IOException if that fails
   */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name() + FileExtensions.WEIGHTS);
    WholeFile.write(file, weights);
    WholeFile.write(folder.resolve(name() + FileExtensions.CARD), Cards.write(card));
    return file;
  }

  static String words(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Classified classified ->
          String.format(Locale.ROOT, "test accuracy %.2f %%", 100 * classified.accuracy());
      case Evaluation.Restored(double error) ->
          String.format(Locale.ROOT, "test mean squared error %.5f", error);
    };
  }

  byte[] weights() {
    return weights;
  }

  Card card() {
    return card;
  }
}
