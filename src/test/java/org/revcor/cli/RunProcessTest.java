package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class RunProcessTest {
  private static final String ENDLESS =
      "study { observer.model = mnist-cnn, stop.max-trials = 1000000000000 }";

  @TempDir private Path folder;

  private CommandProcess run(String study) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return start("run", file.toString());
  }

  private CommandProcess start(String... command) throws IOException {
    return CommandProcess.start(
        folder,
        Map.of("REVCOR_DATA_DIR", folder.toString()),
        Stream.concat(Stream.of(command), Stream.of("--out", out().toString(), "--lanes", "1"))
            .toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("out");
  }

  private long looks() {
    return CommandProcess.text(out().resolve("history.csv")).lines().count() / 10;
  }

  @Test
  void intAndTerm_endWithCompleteResults_andTheRunResumes() throws Exception {
    try (CommandProcess process = run(ENDLESS)) {
      process.await(() -> looks() >= 3);
      process.signal("INT");
      process.exited(130);
      assertThat(process.out())
          .startsWith("stopped after ")
          .matches(
              "(?s).* in \\Q"
                  + out()
                  + "\\E\n[^\n]* reliable map[^\n]*\nthe same command resumes\n");
    }
    assertCompleteResults();

    long looks = looks();
    try (CommandProcess again = run(ENDLESS)) {
      again.await(() -> looks() > looks);
      again.signal("TERM");
      again.exited(130);
      assertThat(again.out()).matches("(?s)resuming at trial [0-9]+\nstopped after .*");
    }
    assertCompleteResults();
  }

  @Test
  void aStoppedCommandWithFreshStatesThatItResumesWithoutIt() throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), ENDLESS);
    try (CommandProcess process = start("run", file.toString(), "--fresh")) {
      process.await(() -> looks() >= 3);
      process.signal("INT");
      process.exited(130);
      assertThat(process.out()).endsWith("\nthe same command without --fresh resumes\n");
    }
    Files.delete(out().resolve("history.csv"));
    try (CommandProcess process =
        start("known", "cifar10-cnn", "--trials", "1000000000", "--fresh")) {
      process.await(() -> looks() >= 3);
      process.signal("INT");
      process.exited(130);
      assertThat(process.out())
          .matches("stopped after [0-9,]+ trials; the same command without --fresh resumes\n");
    }
  }

  private void assertCompleteResults() {
    for (String result :
        List.of(
            "maps.npy", "errors.npy", "counts.npy", "history.csv", "summary.json", "maps.png")) {
      assertThat(out().resolve(result)).isNotEmptyFile();
    }
    assertThat(out().resolve("summary.json")).content().contains("\"end\" : \"stopped\"");
  }

  @Test
  void termAfterCtrlC_asMavenSendsIt_stillEndsWithCompleteResults() throws Exception {
    try (CommandProcess process = run(ENDLESS)) {
      process.await(() -> looks() >= 3);
      process.signal("INT", "TERM");
      process.exited(130);
    }
    assertThat(out().resolve("summary.json")).content().contains("\"end\" : \"stopped\"");
  }

  @Test
  void secondCtrlC_endsAtOnce() throws Exception {
    try (CommandProcess process = run(ENDLESS)) {
      process.await(() -> looks() >= 3);
      process.signal("INT");
      process.signal("INT");
      process.exited(130);
    }
  }

  @Test
  void unknownSetting_endsWithOneLineAndExitCode2() throws Exception {
    try (CommandProcess process =
        CommandProcess.start(folder, Map.of("REVCOR_DATA_DRI", "x"), "observers")) {
      assertThat(process.exited(2).err())
          .isEqualTo(
              "revcor observers: REVCOR_DATA_DRI is not a setting; did you mean"
                  + " REVCOR_DATA_DIR?\n");
    }
  }
}
