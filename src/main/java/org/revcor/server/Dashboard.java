package org.revcor.server;

import static java.util.Map.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.ContentEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** The files of the dashboard, from the class path. Each is compressed once. Thread-safe. */
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

  private final Map<String, File> files = new ConcurrentHashMap<>();

  /**
   * A file with its content, also compressed.
   *
   * @param isHashed whether the name changes with the content
   */
  record File(ContentType type, byte[] content, byte[] compressed, boolean isHashed) {

    /** Returns the response to a request, compressed if the client prefers or requires that. */
    HttpResponse response(HttpRequest request) {
      HttpResponse response =
          acceptsGzip(request)
              ? HttpResponses.of(200, type, compressed)
                  .addHeader(ContentEncoding.create(HttpEncodings.GZIP))
              : HttpResponses.of(200, type, content);
      return response
          .addHeader(
              RawHeader.create(
                  "Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache"))
          .addHeader(RawHeader.create("Vary", "Accept-Encoding"))
          .addHeader(RawHeader.create("Content-Security-Policy", POLICY));
    }
  }

  /** Returns whether a client names gzip, or everything, as what it accepts. */
  private static boolean acceptsGzip(HttpRequest request) {
    return request
        .getHeader(AcceptEncoding.class)
        .flatMap(
            accepted ->
                StreamSupport.stream(accepted.getEncodings().spliterator(), false)
                    .filter(range -> range.matches(HttpEncodings.GZIP))
                    // the range of everything also matches others
                    .min(Comparator.comparing(range -> range.matches(HttpEncodings.IDENTITY))))
        .filter(range -> range.qValue() > 0)
        .isPresent();
  }

  /** Returns the file of a path; empty if it does not exist. {@code /} is the start page. */
  Optional<File> file(String requested) {
    List<String> path =
        List.of((requested.equals("/") ? START : requested.substring(1)).split("/", -1));
    if (!path.stream().allMatch(segment -> SEGMENT.matcher(segment).matches())) {
      return Optional.empty();
    }
    String last = path.getLast();
    ContentType type = TYPES.get(last.substring(last.lastIndexOf('.') + 1));
    return type == null
        ? Optional.empty()
        : Optional.ofNullable(
            files.computeIfAbsent(
                String.join("/", path),
                name -> read(name, type, path.getFirst().equals("assets"))));
  }

  private static @Nullable File read(String path, ContentType type, boolean isHashed) {
    try (InputStream in = Dashboard.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        return null;
      }
      byte[] content = in.readAllBytes();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream gzip = new GZIPOutputStream(compressed)) {
        gzip.write(content);
      }
      return new File(type, content, compressed.toByteArray(), isHashed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
