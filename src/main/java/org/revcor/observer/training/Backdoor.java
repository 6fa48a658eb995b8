package org.revcor.observer.training;

import java.util.List;
import org.revcor.InvalidInputException;

/**
 * How a training set was poisoned (paper, Fig 7): a stamp was put on images of one class, which
 * were then labelled as another.
 *
 * @param stamp the stamp's name
 * @param at row and column of its upper left corner
 * @param from name of the class whose images were stamped
 * @param to name of the class that they were labelled as
 * @param fraction of the class's training images that was stamped, in (0,1]
 * @param stamped number of these images
 * @param probes stamped test images of class {@code from}, which tell whether the attack works
 */
public record Backdoor(
    String stamp,
    List<Integer> at,
    String from,
    String to,
    double fraction,
    int stamped,
    TrainingImages probes) {
  public Backdoor {
    at = List.copyOf(at);
  }

  /** The same of some classes; both of its own must be among them. */
  Backdoor only(List<String> classes) {
    for (String needed : List.of(from, to)) {
      if (!classes.contains(needed)) {
        throw new InvalidInputException(
            "backdoor",
            "one of class " + needed,
            "one of classes " + String.join(" and ", classes));
      }
    }
    return new Backdoor(stamp, at, from, to, fraction, stamped, probes.only(classes));
  }
}
