package org.revcor.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;

/**
 * A selection of indices: all, or a list of ranges.
 *
 * @param ranges ranges in the order given; empty selects all
 */
public record Indices(Optional<List<Range>> ranges) {
  public static final Indices ALL = new Indices(Optional.empty());

  private static final String ALL_WORD = "all";
  private static final Pattern RANGE =
      Pattern.compile("\\s*(\\d{1,9})\\s*(?:-\\s*(\\d{1,9})\\s*)?");
  private static final String EXPECTED = "all, or numbers and ranges such as \"0-9, 12\"";

  public record Range(int first, int last) {}

  public Indices {
    ranges = ranges.map(List::copyOf);
  }

  public static Indices of(List<Integer> numbers) {
    return new Indices(
        Optional.of(numbers.stream().map(number -> new Range(number, number)).toList()));
  }

  /**
   * Parses {@code all}, or numbers and ranges separated by commas.
   *
   * @throws InvalidInputException if the text is neither
   */
  public static Indices parse(String field, String text) {
    if (text.strip().equals(ALL_WORD)) {
      return ALL;
    }
    List<Range> ranges = new ArrayList<>();
    String shown = text.isEmpty() ? "\"\"" : text;
    for (String part : text.split(",", -1)) {
      Matcher matcher = RANGE.matcher(part);
      if (!matcher.matches()) {
        throw new InvalidInputException(field, shown, EXPECTED);
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (last < first) {
        throw new InvalidInputException(field, shown, EXPECTED);
      }
      ranges.add(new Range(first, last));
    }
    return new Indices(Optional.of(ranges));
  }

  /**
   * Returns the selected indices.
   *
   * @param size number of valid indices, from 0 to size - 1
   * @throws InvalidInputException if an index is out of range or occurs twice
   */
  public int[] of(int size, String field, String what) {
    if (ranges.isEmpty()) {
      return IntStream.range(0, size).toArray();
    }
    for (Range range : ranges.get()) {
      if (range.last() >= size) {
        throw new InvalidInputException(
            field, text(), "from 0 to %d for %s".formatted(size - 1, what));
      }
    }
    int[] numbers =
        ranges.get().stream()
            .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
            .toArray();
    if (IntStream.of(numbers).distinct().count() < numbers.length) {
      throw new InvalidInputException(field, text(), "each number once");
    }
    return numbers;
  }

  /** Returns the text form that {@link #parse} accepts. */
  public String text() {
    if (ranges.isEmpty()) {
      return ALL_WORD;
    }
    return String.join(
        ",",
        ranges.get().stream()
            .map(
                range ->
                    range.first() == range.last()
                        ? Integer.toString(range.first())
                        : range.first() + "-" + range.last())
            .toList());
  }
}
