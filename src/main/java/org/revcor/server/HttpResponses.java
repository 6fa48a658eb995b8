package org.revcor.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.revcor.study.results.StudyView;

/** Creates responses; defines their content types. */
final class HttpResponses {
  static final ContentType JSON = ContentTypes.APPLICATION_JSON;
  static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");
  static final ContentType NPY = ContentTypes.APPLICATION_OCTET_STREAM;
  static final ContentType X_NPY = ContentTypes.parse(Endpoint.NPY);
  static final ContentType PNG = ContentTypes.create(MediaTypes.IMAGE_PNG);
  static final ContentType GIF = ContentTypes.create(MediaTypes.IMAGE_GIF);
  static final ContentType SVG = ContentTypes.create(MediaTypes.IMAGE_SVG_XML);
  static final ContentType CSV = ContentTypes.TEXT_CSV_UTF8;
  static final ContentType ZIP = ContentTypes.create(MediaTypes.APPLICATION_ZIP);
  static final ContentType YAML = ContentTypes.parse("application/yaml");
  static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  /** Maximum number of characters of the name of a study in the name of a file. */
  private static final int MAX_PREFIX = 60;

  private static final int MAX_STRICT_BYTES = 1 << 20;

  /** Pekko closes a connection on which one part takes longer than the idle timeout. */
  private static final int PART_BYTES = 256 << 10;

  private HttpResponses() {}

  /** Returns the content type of a file of a result by its extension. */
  static ContentType typeOf(String extension) {
    return switch (extension) {
      case "json" -> JSON;
      case "csv" -> CSV;
      case "png" -> PNG;
      case "svg" -> SVG;
      default -> NPY;
    };
  }

  static HttpResponse json(int status, Object value) {
    return of(status, JSON, JsonBody.bytes(value));
  }

  /** Returns a response with JSON in which studies are rows of a list. */
  static HttpResponse rows(int status, Object value) {
    return of(status, JSON, JsonBody.rows(value));
  }

  static HttpResponse created(String path, Object value) {
    return json(201, value).addHeader(RawHeader.create("Location", path));
  }

  static HttpResponse html(String page) {
    return of(200, ContentTypes.TEXT_HTML_UTF8, page.getBytes(StandardCharsets.UTF_8));
  }

  static HttpResponse noContent() {
    return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
  }

  static HttpResponse of(int status, ContentType type, byte[] body) {
    ByteString bytes = ByteString.fromArrayUnsafe(body);
    Source<ByteString, NotUsed> parts =
        Source.range(0, (body.length - 1) / PART_BYTES)
            .map(part -> bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES));
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .withEntity(
            body.length <= MAX_STRICT_BYTES
                ? HttpEntities.create(type, bytes)
                : HttpEntities.create(type, body.length, parts));
  }

  /** Returns a file of a study, whose name begins with that of the study, in lower-case ASCII. */
  static HttpResponse download(ContentType type, StudyView study, String name, byte[] body) {
    return download(of(200, type, body), withPrefix(study, name));
  }

  /** Returns a stored file of a study, which is read while it is sent. */
  static HttpResponse download(ContentType type, StudyView study, String name, Path file) {
    return download(
        HttpResponse.create()
            .withEntity(
                HttpEntities.create(
                    type, Uncheck.get(() -> Files.size(file)), FileIO.fromPath(file, PART_BYTES))),
        withPrefix(study, name));
  }

  private static String withPrefix(StudyView study, String name) {
    String words =
        Normalizer.normalize(study.name(), Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    String prefix =
        words.substring(0, Math.min(MAX_PREFIX, words.length())).replaceAll("^-|-$", "");
    return (prefix.isEmpty() ? "study" : prefix) + "-" + name;
  }

  /** Returns a response with the name under which a browser saves it. */
  static HttpResponse download(HttpResponse response, String name) {
    return response.addHeader(
        RawHeader.create("Content-Disposition", "inline; filename=\"%s\"".formatted(name)));
  }

  /** The headers of all responses. */
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

    HttpResponse complete(HttpRequest request, HttpResponse response) {
      HttpResponse complete = response.addHeaders(COMMON_HEADERS);
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
}
