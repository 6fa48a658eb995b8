package org.revcor.server;

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
  static final ContentType PROBLEM = type("application/problem+json");
  static final ContentType NPY = ContentTypes.APPLICATION_OCTET_STREAM;
  static final ContentType X_NPY = type(Endpoint.NPY);
  static final ContentType PNG = ContentTypes.create(MediaTypes.IMAGE_PNG);
  static final ContentType SVG = ContentTypes.create(MediaTypes.IMAGE_SVG_XML);
  static final ContentType CSV = ContentTypes.TEXT_CSV_UTF8;

  static final ContentType ZIP = ContentTypes.create(MediaTypes.APPLICATION_ZIP);
  static final ContentType YAML = type("application/yaml");
  static final ContentType METRICS = type("text/plain; version=0.0.4; charset=utf-8");

  private HttpResponses() {}

  private static ContentType type(String value) {
    return ContentTypes.parse(value);
  }

  static HttpResponse json(int status, Object value) {
    return of(status, JSON, JsonBody.bytes(value));
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
