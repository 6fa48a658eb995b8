package org.revcor.server;

import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What live clients and a second study cost a study, side by side in one process: medians of rounds
 * in alternation.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.server.ClientsBenchmark}
 */
final class ClientsBenchmark {
  private static final int ROUNDS = 5;
  private static final int TRIALS = 200_000;
  private static final int READING = 40;
  private static final int SILENT = 10;

  private ClientsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("revcor-clients");
    try (RunningServer server = RunningServer.start(data, "lanes.cpu-lanes", "2")) {
      alone(server);
      List<Double> alone = new ArrayList<>();
      List<Double> watched = new ArrayList<>();
      AtomicLong frames = new AtomicLong();
      for (int round = 0; round < ROUNDS; round++) {
        alone.add(alone(server));
        watched.add(watched(server, frames));
      }
      System.out.printf("alone               %,8.0f trials/s %s%n", median(alone), spread(alone));
      System.out.printf(
          "%d clients          %,8.0f trials/s %s, %d never read, %,d frames read%n",
          READING + SILENT, median(watched), spread(watched), SILENT, frames.get());
      System.out.printf("speed with clients  %.3f of alone%n", median(watched) / median(alone));
      together(server, median(alone));
    }
  }

  private static double alone(RunningServer server) {
    return rate(server, server.create(study("alone")));
  }

  private static double watched(RunningServer server, AtomicLong frames) {
    String id = server.create(study("watched"));
    List<WebSocket> sockets = new ArrayList<>();
    for (int i = 0; i < READING + SILENT; i++) {
      sockets.add(connect(server, id, i < READING, frames));
    }
    double rate = rate(server, id);
    sockets.forEach(WebSocket::abort);
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
        {"name": "%s", "seed": 7, "observer": {"model": "mnist-cnn"}, "stop": {"max-trials": %d}}"""
        .formatted(name, TRIALS);
  }

  private static double rate(RunningServer server, String id) {
    return server.awaitEnd(id).path("trialsPerSecond").doubleValue();
  }

  private static WebSocket connect(
      RunningServer server, String id, boolean reads, AtomicLong frames) {
    URI uri =
        URI.create(server.uri("/api/v1/studies/" + id + "/live").toString().replace("http", "ws"));
    WebSocket socket =
        server.client().newWebSocketBuilder().buildAsync(uri, new Client(reads, frames)).join();
    socket.sendText("{\"type\":\"watch\",\"channels\":[0,1,2,3,4,5,6,7,8,9]}", true).join();
    return socket;
  }

  /** Answers each frame, or never asks for anything after the upgrade. */
  private static final class Client implements WebSocket.Listener {
    private final boolean reads;
    private final AtomicLong frames;

    Client(boolean reads, AtomicLong frames) {
      this.reads = reads;
      this.frames = frames;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (reads) {
        socket.request(1);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      if (last) {
        frames.incrementAndGet();
        return socket.sendText("{\"type\":\"ready\"}", true).thenAccept(sent -> socket.request(1));
      }
      socket.request(1);
      return null;
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String spread(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Arrays.toString(Arrays.stream(sorted).mapToLong(Math::round).toArray());
  }
}
