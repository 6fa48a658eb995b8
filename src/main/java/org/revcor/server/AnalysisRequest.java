package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException.Reason;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.dataset.DataSets;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Section;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.StudyView;

/** A request for an analysis over HTTP. */
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
  private Map<Parameter, String> given() {
    Map<Parameter, String> given = new LinkedHashMap<>();
    for (Parameter parameter : analysis.parameters()) {
      arguments.find(parameter.name()).ifPresent(value -> given.put(parameter, value));
    }
    return given;
  }

  private static String field(String argument) {
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

  /**
   * Checks the values of the arguments: rejects observers outside the catalogue, studies that have
   * not ended, text instead of numbers, and files.
   *
   * @return this; fails with an {@link InvalidInputException} that names the argument
   */
  CompletionStage<AnalysisRequest> admit(
      Catalogue catalogue, Function<String, CompletionStage<StudyView>> studies, Executor readers) {
    CompletionStage<Void> checked =
        CompletableFuture.runAsync(
            () -> given().forEach((parameter, value) -> check(parameter, value, catalogue)),
            readers);
    for (var argument : given().entrySet()) {
      if (argument.getKey().kind() == Parameter.Kind.STUDY) {
        String field = field(argument.getKey().name());
        checked =
            checked.thenCompose(
                done ->
                    requireEnded(field, studies.apply(argument.getValue()), argument.getValue()));
      }
    }
    return checked.thenApply(done -> this);
  }

  private static void check(Parameter parameter, String value, Catalogue catalogue) {
    String expected =
        switch (parameter.kind()) {
          case OBSERVER -> expected(value, catalogue.names());
          case NUMBER -> isNumber(value) ? "" : "a number";
          case NUMBERS -> areNumbers(value) ? "" : "numbers separated by commas, or from:step:to";
          case FILE ->
              parameter.defaultValue().orElse("").equals(value)
                  ? ""
                  : "left out, since a server does not read files that a request names";
          case TEXT, IMAGES, STUDY, WORDS -> expected(value, choices(parameter));
        };
    if (!expected.isEmpty()) {
      throw new InvalidInputException(field(parameter.name()), value, expected);
    }
  }

  /** Returns what a value must be; empty if it is valid, as any value is without choices. */
  private static String expected(String value, List<String> choices) {
    return choices.isEmpty() || choices.contains(value) ? "" : Spelling.expected(value, choices);
  }

  private static boolean areNumbers(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .flatMap(word -> Arrays.stream(word.split(":", -1)))
        .allMatch(AnalysisRequest::isNumber);
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException none) {
      return false;
    }
  }

  private static CompletionStage<Void> requireEnded(
      String field, CompletionStage<StudyView> given, String id) {
    return given
        .thenAccept(study -> requireEnded(field, study))
        .exceptionally(
            thrown -> {
              Throwable cause = StageFailure.of(thrown);
              throw new CompletionException(
                  Reason.UNKNOWN.isOf(cause)
                      ? new InvalidInputException(field, id, "the id of a study of this server")
                      : cause);
            });
  }

  private static void requireEnded(String field, StudyView study) {
    if (!study.lifecycle().state().isEnded()) {
      throw new InvalidInputException(
          field,
          "%s, which is %s".formatted(study.id(), Spelling.word(study.lifecycle().state())),
          "a study that has ended; stop it, or wait");
    }
  }

  /**
   * Returns the parameters of an analysis that a request can set: all except those that name files.
   */
  static List<Parameter> served(Analysis analysis) {
    return analysis.parameters().stream()
        .filter(each -> each.kind() != Parameter.Kind.FILE)
        .toList();
  }

  /** Returns the valid values of a parameter; empty if any value is valid. */
  private static List<String> choices(Parameter parameter) {
    return switch (parameter.kind()) {
      case IMAGES -> DataSets.names();
      case TEXT, FILE, OBSERVER, STUDY, NUMBER, NUMBERS, WORDS -> parameter.choices();
    };
  }

  /** Returns all analyses and parameters as JSON. */
  static Map<String, Object> kinds() {
    return Map.of("kinds", AnalysisRegistry.all().stream().map(AnalysisRequest::json).toList());
  }

  private static Map<String, Object> json(Analysis analysis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", analysis.name());
    json.put("question", analysis.question());
    json.put("parameters", served(analysis).stream().map(AnalysisRequest::json).toList());
    return json;
  }

  private static Map<String, Object> json(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("kind", parameter.kind());
    json.put("placeholder", parameter.placeholder());
    json.put("standard", parameter.defaultValue().orElse(null));
    json.put("required", parameter.required());
    json.put("description", parameter.description());
    json.put("choices", choices(parameter));
    return json;
  }
}
