package org.revcor.server;

import static org.revcor.server.ProblemException.conflict;
import static org.revcor.server.ProblemException.malformed;
import static org.revcor.server.ProblemException.notFound;
import static org.revcor.server.ProblemException.unavailable;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.stream.IOOperationIncompleteException;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.RefusedException.Reason;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StageFailure;
import org.revcor.study.results.InactiveStudyException;
import org.revcor.study.results.ResultFiles.DamagedFileException;
import org.revcor.worker.JobProcess.ChildFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static ProblemException of(Throwable thrown) {
    String detail = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case ProblemException problem -> problem;
      case InvalidInputException invalid -> ProblemException.invalid("study", invalid);
      case RefusedException refused -> refused(refused.reason(), detail);
      case DamagedFileException damaged -> conflict(detail);
      case InactiveStudyException inactive ->
          conflict(detail).with("state", Spelling.word(inactive.state()));
      case ChildFailedException child -> unavailable(detail);
      case EntityStreamSizeException large -> ProblemException.tooLarge(large.limit());
      case EntityStreamException broken -> malformed("the body cannot be read: " + detail);
      case IllegalUriException uri -> malformed("the address cannot be read: " + detail);
      case IOOperationIncompleteException written when written.getCause() != null ->
          of(written.getCause());
      case UncheckedIOException wrapped
          when wrapped.getCause() instanceof DamagedFileException
              || wrapped.getCause() instanceof NoSuchFileException ->
          of(wrapped.getCause());
      case NoSuchFileException deleted -> deleted(deleted);
      case TimeoutException slow -> timedOut(slow);
      default -> unexpected(thrown);
    };
  }

  private static ProblemException refused(Reason reason, String detail) {
    return switch (reason) {
      case UNKNOWN -> notFound(detail);
      case CONFLICT, MEMORY, STORAGE -> conflict(detail);
      case UNAVAILABLE, RESPONSES -> unavailable(detail);
    };
  }

  /**
   * Returns a handler that maps invalid input to another problem than an invalid study. Other
   * failures do not change. The handler always throws.
   */
  static <T> Function<Throwable, T> onInvalid(String what) {
    return thrown -> {
      Throwable cause = StageFailure.of(thrown);
      throw new CompletionException(
          cause instanceof InvalidInputException invalid
              ? ProblemException.invalid(what, invalid)
              : cause);
    };
  }

  /** Returns the problem of a file that was deleted after the state of its study was read. */
  private static ProblemException deleted(NoSuchFileException deleted) {
    LOG.warn("{} was deleted while a request read it", deleted.getFile());
    return conflict("the files are being changed; try again");
  }

  private static ProblemException timedOut(TimeoutException slow) {
    LOG.warn("no reply in time", slow);
    return unavailable("the server is too busy to respond; try again");
  }

  private static ProblemException unexpected(Throwable thrown) {
    LOG.error("a request failed", thrown);
    return ProblemException.internal();
  }
}
