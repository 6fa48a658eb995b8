package org.revcor.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.benchmark.Options.PeerCommand;
import org.revcor.schema.Json;

/** One process of a peer, which writes its output to a file. */
final class PeerProcess implements AutoCloseable {
  /** Variables of memory that Revcor's launcher sets; a peer must not inherit them. */
  private static final Pattern TUNING = Pattern.compile("MALLOC_.*|GLIBC_TUNABLES");

  private static final String SPEED_KEY = "per_second";
  private static final int MAX_LINES = 5;

  private final PeerCommand peer;
  private final Process process;
  private final Path output;
  private final long started = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();
  private double perSecond;
  private boolean hasSpeed;

  private PeerProcess(PeerCommand peer, Process process, Path output) {
    this.peer = peer;
    this.process = process;
    this.output = output;
  }

  static PeerProcess start(PeerCommand peer) {
    Path output = Uncheck.get(() -> Files.createTempFile("revcor-peer", ".txt"));
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", peer.command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().keySet().removeIf(TUNING.asMatchPredicate());
    Process process = Uncheck.get(shell::start);
    Uncheck.run(() -> process.getOutputStream().close());
    return new PeerProcess(peer, process, output);
  }

  /** Completes with the trials per second when the process ends; fails if the process fails. */
  CompletableFuture<Double> end() {
    return process.onExit().thenApplyAsync(ended -> readSpeed());
  }

  private double readSpeed() {
    double seconds = (System.nanoTime() - started) / 1e9;
    try (BufferedReader printed =
        new BufferedReader(new InputStreamReader(Files.newInputStream(output), UTF_8))) {
      printed.lines().forEach(this::read);
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (process.exitValue() != 0) {
      throw invalid(
          "which ended with exit code " + process.exitValue(), "one that ends with exit code 0");
    }
    if (hasSpeed) {
      return perSecond;
    }
    return peer.trials()
            .orElseThrow(
                () ->
                    invalid(
                        "which printed no " + SPEED_KEY,
                        "one that prints a line of JSON with %s, or come with --peer-trials"
                            .formatted(SPEED_KEY)))
        / seconds;
  }

  private void read(String line) {
    if (!line.isBlank()) {
      lines.add(line);
    }
    if (lines.size() > MAX_LINES) {
      lines.removeFirst();
    }
    speed(line)
        .ifPresent(
            speed -> {
              perSecond = speed;
              hasSpeed = true;
            });
  }

  private static OptionalDouble speed(String line) {
    if (!line.strip().startsWith("{")) {
      return OptionalDouble.empty();
    }
    try {
      JsonNode speed = Json.MAPPER.readTree(line).path(SPEED_KEY);
      return speed.isNumber() && speed.asDouble() > 0
          ? OptionalDouble.of(speed.asDouble())
          : OptionalDouble.empty();
    } catch (JsonProcessingException notJson) {
      return OptionalDouble.empty();
    }
  }

  private InvalidInputException invalid(String why, String expected) {
    String output =
        lines.isEmpty() ? "" : "; its last lines were:\n  " + String.join("\n  ", lines) + "\n";
    return new InvalidInputException(
        "--peer", "%s, %s".formatted(peer.command(), why), expected + output);
  }

  /** Kills the process and its descendants, which are stopped first so that they start no more. */
  @Override
  public void close() {
    Set<ProcessHandle> stopped = new HashSet<>();
    for (Set<ProcessHandle> running = running(); stopped.addAll(running); running = running()) {
      String pids = running.stream().map(each -> " " + each.pid()).collect(joining());
      Uncheck.get(new ProcessBuilder("sh", "-c", "kill -STOP" + pids)::start).onExit().join();
    }
    stopped.forEach(ProcessHandle::destroyForcibly);
  }

  private Set<ProcessHandle> running() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(ProcessHandle::isAlive)
        .collect(toSet());
  }
}
