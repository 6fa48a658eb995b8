package org.revcor.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.benchmark.Options.PeerCommand;
import org.revcor.schema.Json;

/** One process of a peer, with the last lines of its output. */
final class PeerProcess implements AutoCloseable {
  /** Variables of memory that Revcor's launcher sets; a peer must not inherit them. */
  private static final Pattern TUNING = Pattern.compile("MALLOC_.*|GLIBC_TUNABLES");

  private static final String SPEED_KEY = "per_second";
  private static final int MAX_LINES = 5;

  private final PeerCommand peer;
  private final Process process;
  private final long started = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();
  private double perSecond;
  private boolean hasSpeed;

  private PeerProcess(PeerCommand peer, Process process) {
    this.peer = peer;
    this.process = process;
  }

  static PeerProcess start(PeerCommand peer) {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", peer.command()).redirectErrorStream(true);
    shell.environment().keySet().removeIf(TUNING.asMatchPredicate());
    Process process = Uncheck.get(shell::start);
    Uncheck.run(() -> process.getOutputStream().close());
    return new PeerProcess(peer, process);
  }

  /** Completes with the trials per second when the process ends; fails if the process fails. */
  CompletableFuture<Double> end(Executor executor) {
    return CompletableFuture.supplyAsync(this::awaitSpeed, executor);
  }

  private double awaitSpeed() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        read(line);
      }
      int code = process.waitFor();
      double seconds = (System.nanoTime() - started) / 1e9;
      if (code != 0) {
        throw invalid("which ended with exit code " + code, "one that ends with exit code 0");
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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

  /** Kills the process and its descendants. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
