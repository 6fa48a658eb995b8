package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.schema.Section;

/**
 * A request for an analysis over HTTP.
 *
 * @param arguments names are valid; values are not checked
 */
record AnalysisRequest(Analysis analysis, Arguments arguments) {
  private static final String ANALYSIS = "analysis";
  private static final String ARGUMENTS = "arguments";
  private static final int MAX_DIGITS = 400;

  /**
   * Reads a body.
   *
   * @throws InvalidInputException if it is not a JSON object, or names an unknown analysis or
   *     argument
   */
  static AnalysisRequest read(String body) {
    Section request = JsonBody.section(body, ANALYSIS, ARGUMENTS);
    Analysis analysis = analysis(request.has(ANALYSIS) ? request.anyText(ANALYSIS) : "");
    Section arguments = request.section(ARGUMENTS);
    arguments.requireObject();
    Map<String, String> given = new LinkedHashMap<>();
    arguments
        .fields()
        .properties()
        .forEach(each -> given.put(each.getKey(), text(each.getKey(), each.getValue())));
    try {
      return new AnalysisRequest(analysis, Arguments.of(analysis, given));
    } catch (InvalidInputException invalid) {
      throw new InvalidInputException(field(invalid.field()), invalid.value(), invalid.expected());
    }
  }

  /** Returns the arguments, including defaults, by their parameters. */
  Map<Parameter, String> given() {
    Map<Parameter, String> given = new LinkedHashMap<>();
    for (Parameter parameter : analysis.parameters()) {
      arguments.find(parameter.name()).ifPresent(value -> given.put(parameter, value));
    }
    return given;
  }

  /** Returns the path of an argument in a body. */
  static String field(String argument) {
    return ARGUMENTS + "." + argument;
  }

  private static Analysis analysis(String name) {
    return AnalysisRegistry.named(ANALYSIS, name.isEmpty() ? "missing" : name);
  }

  /** Converts a JSON value to the text that the command line uses. */
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
