package org.revcor.server;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.stream.IOOperationIncompleteException;
import org.revcor.InvalidInputException;
import org.revcor.observer.catalogue.ObserverConflictException;
import org.revcor.schema.Spelling;
import org.revcor.server.analyses.AnalysisConflictException;
import org.revcor.server.analyses.UnknownAnalysisException;
import org.revcor.study.plan.LanesUnavailableException;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.record.DatabaseUnavailableException;
import org.revcor.study.registry.LimitReachedException;
import org.revcor.study.registry.UnknownStudyException;
import org.revcor.study.results.DamagedFileException;
import org.revcor.study.results.InactiveStudyException;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.UnwritableLogException;
import org.revcor.worker.ChildFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to problems. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** The field of errors about a body that is not a JSON object. */
  private static final String BODY = "body";

  /** Time until a study may have ended. */
  private static final Duration LIMIT_RETRY = Duration.ofSeconds(30);

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
      case LimitReachedException reached ->
          Problem.limitReached(String.valueOf(reached.getMessage()), LIMIT_RETRY);
      case StudyConflictException conflict ->
          Problem.conflict(String.valueOf(conflict.getMessage()));
      case InactiveStudyException inactive ->
          Problem.conflict(String.valueOf(inactive.getMessage()))
              .with("state", Spelling.word(inactive.state()));
      case UnwritableLogException unavailable ->
          Problem.unavailable(String.valueOf(unavailable.getMessage()));
      case DatabaseUnavailableException unavailable ->
          Problem.unavailable(String.valueOf(unavailable.getMessage()));
      case ObserverConflictException conflict ->
          Problem.conflict(String.valueOf(conflict.getMessage()));
      case LanesUnavailableException unavailable ->
          Problem.unavailable(String.valueOf(unavailable.getMessage()));
      case EntityStreamSizeException large -> Problem.tooLarge(large.limit());
      case EntityStreamException broken ->
          Problem.malformed("the body cannot be read: " + broken.getMessage());
      case IOOperationIncompleteException written when written.getCause() != null ->
          of(written.getCause());
      case IllegalUriException uri ->
          Problem.malformed("the address cannot be read: " + uri.getMessage());
      case ChildFailedException failed -> Problem.unavailable(String.valueOf(failed.getMessage()));
      case DamagedFileException damaged -> Problem.conflict(String.valueOf(damaged.getMessage()));
      case UncheckedIOException wrapped
          when wrapped.getCause() instanceof DamagedFileException
              || wrapped.getCause() instanceof NoSuchFileException ->
          of(wrapped.getCause());
      case NoSuchFileException deleted -> deleted(deleted);
      case TimeoutException slow -> timedOut(slow);
      default -> unexpected(thrown);
    };
  }

  /**
   * Returns a handler that maps invalid input to another problem than an invalid study. Other
   * failures do not change. The handler always throws.
   *
   * @param invalid creates the problem
   */
  static <T> Function<Throwable, T> onInvalidInput(
      Function<InvalidInputException, Problem> invalid) {
    return thrown -> {
      Throwable cause = StageFailure.of(thrown);
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
            : new Problem(422, "invalid-study", "Invalid study", detail);
    return problem
        .with("field", invalid.field())
        .with("value", invalid.value())
        .with("expected", invalid.expected());
  }

  /** Returns the problem of a file that was deleted after the state of its study was read. */
  private static Problem deleted(NoSuchFileException deleted) {
    LOG.warn("{} was deleted while a request read it", deleted.getFile());
    return Problem.conflict("the files are being changed; try again");
  }

  private static Problem timedOut(TimeoutException slow) {
    LOG.warn("no reply in time", slow);
    return Problem.unavailable("the server is too busy to respond; try again");
  }

  private static Problem unexpected(Throwable thrown) {
    LOG.error("a request failed", thrown);
    return Problem.internal();
  }
}
