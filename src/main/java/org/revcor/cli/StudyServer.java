package org.revcor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.revcor.RevcorException;
import org.revcor.schema.Json;

/** HTTP client of a running server. Every method may throw {@link RequestFailedException}. */
final class StudyServer implements AutoCloseable {
  private static final String STUDIES = "/api/v1/studies";
  private static final int PAGE_SIZE = 500;

  private static final Set<Integer> TEMPORARY = Set.of(408, 409);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  private final URI address;
  private final Optional<String> token;
  private final HttpClient client;

  /**
   * @param trust which certificates of servers are valid; empty for those that Java trusts
   */
  StudyServer(URI address, Optional<String> token, Optional<SSLContext> trust) {
    this.address = address;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  List<JsonNode> studies(Optional<String> owner) {
    String filter = owner.map(name -> "&owner=" + encoded(name)).orElse("");
    List<JsonNode> studies = new ArrayList<>();
    JsonNode page = MissingNode.getInstance();
    do {
      String after = page.path("next").isTextual() ? "&after=" + page.path("next").asText() : "";
      page = json("GET", STUDIES + "?sizes=true&limit=" + PAGE_SIZE + filter + after, "");
      page.path("studies").forEach(studies::add);
    } while (page.path("next").isTextual());
    return studies;
  }

  /** Returns id and problem of each study whose record cannot be read. */
  JsonNode damaged() {
    return json("GET", STUDIES + "?limit=1", "").path("damaged");
  }

  /**
   * Performs an action on a study.
   *
   * @param action last part of the path, such as {@code pause}
   * @param body JSON, or "" for none
   * @return the study after the action
   */
  JsonNode act(String id, String action, String body) {
    return json("POST", path(id) + "/" + action, body);
  }

  List<JsonNode> workers() {
    List<JsonNode> workers = new ArrayList<>();
    json("GET", "/api/v1/workers", "").path("workers").forEach(workers::add);
    return workers;
  }

  void delete(String id) {
    json("DELETE", path(id), "");
  }

  private static String path(String id) {
    return STUDIES + "/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode json(String method, String path, String body) {
    HttpRequest.Builder request = request(path).timeout(REQUEST_TIMEOUT);
    BodyPublisher content = BodyPublishers.noBody();
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
      content = BodyPublishers.ofString(body);
    }
    return parsed(send(request.method(method, content), BodyHandlers.ofString()));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (ConnectException | HttpConnectTimeoutException nobody) {
      throw RequestFailedException.failed(
          "no server at %s; start one with revcor serve, or give its address with --server"
              .formatted(address));
    } catch (HttpTimeoutException late) {
      throw RequestFailedException.failed(
          "the server at %s did not respond in time".formatted(address));
    } catch (SSLHandshakeException untrusted) {
      throw RequestFailedException.failed(
          "the certificate of the server at %s is not trusted (%s); --ca names the authority that signed it"
              .formatted(address, untrusted.getMessage()));
    } catch (IOException broken) {
      throw RequestFailedException.failed(
          "the connection to the server at %s failed: %s".formatted(address, broken.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw RequestFailedException.failed("interrupted");
    }
  }

  private JsonNode parsed(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw error(response.statusCode(), response.body());
    }
    try {
      return response.body().isEmpty()
          ? MissingNode.getInstance()
          : Json.MAPPER.readTree(response.body());
    } catch (JsonProcessingException strange) {
      throw notRevcor();
    }
  }

  private RequestFailedException error(int status, String body) {
    try {
      JsonNode detail = Json.MAPPER.readTree(body).path("detail");
      if (detail.isTextual()) {
        boolean isBadInput = status / 100 == 4 && !TEMPORARY.contains(status);
        return new RequestFailedException(
            isBadInput ? ExitCode.BAD_INPUT : ExitCode.FAILED, detail.textValue());
      }
    } catch (JsonProcessingException strange) {
      // the same exception as without a detail
    }
    return notRevcor();
  }

  private RequestFailedException notRevcor() {
    return RequestFailedException.failed(
        "%s is not a Revcor server; give its address with --server".formatted(address));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** A request to a server failed; the message states the reason. */
  static final class RequestFailedException extends RevcorException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    RequestFailedException(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    static RequestFailedException failed(String message) {
      return new RequestFailedException(ExitCode.FAILED, message);
    }

    int exitCode() {
      return exitCode;
    }
  }
}
