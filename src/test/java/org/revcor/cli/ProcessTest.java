package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as users have it: a process, with signals and an exit code. */
final class ProcessTest {
  private static final long PATIENCE = 120;
  private static final String ENDLESS =
      "study { observer.model = mnist-cnn, stop.max-trials = 1000000000000 }";

  @TempDir private Path folder;

  private Process start(String study) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(
        List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
    command.addAll(List.of(file.toString(), "--out", folder.resolve("out").toString()));
    command.addAll(List.of("--data-dir", folder.toString(), "--lanes", "1"));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private void signal(String name, Process process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  /** Waits for the third look. */
  private void waitForLooks(Process process) throws IOException, InterruptedException {
    Path history = folder.resolve("out/history.csv");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!Files.exists(history) || Files.readAllLines(history).size() < 31) {
      assertThat(process.isAlive()).as(() -> text("stderr")).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      process.waitFor(Duration.ofMillis(50).toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void signal_endsWithCompleteResults(String name) throws IOException, InterruptedException {
    Process process = start(ENDLESS);
    waitForLooks(process);
    signal(name, process);
    assertThat(exitCode(process)).as(() -> text("stderr")).isEqualTo(130);
    assertThat(text("stdout")).startsWith("stopped after ").endsWith(folder.resolve("out") + "\n");
    for (String result :
        List.of(
            "maps.npy", "errors.npy", "counts.npy", "history.csv", "summary.json", "maps.png")) {
      assertThat(folder.resolve("out").resolve(result)).isNotEmptyFile();
    }
    assertThat(text("out/summary.json")).contains("\"end\" : \"stopped\"");
  }

  @Test
  void badStudy_endsWithOneLineAndExitCode2() throws IOException, InterruptedException {
    Process process = start("study {\n  seed = 1\n  name = = 2\n}\n");
    assertThat(exitCode(process)).isEqualTo(2);
    assertThat(text("stdout")).isEmpty();
    assertThat(text("stderr").lines())
        .singleElement()
        .asString()
        .startsWith("revcor run: " + folder.resolve("study.conf") + ", line 3, is not HOCON (");
  }
}
