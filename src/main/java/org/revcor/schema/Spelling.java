package org.revcor.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.revcor.InvalidInputException;

/** Formats the words of study files and suggests corrections of misspelt words. */
public final class Spelling {
  private static final int MAX_LETTERS = 50;

  private Spelling() {}

  /** Returns a constant as users write it: lower case, with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns a constant by its word.
   *
   * @throws InvalidInputException if the word is none of theirs
   */
  public static <E extends Enum<E>> E named(String field, String word, List<E> valid) {
    return valid.stream()
        .filter(constant -> word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field, word, expected(word, valid.stream().map(Spelling::word).toList())));
  }

  /** Returns the valid words and a hint, worded to follow "it must be". */
  public static String expected(String given, Collection<String> known) {
    String words =
        known.size() == 1 ? known.iterator().next() : "one of " + String.join(", ", known);
    return words + hint(given, known);
  }

  /** Returns "; did you mean X?", or "" if no known word is similar. */
  public static String hint(String given, Collection<String> known) {
    return nearest(given, known).map(word -> "; did you mean " + word + "?").orElse("");
  }

  /** Returns the known word with the fewest edits, if these are at most half of its letters. */
  public static Optional<String> nearest(String given, Collection<String> known) {
    if (given.length() > MAX_LETTERS) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(word -> edits(given, word)))
        .filter(word -> edits(given, word) <= Math.max(1, word.length() / 2));
  }

  /**
   * Returns the Levenshtein distance in which swapped adjacent letters count once (optimal string
   * alignment).
   */
  private static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
