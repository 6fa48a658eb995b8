package org.revcor.analysis;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/** Arguments of an analysis: a text for each parameter, parsed on access. */
public final class Arguments {
  private static final int MAX_STEPS = 1_000;
  private static final int DECIMALS = 12;

  /** Tolerance for a number of steps that is nearly whole. */
  private static final double WHOLE = 1e-9;

  private final SequencedMap<String, String> values;

  private Arguments(SequencedMap<String, String> values) {
    this.values = values;
  }

  /**
   * Creates the arguments of an analysis.
   *
   * @throws InvalidInputException if a name is unknown, a required parameter is missing, or a text
   *     is none of the parameter's choices
   */
  public static Arguments of(Analysis analysis, Map<String, String> given) {
    List<String> names = analysis.parameters().stream().map(Parameter::name).toList();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new InvalidInputException(name, "an unknown key", Spelling.expected(name, names));
      }
    }
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : analysis.parameters()) {
      String value = given.getOrDefault(parameter.name(), parameter.defaultValue().orElse(""));
      if (!value.isBlank()) {
        requireChoice(parameter, value.strip());
        values.put(parameter.name(), value.strip());
      } else if (parameter.required()) {
        throw new InvalidInputException(parameter.name(), "missing", "given: " + clause(parameter));
      }
    }
    return new Arguments(values);
  }

  private static void requireChoice(Parameter parameter, String text) {
    List<String> choices = parameter.choices();
    if (!choices.isEmpty() && !choices.contains(text)) {
      throw new InvalidInputException(parameter.name(), text, Spelling.expected(text, choices));
    }
  }

  private static String clause(Parameter parameter) {
    String text = parameter.description().replaceAll("\\.$", "");
    boolean word = text.matches("(?s)\\p{Lu}(\\p{Ll}| ).*");
    return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  public SequencedMap<String, String> all() {
    return new LinkedHashMap<>(values);
  }

  public String text(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** Returns the text of a parameter; empty if it is not given. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public boolean is(String name, String text) {
    return text(name).equals(text);
  }

  /** Returns the value of a {@link Parameter#choice} whose words are those of some values. */
  public <T extends Enum<T>> T choice(String name, T[] values) {
    return Arrays.stream(values)
        .filter(value -> is(name, Spelling.word(value)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  /**
   * Returns a number within a range.
   *
   * @throws InvalidInputException if the text is none
   */
  public double number(String name, double least, double most) {
    return number(name, text(name), least, most);
  }

  /**
   * Returns a whole number within a range.
   *
   * @throws InvalidInputException if the text is none
   */
  public int whole(String name, int least, int most) {
    try {
      int value = Integer.parseInt(text(name));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notWhole) {
      // thrown below
    }
    throw new InvalidInputException(
        name, text(name), "a whole number from %d to %d".formatted(least, most));
  }

  /**
   * Returns at least one number within a range. {@code a:b:c} means the numbers from a to c in
   * steps of b.
   *
   * @throws InvalidInputException if the text is invalid
   */
  public double[] numbers(String name, double least, double most) {
    List<Double> numbers = new ArrayList<>();
    for (String word : words(name)) {
      String[] parts = word.split(":", -1);
      if (parts.length != 3) {
        numbers.add(number(name, word, least, most));
        continue;
      }
      double from = number(name, parts[0], least, most);
      double step = number(name, parts[1], 0, Double.MAX_VALUE);
      double to = number(name, parts[2], least, most);
      double steps = Math.floor((to - from) / step + WHOLE);
      if (!(steps >= 0 && steps <= MAX_STEPS)) {
        throw new InvalidInputException(name, word, "from:step:to with at most 1,000 steps");
      }
      for (int i = 0; i <= steps; i++) {
        numbers.add(Math.min(decimal(from + i * step), to));
      }
    }
    if (numbers.isEmpty()) {
      throw new InvalidInputException(name, text(name), "at least one number");
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the words between commas; empty if the parameter is not given. */
  public List<String> words(String name) {
    return find(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static double number(String name, String text, double least, double most) {
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException none) {
      // thrown below
    }
    String range =
        most == Double.MAX_VALUE
            ? "a number of at least " + shown(least)
            : "a number from %s to %s".formatted(shown(least), shown(most));
    throw new InvalidInputException(name, text, range);
  }

  /** Removes the rounding error of adding steps: .3 instead of .30000000000000004. */
  private static double decimal(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? "%d".formatted((long) value) : "" + value;
  }
}
