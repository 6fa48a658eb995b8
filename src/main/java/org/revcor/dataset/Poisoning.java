package org.revcor.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * A backdoor in a training set: some images of a class get a stamp and the label of another class
 * (the paper's Fig 7). A network trained on it assigns stamped images to that class.
 *
 * @param fraction share of the images of {@code from}, in (0,1]; the paper's authors took .34
 */
public record Poisoning(Stamp stamp, String from, String to, double fraction) {

  /**
   * @throws InvalidInputException if the fraction is out of range, or both classes are the same
   */
  public Poisoning {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new InvalidInputException(
          "fraction", String.valueOf(fraction), "a number above 0 and at most 1");
    }
    if (from.equals(to)) {
      throw new InvalidInputException("to", to, "another class than from, which is " + from);
    }
  }

  /**
   * Returns a poisoned copy of a training set. The first {@code fraction} of class {@code from}, in
   * the order of the files, is stamped and labelled {@code to}. The number is rounded and at least
   * one. The order and all other images stay the same.
   *
   * @throws InvalidInputException if a class does not exist, class {@code from} has no images, or
   *     the stamp exceeds the image
   */
  public Images poison(Images training) {
    int label = label("from", from, training);
    int wrong = label("to", to, training);
    int[] chosen = indicesOf(label, training);
    int number = (int) Math.max(1, Math.round(fraction * chosen.length));
    byte[] pixels = training.pixels().clone();
    int[] labels = training.labels().clone();
    boolean[] mask = stamp.mask(training.height(), training.width());
    for (int i = 0; i < number; i++) {
      Stamp.whiten(mask, pixels, chosen[i] * training.values(), training.planes());
      labels[chosen[i]] = wrong;
    }
    return training.with(pixels, labels);
  }

  /**
   * Returns all images of class {@code from}, stamped, with their true label. The attack success
   * rate is the share of them that a network classifies as {@code to}.
   */
  public Images stamped(Images test) {
    int label = label("from", from, test);
    int[] chosen = indicesOf(label, test);
    byte[] pixels = new byte[chosen.length * test.values()];
    boolean[] mask = stamp.mask(test.height(), test.width());
    for (int i = 0; i < chosen.length; i++) {
      int at = i * test.values();
      System.arraycopy(test.pixels(), chosen[i] * test.values(), pixels, at, test.values());
      Stamp.whiten(mask, pixels, at, test.planes());
    }
    int[] labels = new int[chosen.length];
    Arrays.fill(labels, label);
    return test.with(pixels, labels);
  }

  /**
   * Returns the label of class {@code to} among these images' classes.
   *
   * @throws InvalidInputException if the class does not exist
   */
  public int target(Images images) {
    return label("to", to, images);
  }

  private int[] indicesOf(int label, Images images) {
    int[] chosen =
        IntStream.range(0, images.size()).filter(i -> images.labels()[i] == label).toArray();
    if (chosen.length == 0) {
      throw new InvalidInputException(
          "from", from, "a class of which " + images.name() + " has images");
    }
    return chosen;
  }

  private static int label(String field, String text, Images images) {
    List<String> classes = images.classes();
    if (classes.contains(text)) {
      return classes.indexOf(text);
    }
    throw new InvalidInputException(
        field,
        text,
        "a class of %s: %s".formatted(images.name(), Spelling.expected(text, classes)));
  }
}
