package org.revcor.server;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.revcor.benchmark.Medians;

/**
 * Measures the effect of live clients and of a second study on a study's speed: medians of
 * alternating rounds in one process.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.server.ClientsBenchmark}
 */
final class ClientsBenchmark {
  private static final int ROUNDS = 3;
  private static final int TRIALS = 500_000;
  private static final int READING = 40;
  private static final int SILENT = 10;

  private ClientsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("revcor-clients");
    try (RunningServer server = RunningServer.start(data, "lanes.cpu-lanes", "2")) {
      alone(server);
      watched(server, new AtomicLong());
      List<Double> alone = new ArrayList<>();
      List<Double> watched = new ArrayList<>();
      AtomicLong frames = new AtomicLong();
      for (int round = 0; round < ROUNDS; round++) {
        alone.add(alone(server));
        watched.add(watched(server, frames));
      }
      System.out.printf(
          "alone               %,8.0f trials/s %s%n", Medians.of(alone), spread(alone));
      System.out.printf(
          "%d clients          %,8.0f trials/s %s, %d never read, %,d frames read%n",
          READING + SILENT, Medians.of(watched), spread(watched), SILENT, frames.get());
      System.out.printf(
          "speed with clients  %.3f of alone%n", Medians.of(watched) / Medians.of(alone));
      together(server, Medians.of(alone));
    }
  }

  private static double alone(RunningServer server) {
    return rate(server, server.create(study("alone")));
  }

  private static double watched(RunningServer server, AtomicLong frames) throws IOException {
    String id = server.create(study("watched"));
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < READING + SILENT; i++) {
      clients.add(new Client(server.port(), id));
    }
    clients
        .subList(0, READING)
        .forEach(client -> Thread.ofVirtual().start(() -> client.read(frames)));
    double rate = rate(server, id);
    for (Client client : clients) {
      client.close();
    }
    return rate;
  }

  private static void together(RunningServer server, double alone) {
    String first = server.create(study("first"));
    String second = server.create(study("second"));
    double firstRate = rate(server, first);
    double secondRate = rate(server, second);
    System.out.printf(
        "two at once         %,8.0f and %,.0f trials/s, %.2f and %.2f of alone%n",
        firstRate, secondRate, firstRate / alone, secondRate / alone);
  }

  private static String study(String name) {
    return """
    {"name": "%s", "seed": 7, "observer": {"model": "mnist-cnn"}, "stop": {"max-trials": %d}}\
    """
        .formatted(name, TRIALS);
  }

  private static double rate(RunningServer server, String id) {
    return server.awaitEnd(id).path("trialsPerSecond").doubleValue();
  }

  /**
   * A client with minimal cost, so that the benchmark measures the server: it skips all content and
   * acknowledges frames.
   */
  private static final class Client implements Closeable {
    private static final int BINARY = 2;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;

    Client(int port, String study) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
      String upgrade =
          """
          GET /api/v1/studies/%s/live HTTP/1.1
          Host: 127.0.0.1:%d
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

          """
              .formatted(study, port)
              .replace("\n", "\r\n");
      socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
      skipHead();
      send("{\"type\":\"watch\",\"channels\":[0,1,2,3,4,5,6,7,8,9]}");
    }

    /** Reads until the socket is closed. */
    void read(AtomicLong frames) {
      try {
        while (true) {
          int kind = in.readUnsignedByte() & 0xf;
          int size = in.readUnsignedByte();
          long length = size == 126 ? in.readUnsignedShort() : size == 127 ? in.readLong() : size;
          in.skipNBytes(length);
          if (kind == BINARY) {
            frames.incrementAndGet();
            send("{\"type\":\"ready\"}");
          }
        }
      } catch (IOException closed) {
        // end of the round
      }
    }

    private void skipHead() throws IOException {
      int last = 0;
      while (last != 0x0d0a0d0a) {
        last = last << 8 | in.readUnsignedByte();
      }
    }

    private void send(String text) throws IOException {
      byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
      ByteBuffer frame = ByteBuffer.allocate(payload.length + 6);
      frame.put((byte) 0x81).put((byte) (MASKED | payload.length)).putInt(0).put(payload);
      socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String spread(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Arrays.toString(Arrays.stream(sorted).mapToLong(Math::round).toArray());
  }
}
