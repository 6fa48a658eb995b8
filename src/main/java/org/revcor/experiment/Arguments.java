package org.revcor.experiment;

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
import org.revcor.Spelling;

/** What was given to an experiment: a text for each parameter, read as what it has to be. */
public final class Arguments {
  private static final int MAX_STEPS = 1_000;
  private static final int DECIMALS = 12;

  /** A number of steps that falls short of a whole one by less is that. */
  private static final double WHOLE = 1e-9;

  private final SequencedMap<String, String> values;

  private Arguments(SequencedMap<String, String> values) {
    this.values = values;
  }

  /**
   * Those of an experiment.
   *
   * @param given texts by the names of parameters
   * @throws InvalidInputException if there is no such parameter, or one that must be there is not
   */
  public static Arguments of(Analysis experiment, Map<String, String> given) {
    List<String> names = experiment.parameters().stream().map(Parameter::name).toList();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new InvalidInputException(name, "an unknown key", Spelling.expected(name, names));
      }
    }
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : experiment.parameters()) {
      String value = given.getOrDefault(parameter.name(), parameter.standard().orElse(""));
      if (!value.isBlank()) {
        values.put(parameter.name(), value.strip());
      } else if (parameter.required()) {
        throw new InvalidInputException(parameter.name(), "missing", "given: " + clause(parameter));
      }
    }
    return new Arguments(values);
  }

  /** A description in the middle of a sentence. */
  private static String clause(Parameter parameter) {
    String text = parameter.description().replaceAll("\\.$", "");
    boolean word = text.matches("(?s)\\p{Lu}(\\p{Ll}| ).*");
    return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  /** All of them, standard values among them, in the order of the parameters. */
  public SequencedMap<String, String> all() {
    return new LinkedHashMap<>(values);
  }

  /** The text of a parameter that is there, or has a standard value. */
  public String text(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** The text of a parameter, if it was given. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * One of some words.
   *
   * @throws InvalidInputException if it is none of them
   */
  public <T> T choice(String name, Map<String, T> words) {
    T chosen = words.get(text(name));
    if (chosen == null) {
      throw new InvalidInputException(
          name, text(name), Spelling.expected(text(name), words.keySet()));
    }
    return chosen;
  }

  /**
   * A number of a range.
   *
   * @throws InvalidInputException if it is none
   */
  public double number(String name, double least, double most) {
    return number(name, text(name), least, most);
  }

  /**
   * A whole number of a range.
   *
   * @throws InvalidInputException if it is none
   */
  public int whole(String name, int least, int most) {
    try {
      int value = Integer.parseInt(text(name));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notWhole) {
      // told below
    }
    throw new InvalidInputException(
        name, text(name), "a whole number from %d to %d".formatted(least, most));
  }

  /**
   * Numbers of a range, at least one. {@code a:b:c} stands for those from a on in steps of b that
   * are not above c.
   *
   * @throws InvalidInputException if one is none
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
        throw new InvalidInputException(name, word, "from:step:to, of at most 1,000 steps");
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

  /** Words between commas; none if it was not given. */
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
      // told below
    }
    String range =
        most == Double.MAX_VALUE
            ? "a number of at least " + shown(least)
            : "a number from %s to %s".formatted(shown(least), shown(most));
    throw new InvalidInputException(name, text, range);
  }

  /** Without the last digits that adding steps leaves: .3 and not .30000000000000004. */
  private static double decimal(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? "%d".formatted((long) value) : "" + value;
  }
}
