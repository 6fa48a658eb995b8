package org.revcor.observer.network;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.revcor.InvalidInputException;
import org.revcor.observer.Precision;

/**
 * Tests in a separate process whether the engine supports a precision on this machine, since an
 * unsupported operation may end the process. Results are cached until this process ends.
 */
final class PrecisionTrial {
  /** Returns the command line of the test process. */
  interface Command {
    List<String> of(Precision precision);
  }

  /** Tests this machine with the current Java runtime. */
  static final PrecisionTrial LOCAL = new PrecisionTrial(PrecisionTrial::java);

  private static final String FIELD = "study.precision";
  private static final Duration PROBE_TIMEOUT = Duration.ofMinutes(2);

  /** Eight significant bits in ten layers cause a difference of a few thousandths. */
  private static final double MAX_DIFFERENCE = 0.1;

  /** A processor without such arithmetic takes ten times as long or more. */
  private static final double MAX_SLOWNESS = 4;

  private final Command command;
  private final Map<Precision, Optional<String>> refusals = new ConcurrentHashMap<>();

  PrecisionTrial(Command command) {
    this.command = command;
  }

  /** Requires that a precision is supported. The first call for each precision runs the test. */
  void require(Precision precision) {
    Optional<String> refusal =
        precision.isHalf() ? refusals.computeIfAbsent(precision, this::refusal) : Optional.empty();
    if (refusal.isPresent()) {
      throw refused(precision, refusal.get());
    }
  }

  private static InvalidInputException refused(Precision precision, String reason) {
    return new InvalidInputException(
        FIELD, precision.word(), Precision.FLOAT32.word() + " here, since " + reason);
  }

  /** Tests a precision and returns why it is unsupported. Throws if the test itself fails. */
  private Optional<String> refusal(Precision precision) {
    String word = precision.word();
    try {
      Path output = Files.createTempFile("revcor-precision", ".txt");
      try {
        int code = run(command.of(precision), output);
        if (code != 0) {
          return Optional.of(
              "a process that tested %s with PyTorch ended with code %d".formatted(word, code));
        }
        return refusal(Files.readString(output, StandardCharsets.UTF_8), word);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw refused(precision, "%s could not be tested (%s)".formatted(word, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(precision, "the test of %s was interrupted".formatted(word));
    }
  }

  private static int run(List<String> command, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OPT_OUT_TRACKING", "true");
    Process process = builder.start();
    try {
      if (!process.waitFor(PROBE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(
            "the process did not end within %d s".formatted(PROBE_TIMEOUT.toSeconds()));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<String> refusal(String output, String word) {
    Optional<String[]> figures =
        output
            .lines()
            .map(line -> line.split(" ", -1))
            .filter(line -> line.length == 3 && line[0].equals(PrecisionProbe.WORD))
            .findFirst();
    if (figures.isEmpty()) {
      return Optional.of("a process that tested %s printed no result".formatted(word));
    }
    double difference = Double.parseDouble(figures.get()[1]);
    double slowness = Double.parseDouble(figures.get()[2]);
    if (!(difference <= MAX_DIFFERENCE)) {
      return Optional.of(
          "outputs in %s differ by %.2f of their size from those in float32"
              .formatted(word, difference));
    }
    return slowness <= MAX_SLOWNESS
        ? Optional.empty()
        : Optional.of("PyTorch takes %.0f times as long with %s".formatted(slowness, word));
  }

  /** Returns the command line with the current Java runtime, class path and system properties. */
  private static List<String> java(Precision precision) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-D") || argument.startsWith("--enable-native"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
            "-cp",
            System.getProperty("java.class.path"),
            PrecisionProbe.class.getName(),
            precision.name()));
    return command;
  }
}
