package org.revcor.server;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Creates responses; defines their content types. */
final class HttpResponses {
  static final ContentType JSON = ContentTypes.APPLICATION_JSON;
  static final ContentType PROBLEM = ContentTypes.parse("application/problem+json");
  static final ContentType NPY = ContentTypes.APPLICATION_OCTET_STREAM;
  static final ContentType X_NPY = ContentTypes.parse(Endpoint.NPY);
  static final ContentType PNG = ContentTypes.create(MediaTypes.IMAGE_PNG);
  static final ContentType SVG = ContentTypes.create(MediaTypes.IMAGE_SVG_XML);
  static final ContentType CSV = ContentTypes.TEXT_CSV_UTF8;
  static final ContentType ZIP = ContentTypes.create(MediaTypes.APPLICATION_ZIP);
  static final ContentType YAML = ContentTypes.parse("application/yaml");
  static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private HttpResponses() {}

  static HttpResponse json(int status, Object value) {
    return of(status, JSON, JsonBody.bytes(value));
  }

  /** Returns a response with JSON in which studies are rows of a list. */
  static HttpResponse rows(int status, Object value) {
    return of(status, JSON, JsonBody.rows(value));
  }

  /** Returns the response to a request that created something. */
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
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .withEntity(HttpEntities.create(type, ByteString.fromArrayUnsafe(body)));
  }

  /** Returns a file with the name under which a browser saves it. */
  static HttpResponse download(ContentType type, String name, byte[] body) {
    return of(200, type, body)
        .addHeader(
            RawHeader.create("Content-Disposition", "inline; filename=\"%s\"".formatted(name)));
  }
}
