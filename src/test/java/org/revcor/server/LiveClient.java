package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

public final class LiveClient implements WebSocket.Listener, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /**
   * A separate client: after plain requests on a connection, the client of JDK 25 misreads the
   * first frames in about 1 % of cases.
   */
  private final HttpClient http;

  private final boolean reads;
  private final BlockingQueue<JsonNode> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<ByteBuffer> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partText = new StringBuilder();
  private ByteBuffer partFrame = ByteBuffer.allocate(0);
  private @Nullable WebSocket socket;

  private LiveClient(HttpClient http, boolean reads) {
    this.http = http;
    this.reads = reads;
  }

  /**
   * @param reads whether it reads messages of the server
   * @param headers names and values alternate
   */
  static LiveClient connect(RunningServer server, String study, boolean reads, String... headers) {
    return connect(server.newClient(), server.uri("/"), study, reads, headers);
  }

  /** Connects with a client that sent no requests before. */
  public static LiveClient connect(
      HttpClient http, URI server, String study, boolean reads, String... headers) {
    LiveClient client = new LiveClient(http, reads);
    URI uri =
        URI.create(
            server
                .resolve("/api/v1/studies/" + study + "/live")
                .toString()
                .replaceFirst("^http", "ws"));
    WebSocket.Builder builder = client.http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    client.socket = builder.buildAsync(uri, client).join();
    return client;
  }

  public void send(String text) {
    socket().sendText(text, true).join();
  }

  void sendBinary() {
    socket().sendBinary(ByteBuffer.allocate(4), true).join();
  }

  void sendInParts(String part, int parts) {
    for (int i = 0; i < parts; i++) {
      socket().sendText(part, i == parts - 1).join();
    }
  }

  public JsonNode text(String type) {
    while (true) {
      JsonNode text = next(texts);
      if (text.path("type").textValue().equals(type)) {
        return text;
      }
    }
  }

  public ByteBuffer frame() {
    return next(frames);
  }

  boolean hasFrame() {
    return !frames.isEmpty();
  }

  int awaitClose() {
    return closed.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (reads) {
      webSocket.request(Long.MAX_VALUE);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partText.append(data);
    if (last) {
      texts.add(RunningServer.json(partText.toString()));
      partText.setLength(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    partFrame =
        ByteBuffer.allocate(partFrame.capacity() + data.remaining())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(partFrame.rewind())
            .put(data);
    if (last) {
      frames.add(partFrame.rewind());
      partFrame = ByteBuffer.allocate(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket().abort();
  }

  private WebSocket socket() {
    assertThat(socket).isNotNull();
    return socket;
  }

  private <T> T next(BlockingQueue<T> queue) {
    try {
      T value = queue.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(value).as("a message before the timeout; closed: %s", closed).isNotNull();
      return value;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
