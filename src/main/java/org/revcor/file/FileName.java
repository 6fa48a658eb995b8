package org.revcor.file;

import java.util.regex.Pattern;
import org.revcor.InvalidInputException;

public final class FileName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private FileName() {}

  /**
   * Checks a name.
   *
   * @throws InvalidInputException if the name is not valid
   */
  public static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "name",
          name,
          "1 to 100 letters, digits, dots, dashes and underscores, beginning with a letter or"
              + " digit");
    }
  }
}
