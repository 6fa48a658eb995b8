package org.revcor.server;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Parameter;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Spelling;
import org.revcor.study.registry.UnknownStudyException;
import org.revcor.study.results.StudyView;

/**
 * Rejects invalid arguments of analyses before they start: observers outside the catalogue, studies
 * that have not ended, text instead of numbers, files.
 *
 * @param readers executor for file access
 */
record AnalysisAdmission(Catalogue catalogue, AskStudies studies, Executor readers) {
  /** Returns the request; fails with an {@link InvalidInputException} that names the argument. */
  CompletionStage<AnalysisRequest> admit(AnalysisRequest request) {
    CompletionStage<Void> checked =
        CompletableFuture.runAsync(
            () ->
                request
                    .analysis()
                    .parameters()
                    .forEach(
                        parameter ->
                            request
                                .arguments()
                                .find(parameter.name())
                                .ifPresent(value -> check(parameter, value))),
            readers);
    for (Parameter parameter : request.analysis().parameters()) {
      if (parameter.kind() == Parameter.Kind.STUDY) {
        String id = request.arguments().find(parameter.name()).orElse("");
        if (!id.isEmpty()) {
          String field = AnalysisRequest.field(parameter.name());
          checked = checked.thenCompose(done -> requireEnded(field, id));
        }
      }
    }
    return checked.thenApply(done -> request);
  }

  private void check(Parameter parameter, String value) {
    String field = AnalysisRequest.field(parameter.name());
    List<String> choices = ServedParameters.choices(parameter);
    if (!choices.isEmpty() && !choices.contains(value)) {
      throw new InvalidInputException(field, value, Spelling.expected(value, choices));
    }
    switch (parameter.kind()) {
      case OBSERVER -> requireKnown(field, value);
      case NUMBER -> requireNumber(field, value);
      case NUMBERS -> requireNumbers(field, value);
      case FILE -> requireDefault(field, parameter, value);
      case TEXT, IMAGES, STUDY, WORDS -> {
        // any text is possible
      }
    }
  }

  private void requireKnown(String field, String observer) {
    List<String> names = catalogue.names();
    if (!names.contains(observer)) {
      throw new InvalidInputException(field, observer, Spelling.expected(observer, names));
    }
  }

  private static void requireNumbers(String field, String numbers) {
    boolean areNumbers =
        Arrays.stream(numbers.split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .flatMap(word -> Arrays.stream(word.split(":", -1)))
            .allMatch(AnalysisAdmission::isNumber);
    if (!areNumbers) {
      throw new InvalidInputException(
          field, numbers, "numbers separated by commas, or from:step:to");
    }
  }

  private static void requireNumber(String field, String number) {
    if (!isNumber(number)) {
      throw new InvalidInputException(field, number, "a number");
    }
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException none) {
      return false;
    }
  }

  private static void requireDefault(String field, Parameter parameter, String value) {
    if (!parameter.defaultValue().orElse("").equals(value)) {
      throw new InvalidInputException(
          field, value, "left out, since a server does not read files that a request names");
    }
  }

  private CompletionStage<Void> requireEnded(String field, String id) {
    return studies
        .get(id)
        .thenAccept(study -> requireEnded(field, study))
        .exceptionally(
            thrown -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              if (cause instanceof UnknownStudyException) {
                throw new InvalidInputException(field, id, "the id of a study of this server");
              }
              throw thrown instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(thrown);
            });
  }

  private static void requireEnded(String field, StudyView study) {
    if (!study.lifecycle().state().isEnded()) {
      throw new InvalidInputException(
          field,
          "%s, which is %s"
              .formatted(study.id(), JsonBody.tree(study.lifecycle().state()).asText()),
          "a study that has ended; stop it, or wait");
    }
  }
}
