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
import org.revcor.file.Digest;

/** Bytes between a server and a worker: in the message if they are few, else as a stream. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "bulk")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Bulk.Whole.class, name = "whole"),
  @JsonSubTypes.Type(value = Bulk.Streamed.class, name = "streamed")
})
sealed interface Bulk {
  /** Leaves space for the rest of the message, see {@link ClusterSerializer#MAX_MESSAGE}. */
  int MAX_WHOLE = 192 << 10;

  /** Size of the pieces of a stream. */
  int PIECE = 128 << 10;

  /** Bytes that do not leave this process. */
  record Local(byte[] bytes) implements Bulk {}

  record Whole(byte[] bytes, String digest) implements Bulk {}

  /** Bytes that the receiver requests, once. */
  record Streamed(SourceRef<ByteString> pieces, long length, String digest) implements Bulk {}

  static boolean isLocal(ActorRef<?> actor) {
    return actor.path().address().hasLocalScope();
  }

  static Bulk to(ActorRef<?> receiver, byte[] bytes, Materializer materializer) {
    return isLocal(receiver) ? new Local(bytes) : toOther(bytes, materializer);
  }

  /** Returns bytes for a receiver in another process. */
  static Bulk toOther(byte[] bytes, Materializer materializer) {
    String digest = Digest.of(bytes);
    if (bytes.length <= MAX_WHOLE) {
      return new Whole(bytes, digest);
    }
    ByteString all = ByteString.fromArrayUnsafe(bytes);
    int pieces = Math.ceilDiv(bytes.length, PIECE);
    SourceRef<ByteString> source =
        Source.range(0, pieces - 1)
            .map(i -> all.slice(i * PIECE, Math.min(bytes.length, (i + 1) * PIECE)))
            .runWith(StreamRefs.sourceRef(), materializer);
    return new Streamed(source, bytes.length, digest);
  }

  /**
   * Returns the bytes.
   *
   * @return fails with an {@link IllegalStateException} if they are not those that were sent, or as
   *     their stream fails
   */
  static CompletionStage<byte[]> receive(Bulk bulk, Materializer materializer) {
    return CompletableFuture.completedStage(bulk)
        .thenCompose(received -> bytes(received, materializer));
  }

  private static CompletionStage<byte[]> bytes(Bulk bulk, Materializer materializer) {
    return switch (bulk) {
      case Local local -> CompletableFuture.completedStage(local.bytes());
      case Whole whole ->
          CompletableFuture.completedStage(whole.bytes())
              .thenApply(bytes -> checked(bytes, whole.digest()));
      case Streamed streamed ->
          streamed
              .pieces()
              .getSource()
              .limitWeighted(streamed.length(), piece -> (long) piece.size())
              .runFold(
                  new ByteArrayOutputStream((int) streamed.length()),
                  (all, piece) -> {
                    all.writeBytes(piece.toArrayUnsafe());
                    return all;
                  },
                  materializer)
              .thenApply(ByteArrayOutputStream::toByteArray)
              .thenApply(bytes -> checked(bytes, streamed.digest()));
    };
  }

  private static byte[] checked(byte[] bytes, String digest) {
    if (!Digest.of(bytes).equals(digest)) {
      throw new IllegalStateException(
          "the received bytes are not those that were sent: their digest differs");
    }
    return bytes;
  }
}
