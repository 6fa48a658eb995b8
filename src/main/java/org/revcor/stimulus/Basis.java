package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Cards;

/** Components fitted to the images of a data set, of which stimuli are weighted sums. */
public sealed interface Basis extends ImageShape permits GaborBasis, PcaBasis {
  /** Suffix of the file. */
  String FILE = ".safetensors";

  /** Suffix of the card beside it. */
  String CARD = ".json";

  /**
   * Reads a basis.
   *
   * @param name name in the catalogue
   * @param file file name for messages
   * @throws InvalidInputException if the file does not match the card
   */
  static Basis read(String name, String file, byte[] bytes, BasisCard card) {
    String digest = Digest.of(bytes);
    if (!digest.equals(card.digest())) {
      throw new InvalidInputException(
          file,
          "a file with digest " + digest,
          "a file with the digest of its card, " + card.digest());
    }
    return card.kind().equals(BasisCard.PCA)
        ? PcaBasis.decode(name, file, bytes, card)
        : GaborBasis.decode(name, file, bytes, card);
  }

  /** Returns the name in the catalogue. */
  String name();

  /** Returns the card. */
  BasisCard card();

  /** Returns the content of the file. */
  byte[] bytes();

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} into a folder, which is created if
   * missing. Each file is written atomically. The card, which contains the digest of the file, is
   * written last.
   *
   * @return the file
   * @throws IOException if a file cannot be written
   */
  default Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name() + FILE);
    WholeFile.write(file, bytes());
    WholeFile.write(folder.resolve(name() + CARD), Cards.write(card()));
    return file;
  }

  /** Returns the digest of the file, {@code sha256:...}. */
  default String digest() {
    return card().digest();
  }

  @Override
  default int planes() {
    return card().planes();
  }

  @Override
  default int height() {
    return card().height();
  }

  @Override
  default int width() {
    return card().width();
  }

  /** Returns the number of components, sorted by descending variance. */
  default int components() {
    return card().components();
  }
}
