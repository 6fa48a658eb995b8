package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Analysis;

/**
 * An analysis that is asked for over HTTP.
 *
 * @param arguments checked for their names, not for their values
 */
record AnalysisRequest(Analysis experiment, Arguments arguments) {
  private static final String ANALYSIS = "analysis";
  private static final String ARGUMENTS = "arguments";
  private static final int MAX_DIGITS = 400;

  /**
   * Reads a body.
   *
   * @throws InvalidInputException if it is no JSON object, or names an analysis or an argument that
   *     there is not
   */
  static AnalysisRequest read(String body) {
    RequestOptions options = RequestOptions.read(body, List.of(ANALYSIS, ARGUMENTS));
    Analysis experiment = experiment(options.text(ANALYSIS).orElse(""));
    Map<String, String> given = new LinkedHashMap<>();
    options
        .object(ARGUMENTS)
        .properties()
        .forEach(each -> given.put(each.getKey(), text(each.getKey(), each.getValue())));
    try {
      return new AnalysisRequest(experiment, Arguments.of(experiment, given));
    } catch (InvalidInputException invalid) {
      throw new InvalidInputException(field(invalid.field()), invalid.value(), invalid.expected());
    }
  }

  /** Where an argument stands in a body. */
  static String field(String argument) {
    return ARGUMENTS + "." + argument;
  }

  private static Analysis experiment(String name) {
    List<Analysis> served = ServedParameters.experiments();
    return served.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    ANALYSIS,
                    name.isEmpty() ? "missing" : name,
                    Spelling.expected(name, served.stream().map(Analysis::name).toList())));
  }

  /** Numbers, truth values and lists of them as they are written on the command line. */
  private static String text(String argument, JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(each -> scalar(argument, each))
          .collect(Collectors.joining(","));
    }
    return scalar(argument, value);
  }

  private static String scalar(String argument, JsonNode value) {
    if (value.isTextual() || value.isBoolean()) {
      return value.asText();
    }
    if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      String plain = new BigDecimal(value.asText()).stripTrailingZeros().toPlainString();
      return plain.length() > MAX_DIGITS ? value.asText() : plain;
    }
    throw new InvalidInputException(
        field(argument), value.toString(), "a text, a number, true or false, or a list of them");
  }
}
