package org.revcor.observer;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
final class Names {
  private Names() {}

  /**
   * The words that follow "it must be" when a name is unknown: all there are, and the likely one.
   */
  static String expected(String given, Collection<String> known) {
    String all = "one of " + String.join(", ", known);
    return nearest(given, known).map(name -> all + " (did you mean " + name + "?)").orElse(all);
  }

  /** The known name with the fewest edits, if at most every third letter differs. */
  static Optional<String> nearest(String given, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> edits(given, name)))
        .filter(name -> edits(given, name) <= Math.max(2, name.length() / 3));
  }

  /** Levenshtein's distance. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
