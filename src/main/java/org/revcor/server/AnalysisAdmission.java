package org.revcor.server;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException.Reason;
import org.revcor.analysis.Parameter;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StageFailure;
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
        CompletableFuture.runAsync(() -> request.given().forEach(this::check), readers);
    for (var argument : request.given().entrySet()) {
      if (argument.getKey().kind() == Parameter.Kind.STUDY) {
        String field = AnalysisRequest.field(argument.getKey().name());
        checked = checked.thenCompose(done -> requireEnded(field, argument.getValue()));
      }
    }
    return checked.thenApply(done -> request);
  }

  private void check(Parameter parameter, String value) {
    String expected =
        switch (parameter.kind()) {
          case OBSERVER -> expected(value, catalogue.names());
          case NUMBER -> isNumber(value) ? "" : "a number";
          case NUMBERS -> areNumbers(value) ? "" : "numbers separated by commas, or from:step:to";
          case FILE ->
              parameter.defaultValue().orElse("").equals(value)
                  ? ""
                  : "left out, since a server does not read files that a request names";
          case TEXT, IMAGES, STUDY, WORDS -> expected(value, ServedParameters.choices(parameter));
        };
    if (!expected.isEmpty()) {
      throw new InvalidInputException(AnalysisRequest.field(parameter.name()), value, expected);
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
        .allMatch(AnalysisAdmission::isNumber);
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException none) {
      return false;
    }
  }

  private CompletionStage<Void> requireEnded(String field, String id) {
    return studies
        .get(id)
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
}
