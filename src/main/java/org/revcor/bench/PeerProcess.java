package org.revcor.bench;

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
import org.revcor.InvalidInputException;
import org.revcor.Json;

/** One copy of a peer, and what it printed last. */
final class PeerProcess implements AutoCloseable {
  /** Variables by which our launcher tunes the memory of this process; a peer sets its own. */
  private static final String TUNING = "MALLOC_";

  private static final String FIGURE = "per_second";
  private static final int LINES_KEPT = 5;

  private final PeerCommand peer;
  private final Process process;
  private final long started = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();
  private double perSecond;
  private boolean told;

  private PeerProcess(PeerCommand peer, Process process) {
    this.peer = peer;
    this.process = process;
  }

  static PeerProcess start(PeerCommand peer) {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", peer.command()).redirectErrorStream(true);
    shell.environment().keySet().removeIf(name -> name.startsWith(TUNING));
    try {
      Process process = shell.start();
      process.getOutputStream().close();
      return new PeerProcess(peer, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes with its trials a second when it has ended; fails if it failed. */
  CompletableFuture<Double> end(Executor executor) {
    return CompletableFuture.supplyAsync(this::toItsEnd, executor);
  }

  private double toItsEnd() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        read(line);
      }
      int code = process.waitFor();
      double seconds = (System.nanoTime() - started) / 1e9;
      if (code != 0) {
        throw refusal("which ended with exit code " + code, "one that ends with exit code 0");
      }
      if (told) {
        return perSecond;
      }
      return peer.trials()
              .orElseThrow(
                  () ->
                      refusal(
                          "which printed no " + FIGURE,
                          "one that prints a line of JSON with %s, or come with --peer-trials"
                              .formatted(FIGURE)))
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
    if (lines.size() > LINES_KEPT) {
      lines.removeFirst();
    }
    figure(line)
        .ifPresent(
            figure -> {
              perSecond = figure;
              told = true;
            });
  }

  private static OptionalDouble figure(String line) {
    if (!line.strip().startsWith("{")) {
      return OptionalDouble.empty();
    }
    try {
      JsonNode figure = Json.MAPPER.readTree(line).path(FIGURE);
      return figure.isNumber() && figure.asDouble() > 0
          ? OptionalDouble.of(figure.asDouble())
          : OptionalDouble.empty();
    } catch (JsonProcessingException notJson) {
      return OptionalDouble.empty();
    }
  }

  private InvalidInputException refusal(String why, String expected) {
    String said =
        lines.isEmpty() ? "" : "; its last lines were:\n  " + String.join("\n  ", lines) + "\n";
    return new InvalidInputException(
        "--peer", "%s, %s".formatted(peer.command(), why), expected + said);
  }

  /** Ends it, and what it has started, if it still runs. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
