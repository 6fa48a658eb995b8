package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Cards;

/**
 * Components of natural images, of which stimuli are weighted sums. They are the principal
 * components of the weights of a data set's images on {@linkplain GaborBank Gabor wavelets},
 * converted to images.
 *
 * <p>The image of scores s in plane p is {@code Σ_c s[p,c] vectors[p,c]}, optionally plus {@code
 * mean[p]}. With the mean, the scores of an image of the data set reconstruct that image except for
 * a constant. Vectors and means sum to zero over the pixels, so each plane must be scaled for
 * display.
 */
public final class GaborBasis {
  static final String FILE = ".safetensors";
  static final String CARD = ".json";

  private final String name;
  private final BasisCard card;
  private final BasisArrays arrays;

  /**
   * @param name name in the catalogue
   */
  GaborBasis(String name, BasisCard card, BasisArrays arrays) {
    this.name = name;
    this.card = card;
    this.arrays = arrays;
  }

  /**
   * Reads a basis.
   *
   * @param name name in the catalogue
   * @param file file name for messages
   * @throws InvalidInputException if the file does not match the card
   */
  static GaborBasis read(String name, String file, byte[] bytes, BasisCard card) {
    String digest = Digest.of(bytes);
    if (!digest.equals(card.digest())) {
      throw new InvalidInputException(
          file,
          "a file with digest " + digest,
          "a file with the digest of its card, " + card.digest());
    }
    return new GaborBasis(name, card, BasisArrays.decode(file, bytes, card));
  }

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} into a folder, which is created if
   * missing. Each file is written atomically. The card, which contains the digest of the file, is
   * written last.
   *
   * @return the file
   * @throws IOException if a file cannot be written
   */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + FILE);
    WholeFile.write(file, bytes());
    WholeFile.write(folder.resolve(name + CARD), Cards.write(card));
    return file;
  }

  byte[] bytes() {
    return arrays.encode(planes(), components(), height(), width());
  }

  public String name() {
    return name;
  }

  /** Returns the card. */
  public BasisCard card() {
    return card;
  }

  /** Returns the digest of the file, {@code sha256:...}. */
  public String digest() {
    return card.digest();
  }

  public int planes() {
    return card.planes();
  }

  public int height() {
    return card.height();
  }

  public int width() {
    return card.width();
  }

  /** Returns the number k of components per plane; components are sorted by descending variance. */
  public int components() {
    return card.components();
  }

  /** Returns planes x k x height·width: the image of each component at score 1. */
  public float[] vectors() {
    return arrays.vectors();
  }

  /** Returns planes x height·width: the image of the mean weights of all images. */
  public float[] mean() {
    return arrays.mean();
  }

  /** Returns planes x k: the minimum score of any image, relative to the mean. */
  public float[] low() {
    return arrays.low();
  }

  /** Returns planes x k: the maximum score of any image, relative to the mean. */
  public float[] high() {
    return arrays.high();
  }
}
