package org.revcor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames of a process that a network may have taken over. */
final class ConnectionTest {
  @TempDir private Path folder;
  @AutoClose private SocketChannel other;
  @AutoClose private Connection connection;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      other = SocketChannel.open(address);
      connection = new Connection(server.accept());
    }
  }

  @Test
  void messagesArriveWithTheirBytes() throws IOException {
    byte[] bytes = new byte[9_000_000];
    new SplittableRandom(1).nextBytes(bytes);
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> Uncheck.run(() -> new Connection(other).send(new Message.Done(7), bytes)));

    Connection.Frame frame = connection.receive();

    sent.join();
    assertThat(frame.message()).isEqualTo(new Message.Done(7));
    assertThat(frame.bytes()).isEqualTo(bytes);
  }

  @Test
  void aFrameWithoutAMessageIsRefused() throws IOException {
    send(null, 0);
    assertThatThrownBy(connection::receive).isInstanceOf(IOException.class);
  }

  @Test
  void aMessageWithoutAPartIsRefused() throws IOException {
    send(Map.of("type", "Message$Measured", "failedJobs", 0, "memory", 0), 0);
    assertThatThrownBy(connection::receive)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status");
  }

  @Test
  void aMessageWithoutAValueIsRefused() throws IOException {
    Map<String, long @Nullable []> times = new HashMap<>();
    times.put("draw", null);
    Map<String, Integer> status = Map.of("live", 1, "busy", 1, "abandoned", 0, "queued", 0);
    send(
        Map.of(
            "type",
            "Message$Measured",
            "status",
            status,
            "nanos",
            times,
            "failedJobs",
            0,
            "memory",
            0),
        0);
    assertThatThrownBy(connection::receive).isInstanceOf(IOException.class);
  }

  /** Only what arrives takes memory. */
  @Test
  void bytesThatAreAnnouncedAndDoNotArriveEndTheConnection() throws IOException {
    send(Map.of("type", "Message$Done", "ticket", 1), 200 << 20);
    other.close();
    assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
  }

  private void send(@Nullable Object message, int bytes) throws IOException {
    byte[] encoded = Cbor.mapper().writeValueAsBytes(message);
    ByteBuffer frame = ByteBuffer.allocate(2 * Integer.BYTES + encoded.length);
    other.write(frame.putInt(encoded.length).putInt(bytes).put(encoded).flip());
  }
}
