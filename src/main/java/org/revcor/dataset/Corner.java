package org.revcor.dataset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;

/**
 * The position of a pattern's upper left corner.
 *
 * @param row from 0 at the top
 * @param column from 0 at the left
 */
public record Corner(int row, int column) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4}),\\s*(\\d{1,4})");

  /**
   * Reads {@code row,column}.
   *
   * @throws InvalidInputException if the text has another form
   */
  public static Corner parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "at", text, "row,column of the upper left corner, such as 1,21");
    }
    return new Corner(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return row + "," + column;
  }
}
