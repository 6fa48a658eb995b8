package org.revcor.server;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Serves the files of the dashboard from the class path. */
final class Dashboard {
  private static final String ROOT = "web/";
  private static final String START = "index.html";

  /** A segment cannot leave the folder or name a hidden file. */
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " connect-src 'self' ws: wss:; frame-ancestors 'none'";

  private static final Map<String, ContentType> TYPES =
      Map.ofEntries(
          entry("html", ContentTypes.TEXT_HTML_UTF8),
          entry("js", ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8)),
          entry("css", ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8)),
          entry("svg", HttpResponses.SVG),
          entry("png", ContentTypes.create(MediaTypes.IMAGE_PNG)),
          entry("ico", ContentTypes.create(MediaTypes.IMAGE_X_ICON)),
          entry("json", ContentTypes.APPLICATION_JSON),
          entry("webmanifest", ContentTypes.APPLICATION_JSON),
          entry("woff2", ContentTypes.create(MediaTypes.FONT_WOFF_2)),
          entry("txt", ContentTypes.TEXT_PLAIN_UTF8));

  /** Returns the file of a path; empty if it does not exist. {@code /} is the start page. */
  Optional<HttpResponse> file(String requested) {
    List<String> path =
        List.of((requested.equals("/") ? START : requested.substring(1)).split("/", -1));
    if (!path.stream().allMatch(segment -> SEGMENT.matcher(segment).matches())) {
      return Optional.empty();
    }
    String last = path.getLast();
    ContentType type = TYPES.get(last.substring(last.lastIndexOf('.') + 1));
    return type == null
        ? Optional.empty()
        : read(String.join("/", path))
            .map(bytes -> response(type, bytes, path.getFirst().equals("assets")));
  }

  /**
   * @param isHashed whether the name changes with the content
   */
  private static HttpResponse response(ContentType type, byte[] bytes, boolean isHashed) {
    return HttpResponses.of(200, type, bytes)
        .addHeader(
            RawHeader.create(
                "Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache"))
        .addHeader(RawHeader.create("Vary", "Accept-Encoding"))
        .addHeader(RawHeader.create("Content-Security-Policy", POLICY));
  }

  private static Optional<byte[]> read(String path) {
    try (InputStream in = Dashboard.class.getResourceAsStream(ROOT + path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
