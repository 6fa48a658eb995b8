package org.revcor.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.revcor.file.FolderTree;
import org.revcor.schema.Json;
import org.revcor.server.access.Scope;
import org.revcor.server.access.TokenFile;
import org.revcor.server.access.TokenList;
import org.revcor.study.registry.EndedRun;

/**
 * Measures the time that authentication adds to a request, and the cost of 500 list requests a
 * second beside a running study: seconds with and without them in alternation. The processor time
 * of the clients, which are threads of this process, is subtracted.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.server.RequestBenchmark -Dbenchmark=10}, with the seconds of a round.
 */
final class RequestBenchmark {
  private static final int STUDIES = 1_000;
  private static final int TOKENS = 100;
  private static final int CHECKS = 20_000;
  private static final int ROUNDS = 5;
  private static final int CLIENTS = 10;
  private static final int REQUESTS_PER_SECOND = 500;

  private RequestBenchmark() {}

  /** What a round took; processor time in nanoseconds. */
  private record Round(long nanos, long trials, long server, long lanes, long requests) {
    double trialsPerSecond() {
      return trials * 1e9 / nanos;
    }

    double trialsPerLaneSecond() {
      return trials * 1e9 / lanes;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Duration round = Duration.ofSeconds(Long.parseLong(arguments[0]));
    Path data = Files.createTempDirectory("revcor-requests");
    String token = "";
    for (int i = 0; i < TOKENS; i++) {
      token = new TokenFile(data).create("user" + i, Scope.READ, Optional.empty());
    }
    authentication(data, token);
    createStudies(Files.createDirectories(data.resolve("studies")));
    try (RunningServer server = RunningServer.start(data, "lanes.cpu-lanes", "2")) {
      String study = server.create(RunningServer.longStudy());
      RunningServer.await(() -> server.study(study).path("trials").longValue() > 0);
      run(server, round, token);
      List<Round> without = new ArrayList<>();
      List<Round> with = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        without.add(run(server, round, ""));
        with.add(run(server, round, token));
      }
      print("trials a second", without, with, Round::trialsPerSecond);
      print(
          "trials a second of the lanes' processor time",
          without,
          with,
          Round::trialsPerLaneSecond);
      double ownNanosPerTrial = median(without, each -> (double) each.server() / each.trials());
      System.out.printf(
          "requests a second: %.0f; processor time of the server: %.2f ms a request, %.0f us a thousand trials%n",
          median(with, each -> each.requests() * 1e9 / each.nanos()),
          median(
              with,
              each -> (each.server() - ownNanosPerTrial * each.trials()) / each.requests() / 1e6),
          ownNanosPerTrial);
      System.out.printf(
          "processor time of the requests, share of two cores: %.3f%n",
          median(
              with, each -> (each.server() - ownNanosPerTrial * each.trials()) / each.nanos() / 2));
    }
    new FolderTree(data).delete();
  }

  private static void authentication(Path data, String token) throws Exception {
    Path file = new TokenFile(data).path();
    Access access =
        new Access(
            new Reloaded<>(List.of(file), contents -> TokenList.read(contents.getFirst())), true);
    HttpRequest request =
        HttpRequest.create("/api/v1/studies")
            .addHeader(RawHeader.create("Authorization", "Bearer " + token));
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < 2 * CHECKS; i++) {
      long begun = System.nanoTime();
      access.caller(request).require(Scope.READ);
      if (i >= CHECKS) {
        micros.add((System.nanoTime() - begun) / 1e3);
      }
    }
    double[] sorted = micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "authentication with %d tokens: median %.1f us, 99 %% within %.1f us%n",
        TOKENS, sorted[CHECKS / 2], sorted[CHECKS * 99 / 100]);
  }

  /** Copies a finished study, with ids of a day in the past. */
  private static void createStudies(Path folder) throws IOException {
    Path first = folder.resolve(id(0));
    EndedRun.in(first, id(0));
    for (int i = 1; i < STUDIES; i++) {
      Path copy = Files.createDirectory(folder.resolve(id(i)));
      try (Stream<Path> files = Files.list(first)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      Path record = copy.resolve("record.json");
      ObjectNode json = (ObjectNode) Json.MAPPER.readTree(record.toFile());
      Files.write(record, Json.MAPPER.writeValueAsBytes(json.put("id", id(i))));
    }
  }

  private static String id(int number) {
    return "20260101-101500-%03d-aaa".formatted(number);
  }

  /**
   * @param token token of the requests; empty for none
   */
  private static Round run(RunningServer server, Duration length, String token)
      throws InterruptedException {
    long trials = server.server().trials();
    long lanes = childrenNanos();
    long own = processNanos();
    long begun = System.nanoTime();
    AtomicLong clientNanos = new AtomicLong();
    AtomicLong requests = new AtomicLong();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS && !token.isEmpty(); i++) {
      clients.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    requests.addAndGet(list(server.port(), token, begun + length.toNanos()));
                    clientNanos.addAndGet(
                        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                  }));
    }
    LockSupport.parkNanos(length.toNanos());
    for (Thread client : clients) {
      client.join();
    }
    return new Round(
        System.nanoTime() - begun,
        server.server().trials() - trials,
        processNanos() - own - clientNanos.get(),
        childrenNanos() - lanes,
        requests.get());
  }

  /** Sends requests at the rate of one client until a time; returns their number. */
  private static long list(int port, String token, long end) {
    byte[] request =
        """
        GET /api/v1/studies HTTP/1.1
        Host: 127.0.0.1:%d
        Authorization: Bearer %s

        """
            .formatted(port, token)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    long interval = TimeUnit.SECONDS.toNanos(1) * CLIENTS / REQUESTS_PER_SECOND;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
      long sent = 0;
      for (long next = System.nanoTime(); next < end; next += interval) {
        LockSupport.parkNanos(next - System.nanoTime());
        socket.getOutputStream().write(request);
        skipResponse(in);
        sent++;
      }
      return sent;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void skipResponse(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (head.indexOf("HTTP/1.1 200 ") != 0) {
      throw new IOException(head.toString());
    }
    String length = "Content-Length: ";
    int from = head.indexOf(length) + length.length();
    in.skipNBytes(Long.parseLong(head.substring(from, head.indexOf("\r\n", from))));
  }

  private static long processNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static long childrenNanos() {
    return ProcessHandle.current()
        .descendants()
        .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  private static void print(
      String what, List<Round> without, List<Round> with, ToDoubleFunction<Round> value) {
    System.out.printf(
        "%s: %,.0f without requests %s, %,.0f with %s; ratio %.3f%n",
        what,
        median(without, value),
        all(without, value),
        median(with, value),
        all(with, value),
        median(with, value) / median(without, value));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray()[rounds.size() / 2];
  }

  private static String all(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Arrays.toString(
        rounds.stream().mapToLong(each -> Math.round(value.applyAsDouble(each))).toArray());
  }
}
