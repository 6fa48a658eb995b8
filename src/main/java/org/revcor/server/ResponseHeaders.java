package org.revcor.server;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The headers of all responses.
 *
 * @param isEncrypted whether the server has TLS of its own
 */
record ResponseHeaders(boolean isEncrypted) {
  /** Prevents pages of other sites from embedding responses, even as images. */
  private static final List<HttpHeader> COMMON_HEADERS =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"),
          RawHeader.create("Referrer-Policy", "no-referrer"));

  /** Lets a report show its images, and no response run scripts or be part of another page. */
  private static final HttpHeader POLICY =
      RawHeader.create(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");

  /** Browsers then refuse this host without TLS for a year. */
  private static final HttpHeader TLS_ONLY =
      RawHeader.create("Strict-Transport-Security", "max-age=31536000");

  /** Results change while a study runs. */
  private static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store");

  /** Returns a response with its headers; those that it has remain. */
  HttpResponse complete(HttpRequest request, HttpResponse response) {
    HttpResponse complete =
        RequestId.mark(response.addHeaders(COMMON_HEADERS), RequestId.of(request));
    if (complete.getHeader("Cache-Control").isEmpty()) {
      complete = complete.addHeader(NO_STORE);
    }
    if (complete.getHeader("Content-Security-Policy").isEmpty()) {
      complete = complete.addHeader(POLICY);
    }
    return isEncrypted && !isLocal(request) ? complete.addHeader(TLS_ONLY) : complete;
  }

  /** Other programs of the machine also have the name localhost, some without TLS. */
  private static boolean isLocal(HttpRequest request) {
    return request.getUri().getHost().address().equals("localhost");
  }
}
