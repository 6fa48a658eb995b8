package org.revcor.server;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;

/** A WebSocket message received from a client. */
sealed interface Incoming {
  /** Maximum size of a message. */
  int MAX_BYTES = 64 << 10;

  record Text(String text) implements Incoming {}

  record Binary() implements Incoming {}

  record TooLarge() implements Incoming {}

  /** Reads a message up to the maximum size. */
  static CompletionStage<Incoming> read(Message message, Materializer materializer) {
    if (!message.isText()) {
      return message
          .asBinaryMessage()
          .getStreamedData()
          .limitWeighted(MAX_BYTES, bytes -> (long) bytes.size())
          .runWith(Sink.ignore(), materializer)
          .<Incoming>thenApply(done -> new Binary())
          .exceptionallyCompose(Incoming::tooLarge);
    }
    if (message.asTextMessage().isStrict()) {
      String text = message.asTextMessage().getStrictText();
      return CompletableFuture.completedStage(
          bytes(text) > MAX_BYTES ? new TooLarge() : new Text(text));
    }
    return message
        .asTextMessage()
        .getStreamedText()
        .limitWeighted(MAX_BYTES, Incoming::bytes)
        .runFold(new StringBuilder(), StringBuilder::append, materializer)
        .<Incoming>thenApply(text -> new Text(text.toString()))
        .exceptionallyCompose(Incoming::tooLarge);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static CompletionStage<Incoming> tooLarge(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return cause instanceof StreamLimitReachedException
        ? CompletableFuture.completedStage(new TooLarge())
        : CompletableFuture.failedStage(thrown);
  }
}
