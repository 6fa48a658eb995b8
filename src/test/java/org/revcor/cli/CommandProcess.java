package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a command in a process of its own, with signals and an exit code. */
final class CommandProcess implements AutoCloseable {
  /** Environment variable of options of the Java virtual machine, as of the launcher. */
  static final String JAVA_OPTIONS = "REVCOR_JAVA_OPTS";

  /** A process of a few seconds ends before code of the second JIT compiler pays off. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final long TIMEOUT_SECONDS = 480;

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param folder folder for its output
   */
  static CommandProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(), arguments);
  }

  /**
   * Starts a command.
   *
   * @param prefix what stands before the command
   */
  static CommandProcess start(
      Path folder, Map<String, String> environment, List<String> prefix, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(environment.getOrDefault(JAVA_OPTIONS, SHORT_LIVED).split(" ")));
    command.addAll(
        List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"));
    command.add("-Drevcor.home=" + System.getProperty("revcor.home", ""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    // processes with other options of Java would have other kernels, and other bytes
    builder.environment().put("REVCOR_KERNELS", "libtorch");
    builder.environment().putAll(environment);
    return new CommandProcess(
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
  }

  /** Sends signals, one right after the other, unless the process has ended. */
  void signal(String... names) throws IOException, InterruptedException {
    String kills =
        Stream.of(names)
            .map(name -> "kill -%s %d".formatted(name, process.pid()))
            .collect(Collectors.joining(" && "));
    int failed = new ProcessBuilder("/bin/sh", "-c", kills).start().waitFor();
    assertThat(failed == 0 || process.waitFor(10, TimeUnit.SECONDS)).as(kills).isTrue();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as(this::err).isTrue();
    return process.exitValue();
  }

  CommandProcess exited(int expected) throws InterruptedException {
    assertThat(exitCode()).as(this::err).isEqualTo(expected);
    return this;
  }

  /** Waits until a condition holds. */
  void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive() || condition.getAsBoolean()).as(this::err).isTrue();
      assertThat(System.nanoTime()).as(this::err).isLessThan(deadline);
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** Returns the CPU time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Requires that libtorch is not mapped; does nothing on other systems than Linux. */
  void requireNoEngine() {
    assertThat(text(Path.of("/proc/" + process.pid() + "/maps")))
        .as("memory of the server")
        .doesNotContain("libtorch", "libdjl_torch");
  }

  long pid() {
    return process.pid();
  }

  /** Returns the number of processes that it has started and that run. */
  long children() {
    return process.children().count();
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  static String text(Path file) {
    try {
      // a process may have written only some bytes of a character
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process and waits for its end, after which it writes no more files. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
