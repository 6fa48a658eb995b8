package org.revcor.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A form with files, as browsers send it. */
final class NetworkForm {
  private static final String BOUNDARY = "----4f7a0c";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A network and its card. */
  static NetworkForm of(String file, byte[] network, String card) {
    return new NetworkForm().file("network", file, network).text("card", card);
  }

  /** A TorchScript network that the tests ship. */
  static byte[] network(String name) {
    return resource("/org/revcor/observer/torchscript/" + name + ".pt");
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

  /** Puts it to an address. */
  HttpRequest.Builder to(HttpRequest.Builder request) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(bytes.toByteArray());
    whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return body(request, whole.toByteArray());
  }

  /** The same, broken off. */
  HttpRequest.Builder unfinished(HttpRequest.Builder request) {
    return body(request, bytes.toByteArray());
  }

  private static HttpRequest.Builder body(HttpRequest.Builder request, byte[] body) {
    return request
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .PUT(BodyPublishers.ofByteArray(body));
  }
}
