package org.revcor.server;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Responds to requests that Pekko cannot parse. Pekko instantiates it by its name in {@code
 * application.conf}.
 */
public final class UnreadableRequestHandler extends ParsingErrorHandler {

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    log.debug("a request cannot be read: {}", info.formatPretty());
    return new ProblemException(
            status.intValue(), "malformed", "The request cannot be read", info.summary())
        .response();
  }
}
