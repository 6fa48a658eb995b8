package org.revcor.study.served;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ServedModel;
import org.revcor.study.served.InferenceClient.ServerUnavailableException;

/** Sends requests to the server of a model. Does not follow redirects. */
final class ModelServer implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Statuses of a server that may respond later; 424 is that of a model that is not ready. */
  private static final Set<Integer> RETRIED = Set.of(408, 424, 429, 502, 503, 504);

  /** Statuses after which the model may have computed outputs. */
  private static final Set<Integer> LATE = Set.of(408, 504);

  private static final int MAX_EXCERPT = 200;
  private static final int MAX_MESSAGE = 1000;

  private final ServedModel model;
  private final ServedAccess access;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  ModelServer(ServedModel model, ServedAccess access) {
    this.model = model;
    this.access = access;
  }

  /**
   * Returns a request with the token of the server.
   *
   * @param path path below the address of the server
   */
  HttpRequest.Builder request(String path) {
    URI url = URI.create(model.url() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(access.timeout());
    access.tokenFor(url).ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  /**
   * Sends a request.
   *
   * @param maxBytes maximum length of the response
   * @return the response, of any status but those of a server that is unavailable; fails with a
   *     {@link ServerUnavailableException}, or an {@link ObserverFailedException} for a response
   *     that is too long
   */
  CompletionStage<HttpResponse<byte[]>> send(HttpRequest request, long maxBytes) {
    try {
      access.require(model);
    } catch (InvalidInputException notAllowed) {
      return CompletableFuture.failedStage(notAllowed);
    }
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, head -> new LimitedBody(maxBytes));
    return sent.copy()
        .orTimeout(access.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (response == null) {
                sent.cancel(true);
                throw failed(failure);
              }
              requireAvailable(response);
              return response;
            });
  }

  private RuntimeException failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case HttpConnectTimeoutException late -> unavailable("cannot be reached", null, false);
      case ConnectException refused -> unavailable("cannot be reached", null, false);
      case HttpTimeoutException late -> unavailable(lateness(), null, true);
      case TimeoutException late -> unavailable(lateness(), null, true);
      case LimitedBody.TooLongException tooLong -> refused(tooLong.getMessage());
      case SSLException tls when !isEnd(tls.getCause()) ->
          failure("%s cannot be reached by TLS (%s)".formatted(model.words(), tls.getMessage()));
      case IOException ended ->
          unavailable("ended the connection (%s)".formatted(ended.getMessage()), null, true);
      default -> new CompletionException(cause);
    };
  }

  /** Returns whether a TLS connection ended because the one below did. */
  private static boolean isEnd(@Nullable Throwable cause) {
    return cause instanceof EOFException || cause instanceof SocketException;
  }

  private String lateness() {
    return "did not respond within %d ms, served.request-timeout"
        .formatted(access.timeout().toMillis());
  }

  private ServerUnavailableException unavailable(
      String what, @Nullable Duration retryAfter, boolean mayHaveComputed) {
    return new ServerUnavailableException(
        message("%s %s".formatted(model.words(), what)), retryAfter, mayHaveComputed);
  }

  private void requireAvailable(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (RETRIED.contains(status)) {
      throw unavailable(
          "responds with " + statusAndExcerpt(response),
          retryAfter(response).orElse(null),
          LATE.contains(status));
    }
  }

  /** Returns the failure of a model that was there before and is not known now. */
  ServerUnavailableException gone(HttpResponse<byte[]> response) {
    return unavailable("responds with " + statusAndExcerpt(response), null, false);
  }

  /** Returns the failure of a response that another request will not change. */
  ObserverFailedException refused(HttpResponse<byte[]> response) {
    return refused(
        statusAndExcerpt(response)
            + switch (response.statusCode()) {
              case 301, 302, 303, 307, 308 -> "; redirects are not followed";
              case 401, 403 -> "; the setting served.tokens has the tokens of servers";
              default -> "";
            });
  }

  /** Returns the failure of a response that has something wrong. */
  ObserverFailedException refused(@Nullable String what) {
    return failure("%s responds with %s".formatted(model.words(), what));
  }

  /**
   * Returns a failure that another request will not change.
   *
   * @param text may have text of the server
   */
  ObserverFailedException failure(@Nullable String text) {
    return new ObserverFailedException(message(String.valueOf(text)));
  }

  /** Returns a text without tokens and of limited length. */
  private String message(String text) {
    return start(access.masked(text), MAX_MESSAGE);
  }

  private static String start(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  private String statusAndExcerpt(HttpResponse<byte[]> response) {
    String text = access.masked(new String(response.body(), StandardCharsets.UTF_8));
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return response.statusCode() + (line.isEmpty() ? "" : ": " + start(line, MAX_EXCERPT));
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(
            value -> {
              try {
                return Optional.of(
                    value.matches("[0-9]{1,9}")
                        ? Long.parseLong(value)
                        : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toEpochSecond()
                            - Instant.now().getEpochSecond());
              } catch (DateTimeException unreadable) {
                return Optional.empty();
              }
            })
        .map(seconds -> Duration.ofSeconds(Math.max(0, seconds)));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Collects the body of a response, and fails if it is longer than allowed. */
  static final class LimitedBody implements BodySubscriber<byte[]> {
    /** Reports a body that is too long. */
    static final class TooLongException extends IOException {
      private static final long serialVersionUID = 1L;

      private TooLongException(long maxBytes) {
        super("a body of more than %d bytes".formatted(maxBytes));
      }
    }

    private final long maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    LimitedBody(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
      subscription = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (bytes.size() + (long) buffer.remaining() > maxBytes) {
          if (subscription != null) {
            subscription.cancel();
          }
          body.completeExceptionally(new TooLongException(maxBytes));
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
