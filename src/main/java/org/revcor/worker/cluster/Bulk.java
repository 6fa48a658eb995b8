package org.revcor.worker.cluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamRefs;
import org.apache.pekko.util.ByteString;

/**
 * Bytes between a server and a worker: in the message if they are few or stay in this process, else
 * as a stream.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "bulk")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Bulk.Whole.class, name = "whole"),
  @JsonSubTypes.Type(value = Bulk.Streamed.class, name = "streamed")
})
sealed interface Bulk {
  /** Leaves space for the rest of the message, see {@link ClusterSerializer#MAX_MESSAGE}. */
  int MAX_WHOLE = 192 << 10;

  int PIECE = 128 << 10;

  record Whole(byte[] bytes) implements Bulk {}

  /** Bytes that the receiver requests, once. */
  record Streamed(SourceRef<ByteString> pieces, long length) implements Bulk {}

  static boolean isLocal(ActorRef<?> actor) {
    return actor.path().address().hasLocalScope();
  }

  static Bulk to(ActorRef<?> receiver, byte[] bytes, Materializer materializer) {
    return isLocal(receiver) || bytes.length <= MAX_WHOLE
        ? new Whole(bytes)
        : streamed(bytes, materializer);
  }

  static Streamed streamed(byte[] bytes, Materializer materializer) {
    ByteString all = ByteString.fromArrayUnsafe(bytes);
    int pieces = Math.ceilDiv(bytes.length, PIECE);
    SourceRef<ByteString> source =
        Source.range(0, pieces - 1)
            .map(i -> all.slice(i * PIECE, Math.min(bytes.length, (i + 1) * PIECE)))
            .runWith(StreamRefs.sourceRef(), materializer);
    return new Streamed(source, bytes.length);
  }

  /** Returns the bytes; fails if their stream fails, or is longer than announced. */
  static CompletionStage<byte[]> receive(Bulk bulk, Materializer materializer) {
    return CompletableFuture.completedStage(bulk)
        .thenCompose(received -> bytes(received, materializer));
  }

  private static CompletionStage<byte[]> bytes(Bulk bulk, Materializer materializer) {
    return switch (bulk) {
      case Whole(byte[] bytes) -> CompletableFuture.completedStage(bytes);
      case Streamed(var pieces, long length) ->
          pieces
              .getSource()
              .limitWeighted(length, piece -> (long) piece.size())
              .runFold(
                  new ByteArrayOutputStream((int) length),
                  (all, piece) -> {
                    all.writeBytes(piece.toArrayUnsafe());
                    return all;
                  },
                  materializer)
              .thenApply(ByteArrayOutputStream::toByteArray);
    };
  }
}
