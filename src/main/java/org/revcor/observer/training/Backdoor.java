package org.revcor.observer.training;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.dataset.Images;

/**
 * A backdoor in a training set (paper, Fig 7): images of one class have a stamp and the label of
 * another class.
 *
 * @param stamp the stamp's name
 * @param at row and column of the stamp's upper left corner
 * @param from name of the class whose images were stamped
 * @param to name of the class of their label
 * @param fraction stamped fraction of the class's training images, in (0,1]
 * @param stamped number of stamped training images
 * @param probes stamped test images of class {@code from}, which measure the attack's success
 */
public record Backdoor(
    String stamp,
    List<Integer> at,
    String from,
    String to,
    double fraction,
    int stamped,
    Images probes) {
  public Backdoor {
    at = List.copyOf(at);
  }

  /** Returns a copy restricted to some classes, which must include {@code from} and {@code to}. */
  Backdoor withClasses(List<String> classes) {
    for (String needed : List.of(from, to)) {
      if (!classes.contains(needed)) {
        throw new InvalidInputException(
            "backdoor", "of class " + needed, "of classes " + String.join(" and ", classes));
      }
    }
    return new Backdoor(stamp, at, from, to, fraction, stamped, probes.withClasses(classes));
  }
}
