package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Requests to the operations of a contract, most of them changed to be invalid or extreme. */
final class FuzzedRequests {
  /**
   * A request.
   *
   * @param operation id in the contract
   * @param text its bytes, each a character
   * @param limit longest time until its response
   */
  record Fuzzed(String operation, String text, Duration limit) {
    /** Returns whether a response shows that the server has handled the request. */
    boolean permits(int status, String response) {
      return switch (status) {
        // the server closes the connection before it has read all, which can discard the response
        case 0 -> response.isEmpty() && text.length() > MAX_BUFFERED;
        case 501 -> NO_METHODS.stream().anyMatch(text::startsWith);
        // clients that compute outputs repeat their requests
        case 503 ->
            response.matches("(?s).*is (about to resume|queued); try again.*")
                && text.contains("/leases");
        default -> status >= 100 && status < 500;
      };
    }
  }

  private record Operation(String id, String method, String path, JsonNode of, JsonNode shared) {}

  /** Characters of a request that a connection takes although the server reads none of them. */
  private static final int MAX_BUFFERED = 1 << 16;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Operations whose valid requests take longer, as documented; few of them are sent. */
  private static final Map<String, Duration> SLOW =
      Map.of(
          "leaseBlock",
          LIMIT.plusSeconds(30),
          "recommendStudy",
          LIMIT.plusMinutes(1),
          "putObserver",
          LIMIT.plusMinutes(1));

  /** Id of a study in examples of the contract. */
  private static final String EXAMPLE_ID = "20261125-101500-042-k3f";

  private static final int SLOW_ONE_IN = 20;

  /** Methods that HTTP does not have; a server responds with 501. */
  private static final List<String> NO_METHODS = List.of("get", "x".repeat(100));

  private static final List<String> METHODS =
      List.of("PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "POST");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "text/plain",
          "application/json; charset=utf-16",
          "multipart/form-data; boundary=" + "-".repeat(100),
          "application/",
          "\u0000",
          "");
  private static final List<String> HEADERS =
      List.of(
          "Accept: text/csv",
          "Accept: \u0000",
          "Range: bytes=5-1",
          "Origin: https://other.example",
          "Authorization: Bearer " + "x".repeat(3_000),
          "Cookie: revcor-token=%00;;==",
          "Content-Encoding: gzip",
          "X: " + "y".repeat(20_000),
          "Connection: upgrade\r\nUpgrade: websocket",
          "X-Forwarded-For: \u001b[2J",
          "If-None-Match: \"\r\n folded");

  private final JsonNode contract;
  private final int port;
  private final List<Operation> operations = new ArrayList<>();

  /** */
  FuzzedRequests(JsonNode contract, int port) {
    this.contract = contract;
    this.port = port;
    contract.path("paths").properties().forEach(path -> add(path.getKey(), path.getValue()));
  }

  private void add(String path, JsonNode methods) {
    for (Map.Entry<String, JsonNode> each : methods.properties()) {
      if (!each.getKey().equals("parameters")) {
        operations.add(
            new Operation(
                each.getValue().path("operationId").asText(),
                each.getKey().toUpperCase(Locale.ROOT),
                path,
                each.getValue(),
                methods.path("parameters")));
      }
    }
  }

  /**
   * Returns a request.
   *
   * @param random decides all but the ids
   * @param studies ids of studies, at least one; it may change each of them
   * @param analyses ids of analyses, at least one
   */
  Fuzzed next(Random random, List<String> studies, List<String> analyses) {
    FuzzedJson json = new FuzzedJson(contract, random);
    Operation operation = json.any(operations);
    while (SLOW.containsKey(operation.id()) && !json.oneIn(SLOW_ONE_IN)) {
      operation = json.any(operations);
    }
    List<String> ids = operation.path().contains("/analyses/") ? analyses : studies;
    String path = operation.path();
    StringBuilder query = new StringBuilder("?");
    StringBuilder headers = new StringBuilder();
    for (JsonNode parameters : List.of(operation.shared(), operation.of().path("parameters"))) {
      for (JsonNode reference : parameters) {
        JsonNode parameter = json.resolved(reference);
        String name = parameter.path("name").asText();
        switch (parameter.path("in").asText()) {
          case "path" -> path = path.replace("{" + name + "}", segment(json, path, name, ids));
          case "query" -> append(json, query, name + "=%s&", encoded(json, value(json, parameter)));
          default -> append(json, headers, name + ": %s\r\n", value(json, parameter));
        }
      }
    }
    String body =
        body(json, operation.of().path("requestBody").path("content"), headers)
            .replace(EXAMPLE_ID, json.any(studies));
    append(json, headers, "%s\r\n", json.oneIn(5) ? json.any(HEADERS) : "X: y");
    String method =
        json.oneIn(30) ? json.any(json.oneIn(4) ? NO_METHODS : METHODS) : operation.method();
    String host = json.oneIn(50) ? json.any(FuzzedJson.HOSTILE) : "127.0.0.1:" + port;
    String text =
        method + " " + path + query + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
    return new Fuzzed(
        operation.id(),
        latin(text + headers + "Content-Length: " + body.length() + "\r\n\r\n") + body,
        SLOW.getOrDefault(operation.id(), LIMIT));
  }

  private static void append(FuzzedJson json, StringBuilder to, String format, String value) {
    if (json.oneIn(2)) {
      to.append(format.formatted(value));
    }
  }

  private static String value(FuzzedJson json, JsonNode parameter) {
    return json.oneIn(3)
        ? json.any(FuzzedJson.HOSTILE)
        : json.value(parameter.path("schema")).asText();
  }

  private static String segment(FuzzedJson json, String path, String name, List<String> ids) {
    if (json.oneIn(5)) {
      return encoded(json, json.any(FuzzedJson.HOSTILE));
    }
    return switch (name) {
      case "id" -> json.any(ids);
      case "channel" -> json.any(List.of("0", "9", "10", "-1"));
      case "name" ->
          json.any(
              path.contains("/files/")
                  ? List.of("findings.json", "matrix.svg", "record.json")
                  : List.of("mnist-cnn", "fuzzed", "fuzzed.json"));
      default -> "fuzzed";
    };
  }

  /** Returns a text as URLs have it; sometimes as it is, but without blanks. */
  private static String encoded(FuzzedJson json, String text) {
    return json.oneIn(4)
        ? text.replaceAll("\\s", "")
        : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns the bytes of a body and adds its type to the headers. */
  private String body(FuzzedJson json, JsonNode content, StringBuilder headers) {
    if (content.isEmpty() && !json.oneIn(20)) {
      return "";
    }
    String type = content.isEmpty() ? "application/json" : content.fieldNames().next();
    String more = type.startsWith("multipart") ? "; boundary=b" : "";
    headers.append("Content-Type: ");
    headers.append(json.oneIn(20) ? json.any(TYPES) : type + more).append("\r\n");
    return switch (type) {
      case "application/json" -> latin(json.text(json(json, content.path(type))));
      case "multipart/form-data" -> form(json);
      default -> damaged(json, "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'shape': (9,)}");
    };
  }

  private static JsonNode json(FuzzedJson json, JsonNode media) {
    JsonNode value =
        media.has("example") && json.oneIn(2)
            ? media.path("example")
            : json.value(media.path("schema"));
    while (json.oneIn(2)) {
      value = json.mutated(value);
    }
    return value;
  }

  private static String form(FuzzedJson json) {
    String disposition = "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"";
    String ending = json.any(List.of(".pt", ".onnx", ".safetensors", ".zip", "", "\u0000.pt"));
    return damaged(
        json,
        disposition.formatted("network", latin(json.any(FuzzedJson.HOSTILE)) + ending)
            + "\r\n\r\nno network\r\n"
            + disposition.formatted("card", "card.json")
            + "\r\n\r\n{\"input\": [1, 28, 28]}\r\n--b--\r\n");
  }

  private static String damaged(FuzzedJson json, String bytes) {
    int at = json.below(bytes.length());
    return switch (json.below(4)) {
      case 0 -> bytes.substring(0, at);
      case 1 -> bytes.substring(0, at) + "\u00ff" + bytes.substring(at + 1);
      case 2 -> bytes.substring(0, at) + bytes.substring(at / 2);
      default -> bytes;
    };
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
