package org.revcor.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.StudyServer.RequestFailedException;

/** A live-feed client that receives frames of all channels and requests each next one at once. */
final class LiveReader implements WebSocket.Listener, AutoCloseable {
  private static final String READY = "{\"type\":\"ready\"}";
  private static final int NORMAL_CLOSURE = 1000;
  private static final int CLOSE_TIMEOUT_SECONDS = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong frames = new AtomicLong();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private CompletionStage<?> lastSend = CompletableFuture.completedFuture(null);

  /**
   * Connects to a live feed.
   *
   * @param channels number of channels to watch
   * @throws RequestFailedException if the connection fails
   */
  LiveReader(URI feed, int channels) {
    try {
      socket = http.newWebSocketBuilder().buildAsync(feed, this).join();
    } catch (CompletionException refused) {
      http.shutdownNow();
      throw RequestFailedException.failed("the live feed cannot be read: " + refused.getCause());
    }
    String all =
        IntStream.range(0, channels).mapToObj(String::valueOf).collect(Collectors.joining(","));
    send(socket, "{\"type\":\"watch\",\"channels\":[" + all + "]}");
  }

  long frames() {
    return frames.get();
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (last) {
      frames.incrementAndGet();
      send(from, READY);
    }
    from.request(1);
    return null;
  }

  /** Sends a text after the earlier ones are sent. */
  private synchronized void send(WebSocket to, String text) {
    lastSend = lastSend.thenCompose(before -> to.sendText(text, true));
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(null);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(null);
  }

  @Override
  public void close() {
    socket.sendClose(NORMAL_CLOSURE, "").exceptionally(failure -> null);
    closed.completeOnTimeout(null, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    http.shutdownNow();
  }
}
