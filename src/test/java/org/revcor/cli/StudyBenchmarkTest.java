package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("full")
final class StudyBenchmarkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--lanes=2", "--client"})
  void printsTheSpeedOfTheNetworkTheStudyAndThePeers(String how) throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            "study { name = digits, observer.model = mnist-cnn, block-size = 20 }");
    StringWriter out = new StringWriter();
    int exitCode =
        new CommandLine(new StudyBenchmark())
            .setOut(new PrintWriter(out, true))
            .execute(
                study.toString(),
                how,
                "--rounds=2",
                "--seconds=0.05",
                "--warm-up=0",
                "--data-dir=" + folder,
                "--peer",
                "echo start; echo '{\"per_second\": 70}'",
                "--peer-copies=3");
    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll("(?<=\\S)  +.*", "")))
        .contains(
            "network alone, trials/s",
            "whole study, trials/s",
            "whole study, % of the network",
            "peer 1: 3 of echo start; echo '{\"per_second\": 70}'",
            "  study / peer");
    assertThat(out.toString()).contains("210 (210 to 210)");
  }
}
