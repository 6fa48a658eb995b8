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
 * Finds out in a process of its own whether the engine can compute in a precision here, since an
 * engine that cannot may end the process that asks. What is found out holds for as long as this
 * process lives.
 */
final class PrecisionTrial {
  /** What runs the probe of a precision. */
  interface Command {
    List<String> of(Precision precision);
  }

  /** That of this machine, with the Java that runs this. */
  static final PrecisionTrial HERE = new PrecisionTrial(PrecisionTrial::java);

  private static final String FIELD = "study.precision";
  private static final Duration PROBE_TIMEOUT = Duration.ofMinutes(2);

  /** Eight significant bits in ten layers leave a few thousandths. */
  private static final double MAX_DIFFERENCE = 0.1;

  /** Where a processor has no such arithmetic the engine takes ten times as long and more. */
  private static final double MAX_SLOWNESS = 2;

  private final Command command;
  private final Map<Precision, Optional<String>> refusals = new ConcurrentHashMap<>();

  PrecisionTrial(Command command) {
    this.command = command;
  }

  /**
   * Tries a precision, unless that was done.
   *
   * @throws InvalidInputException if it is not to be used here, with the reason
   */
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

  /** What speaks against it; what only kept the trial from taking place is thrown. */
  private Optional<String> refusal(Precision precision) {
    String word = precision.word();
    try {
      Path said = Files.createTempFile("revcor-precision", ".txt");
      try {
        int code = run(command.of(precision), said);
        if (code != 0) {
          return Optional.of(
              "a process that tried %s with PyTorch ended with code %d".formatted(word, code));
        }
        return judged(Files.readString(said, StandardCharsets.UTF_8), word);
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      throw refused(precision, "%s could not be tried (%s)".formatted(word, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(precision, "the trial of %s was broken off".formatted(word));
    }
  }

  private static int run(List<String> command, Path said) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OPT_OUT_TRACKING", "true");
    Process process = builder.start();
    try {
      if (!process.waitFor(PROBE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("no end after %d s".formatted(PROBE_TIMEOUT.toSeconds()));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<String> judged(String said, String word) {
    Optional<String[]> figures =
        said.lines()
            .map(line -> line.split(" ", -1))
            .filter(line -> line.length == 3 && line[0].equals(PrecisionProbe.WORD))
            .findFirst();
    if (figures.isEmpty()) {
      return Optional.of("a process that tried %s gave no figures".formatted(word));
    }
    double difference = Double.parseDouble(figures.get()[1]);
    double slowness = Double.parseDouble(figures.get()[2]);
    if (!(difference <= MAX_DIFFERENCE)) {
      return Optional.of(
          "answers in %s differ by %.2f of their size from those in float32"
              .formatted(word, difference));
    }
    return slowness <= MAX_SLOWNESS
        ? Optional.empty()
        : Optional.of("PyTorch takes %.0f times as long with %s".formatted(slowness, word));
  }

  /** This Java with this class path; where the engine's libraries are may be said by properties. */
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
