package org.revcor.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A multipart form with files. */
public final class NetworkForm {
  private static final String BOUNDARY = "----4f7a0c";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public static NetworkForm of(String file, byte[] network, String card) {
    return new NetworkForm().file("network", file, network).text("card", card);
  }

  static byte[] network(String name) {
    return resource("/org/revcor/observer/file/" + name + ".pt");
  }

  public static byte[] onnx(String name) {
    return resource("/org/revcor/observer/file/" + name + ".onnx");
  }

  static byte[] resource(String path) {
    try (InputStream in = NetworkForm.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  NetworkForm file(String part, String file, byte[] content) {
    return part(
        "form-data; name=\"%s\"; filename=\"%s\"".formatted(part, file),
        "application/octet-stream",
        content);
  }

  NetworkForm text(String part, String content) {
    return part(
        "form-data; name=\"%s\"".formatted(part),
        "text/plain",
        content.getBytes(StandardCharsets.UTF_8));
  }

  private NetworkForm part(String disposition, String type, byte[] content) {
    write("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition);
    write("\r\nContent-Type: " + type + "\r\n\r\n");
    bytes.writeBytes(content);
    write("\r\n");
    return this;
  }

  private void write(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the form as the body of a PUT request. */
  public HttpRequest.Builder to(HttpRequest.Builder request) {
    ByteArrayOutputStream complete = new ByteArrayOutputStream();
    complete.writeBytes(bytes.toByteArray());
    complete.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return body(request, complete.toByteArray());
  }

  /** Sets a truncated form as the body of a PUT request. */
  HttpRequest.Builder unfinished(HttpRequest.Builder request) {
    return body(request, bytes.toByteArray());
  }

  private static HttpRequest.Builder body(HttpRequest.Builder request, byte[] body) {
    return request
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .PUT(BodyPublishers.ofByteArray(body));
  }
}
