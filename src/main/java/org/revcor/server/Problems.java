package org.revcor.server;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.revcor.InvalidInputException;
import org.revcor.observer.catalogue.ObserverConflictException;
import org.revcor.record.DatabaseUnavailableException;
import org.revcor.server.analyses.AnalysisConflictException;
import org.revcor.server.analyses.UnknownAnalysisException;
import org.revcor.studies.UnknownStudyException;
import org.revcor.study.Cause;
import org.revcor.study.StudyConflictException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where exceptions become answers. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** The field by which a body is named that is no JSON at all. */
  private static final String BODY = "body";

  private Problems() {}

  static Problem of(Throwable thrown) {
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case RefusedException refused -> refused.problem();
      case InvalidInputException invalid -> of(invalid);
      case UnknownStudyException unknown -> Problem.notFound(String.valueOf(unknown.getMessage()));
      case UnknownAnalysisException unknown ->
          Problem.notFound(String.valueOf(unknown.getMessage()));
      case AnalysisConflictException conflict ->
          Problem.conflict(String.valueOf(conflict.getMessage()));
      case StudyConflictException conflict ->
          Problem.conflict(String.valueOf(conflict.getMessage()));
      case DatabaseUnavailableException unavailable ->
          Problem.unavailable(String.valueOf(unavailable.getMessage()));
      case ObserverConflictException conflict ->
          Problem.conflict(String.valueOf(conflict.getMessage()));
      case EntityStreamSizeException large -> Problem.tooLarge(large.limit());
      case IllegalUriException uri ->
          Problem.malformed("the address cannot be read: " + uri.getMessage());
      case TimeoutException slow -> withoutResponse(slow);
      default -> unexpected(thrown);
    };
  }

  /**
   * For stages of requests in which an input that cannot be used is no study. What is no input at
   * all stays what it is.
   *
   * @param invalid makes the problem
   * @return always fails
   */
  static <T> Function<Throwable, T> telling(Function<InvalidInputException, Problem> invalid) {
    return thrown -> {
      Throwable cause = Cause.of(thrown);
      throw new CompletionException(
          cause instanceof InvalidInputException input && !input.field().equals(BODY)
              ? new RefusedException(invalid.apply(input))
              : cause);
    };
  }

  private static Problem of(InvalidInputException invalid) {
    String detail = String.valueOf(invalid.getMessage());
    Problem problem =
        invalid.field().equals(BODY)
            ? Problem.malformed(detail)
            : new Problem(422, "invalid-study", "The study cannot be used", detail);
    return problem
        .with("field", invalid.field())
        .with("value", invalid.value())
        .with("expected", invalid.expected());
  }

  private static Problem withoutResponse(TimeoutException slow) {
    LOG.warn("no answer in time", slow);
    return Problem.unavailable("the server is too busy to answer; try again");
  }

  private static Problem unexpected(Throwable thrown) {
    LOG.error("a request failed", thrown);
    return Problem.internal();
  }
}
