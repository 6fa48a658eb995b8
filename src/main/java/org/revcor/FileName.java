package org.revcor;

import java.util.regex.Pattern;

/** What users may call an observer or a basis; its files are called so as well. */
public final class FileName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private FileName() {}

  /**
   * Refuses a name that could be no file's.
   *
   * @throws InvalidInputException if it may not be called so
   */
  public static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "name",
          name,
          "up to 100 letters, digits, dots, dashes and underscores, a letter or digit first");
    }
  }
}
