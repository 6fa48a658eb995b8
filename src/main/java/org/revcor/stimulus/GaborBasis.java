package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.revcor.Cards;
import org.revcor.Digest;
import org.revcor.InvalidInputException;
import org.revcor.WholeFile;

/**
 * Components of natural images, of which stimuli are made: the principal components of the
 * weights that a data set's images have on {@linkplain GaborBank Gabor wavelets}, shown as
 * images.
 *
 * <p>The image of scores s in plane p is {@code Σ_c s[p,c] vectors[p,c]}, or that and {@code
 * mean[p]}. With the mean and the scores of an image of the data set, it is what the wavelets and
 * the components keep of that image, but for a constant: vectors and means sum to zero over the
 * pixels, and whoever shows them scales each plane.
 */
public final class GaborBasis {
  static final String FILE = ".safetensors";
  static final String CARD = ".json";

  private final String name;
  private final BasisCard card;
  private final BasisArrays arrays;

  /**
   * @param name what the catalogue calls it
   */
  GaborBasis(String name, BasisCard card, BasisArrays arrays) {
    this.name = name;
    this.card = card;
    this.arrays = arrays;
  }

  /**
   * Reads a basis.
   *
   * @param name what the catalogue calls it
   * @param file the file's name, for messages
   * @throws InvalidInputException if the file is not that of the card
   */
  static GaborBasis read(String name, String file, byte[] bytes, BasisCard card) {
    String digest = Digest.of(bytes);
    if (!digest.equals(card.digest())) {
      throw new InvalidInputException(
          file, "a file of digest " + digest, "the one of its card, " + card.digest());
    }
    return new GaborBasis(name, card, BasisArrays.decode(file, bytes, card));
  }

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} into a folder, which is made if need be.
   * Each file is there whole or not at all; the card comes last and names the digest of its file.
   *
   * @return the file
   * @throws IOException if that fails
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

  /** How it was fitted. */
  public BasisCard card() {
    return card;
  }

  /** {@code sha256:...} of its file. */
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

  /** Components k of each plane, that of most variance first. */
  public int components() {
    return card.components();
  }

  /** Planes x k x height·width: what one unit of a component's score adds to the pixels. */
  public float[] vectors() {
    return arrays.vectors();
  }

  /** Planes x height·width: what the mean of all images' weights shows. */
  public float[] mean() {
    return arrays.mean();
  }

  /** Planes x k: the least score of any image, counted from the mean. */
  public float[] low() {
    return arrays.low();
  }

  /** Planes x k: the largest score of any image, counted from the mean. */
  public float[] high() {
    return arrays.high();
  }
}
