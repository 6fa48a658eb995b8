package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.file.Npy;

final class NamedAnalysisCommandTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void runAStudy() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            "study { observer.model = mnist-logistic, readout.kind = logit, stop.max-trials = 20000"
                + " }");
    CommandRun.of(
            "run",
            file.toString(),
            "--out",
            folder.resolve("study").toString(),
            "--data-dir",
            folder.toString(),
            "--quiet")
        .exited(0);
  }

  private static CommandRun feedback(String... options) {
    return CommandRun.of(List.of("analyse", "feedback", "--data-dir", folder.toString()), options);
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedBeforeTheAnalysis() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(feedback("--study", "none", "--out", file.toString()).exited(2).err())
        .isEqualToIgnoringNewLines(
            "revcor analyse feedback: --out is %s (%s); it must be a folder that can be written"
                .formatted(file, file));
  }

  @Test
  void aResultThatCannotBeWrittenIsReportedOnOneLine() throws IOException {
    Path out = folder.resolve("occupied");
    Files.createDirectories(out.resolve("findings.json/content"));

    CommandRun run =
        feedback("--study", folder.resolve("study").toString(), "--out", out.toString(), "--quiet")
            .exited(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("cannot write the result to %s: ".formatted(out))
        .contains("findings.json")
        .hasLineCount(1);
  }

  @Test
  void resultsArePrintedAndWritten() throws IOException {
    Path out = folder.resolve("found/feedback");

    CommandRun run =
        feedback("--study", folder.resolve("study").toString(), "--out", out.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exited(0).out())
        .startsWith("mnist-logistic, shown its own maps\n")
        .contains("sum of responses  response  probability\n0  ")
        .endsWith("findings.json, tables and images in %s\n".formatted(out));
    JsonNode result = new ObjectMapper().readTree(out.resolve("findings.json").toFile());
    assertThat(result.path("analysis").textValue()).isEqualTo("feedback");
    assertThat(result.path("conventions").path("scaling").textValue()).isEqualTo("min-max");
    assertThat(result.path("conventions").path("trials").intValue()).isEqualTo(20_000);
    assertThat(result.path("figures").path(0).path("rows")).hasSize(10);
    assertThat(out.resolve("responses.csv")).isNotEmptyFile();
    assertThat(out.resolve("maps.svg")).isNotEmptyFile();
    assertThat(Npy.read(Files.readAllBytes(out.resolve("maps.npy"))).shape())
        .containsExactly(10, 1, 28, 28);
  }

  @Test
  void errorsNameTheOption() {
    assertThat(feedback("--study", folder.resolve("nowhere").toString()).exited(2).err())
        .isEqualTo(
            "revcor analyse feedback: --study is %s (holds no ended study); it must be the"
                    .formatted(folder.resolve("nowhere"))
                + " folder of an ended study with maps\n");
    assertThat(feedback().exited(2).err()).contains("--study");
  }

  static List<String> names() {
    return AnalysisRegistry.all().stream().map(Analysis::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyAnalysisHasHelp(String name) {
    CommandRun help = CommandRun.of("analyse", name, "--help").exited(0);
    assertThat(help.err()).isEmpty();
    for (Parameter parameter : AnalysisRegistry.named("analysis", name).parameters()) {
      assertThat(help.out()).contains("--" + parameter.name());
    }
  }

  @Test
  void withoutANameTheAnalysesAreListedWithTheirQuestions() {
    CommandRun run = CommandRun.of("analyse").exited(0);
    assertThat(run.err()).isEmpty();
    for (Analysis experiment : AnalysisRegistry.all()) {
      assertThat(run.out())
          .containsPattern(
              "(?m)^" + experiment.name() + " +" + Pattern.quote(experiment.question()) + "$");
    }
  }

  @Test
  void anOptionAloneRequiresARunDirectory() {
    CommandRun run = CommandRun.of("analyse", "--level", "0.01").exited(2);
    assertThat(run.err())
        .contains("missing DIR: give the run directory of a study, or an analysis: templates");
  }
}
