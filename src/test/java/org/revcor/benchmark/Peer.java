package org.revcor.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.schema.Json;

/**
 * A program to compare with, which prints a line of JSON with {@code per_second}.
 *
 * @param command shell command
 * @param copies number of processes that run at once
 */
public record Peer(String command, int copies) {
  /** Variables of memory that Revcor's launcher sets; a peer must not inherit them. */
  private static final Pattern TUNING = Pattern.compile("MALLOC_.*|GLIBC_TUNABLES");

  /**
   * Runs all copies and returns their trials per second together.
   *
   * @throws InvalidInputException if a copy fails or prints no speed
   */
  public double perSecond() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    try {
      for (int i = 0; i < copies; i++) {
        Path output = Files.createTempFile("revcor-peer", ".txt");
        outputs.add(output);
        ProcessBuilder shell =
            new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().keySet().removeIf(TUNING.asMatchPredicate());
        processes.add(shell.start());
      }
      double sum = 0;
      for (int i = 0; i < copies; i++) {
        int exitCode = processes.get(i).waitFor();
        sum += speed(exitCode, Files.readString(outputs.get(i)));
      }
      return sum;
    } finally {
      for (Process process : processes) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      for (Path output : outputs) {
        Files.deleteIfExists(output);
      }
    }
  }

  private double speed(int exitCode, String output) {
    double speed = 0;
    for (String line : output.lines().filter(each -> each.startsWith("{")).toList()) {
      try {
        speed = Json.MAPPER.readTree(line).path("per_second").asDouble(speed);
      } catch (JsonProcessingException notJson) {
        // another line of the program
      }
    }
    if (exitCode != 0 || speed <= 0) {
      throw new InvalidInputException(
          "--peer",
          "%s, which ended with exit code %d and printed:%n%s".formatted(command, exitCode, output),
          "one that ends with exit code 0 and prints a line of JSON with per_second");
    }
    return speed;
  }
}
