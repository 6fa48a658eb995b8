package org.revcor.observer;

import java.util.regex.Pattern;
import org.revcor.InvalidInputException;

/** What an observer of the folder may be called; its files are called so as well. */
final class ObserverName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private ObserverName() {}

  /**
   * @throws InvalidInputException if it may not
   */
  static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "name",
          name,
          "up to 100 letters, digits, dots, dashes and underscores, a letter or digit first");
    }
  }
}
