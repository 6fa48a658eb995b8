package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.function.Uncheck;

/** A Python program that uses the wheel of a server. */
final class PythonProgram {
  /** Defines a function that returns the text of the exception of a call. */
  static final String REFUSED =
      """
      import revcor, sys

      def refused(call):
          try:
              call()
          except (revcor.RevcorError, TypeError) as e:
              return str(e)
          sys.exit("no exception")

      """;

  private static final long TIMEOUT_SECONDS = 300;

  private final Process process;
  private final Path output;

  private PythonProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Skips the calling test if the machine has no Python with NumPy. */
  static void requirePython() {
    assumeTrue(hasModule("numpy"), "this needs /usr/bin/python3 with numpy");
  }

  static boolean hasModule(String name) {
    try {
      return new ProcessBuilder("/usr/bin/python3", "-c", "import " + name)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts a program.
   *
   * @param folder folder of the program, which gets the wheel
   * @param arguments arguments after the address of the server
   */
  static PythonProgram start(
      RunningServer server, Path folder, String program, String... arguments) {
    return start(server, folder, Map.of(), program, arguments);
  }

  /** Starts a program with more variables in its environment. */
  static PythonProgram start(
      RunningServer server,
      Path folder,
      Map<String, String> environment,
      String program,
      String... arguments) {
    try {
      Path wheel = folder.resolve("revcor.whl");
      if (!Files.exists(wheel)) {
        String page = server.get("/python/").body();
        Files.write(wheel, server.bytes(page.split("\"", -1)[1]).body());
      }
      Path output = Files.createTempFile(folder, "python", ".txt");
      List<String> command =
          new ArrayList<>(
              List.of("/usr/bin/python3", "-u", "-c", program, server.uri("/").toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("PYTHONPATH", wheel.toString());
      return new PythonProgram(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program and returns its output; fails unless it exits with 0. */
  static String run(RunningServer server, Path folder, String program, String... arguments) {
    return start(server, folder, program, arguments).await();
  }

  /** Waits for the end of the program and returns its output; fails unless it exits with 0. */
  String await() {
    try {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      assertThat(ended).as("ended in time: %s", output()).isTrue();
      assertThat(process.exitValue()).as(output()).isZero();
      return output();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the program has printed so far. */
  String output() {
    return Uncheck.get(() -> Files.readString(output, StandardCharsets.UTF_8));
  }

  /** Sends the program the signal of Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }
}
