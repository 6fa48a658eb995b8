package org.revcor.observer.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.file.WholeFile;
import org.revcor.observer.FileExtensions;
import org.revcor.schema.Cards;
import org.revcor.schema.Json;

public record TrainedObserver(byte[] weights, Card card) {
  public String name() {
    return card.name();
  }

  /** Returns the epoch of the weights, from 1. */
  public int epoch() {
    return card.bestEpoch();
  }

  /** Returns the result on the test images as text. */
  public String quality() {
    return card.evaluation().text();
  }

  public JsonNode toJson() {
    return Json.MAPPER.valueToTree(card);
  }

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} to a folder, which is created if needed.
   * Each write is atomic. The card is written last and contains the digest of the weights.
   */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name() + FileExtensions.WEIGHTS);
    WholeFile.write(file, weights);
    WholeFile.write(folder.resolve(name() + FileExtensions.CARD), Cards.write(card));
    return file;
  }
}
