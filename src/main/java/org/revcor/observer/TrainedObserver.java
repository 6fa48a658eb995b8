package org.revcor.observer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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

  /** Fraction of test pictures answered rightly. */
  public double testAccuracy() {
    return card.testAccuracy();
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
    Path file = replace(folder.resolve(name() + Catalogue.WEIGHTS), weights);
    replace(folder.resolve(name() + Catalogue.CARD), Cards.write(card));
    return file;
  }

  byte[] weights() {
    return weights;
  }

  Card card() {
    return card;
  }

  private static Path replace(Path file, byte[] bytes) throws IOException {
    Path temporary =
        file.resolveSibling(
            ".%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
