package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
final class CompareCommandTest {
  private static final String SWEEP =
      """
      study { observer.model = mnist-cnn, stop.max-trials = 3000, block-size = 200 }
      sweep {
        stimulus = [white-noise, { kind = gabor-pca, basis = gabor-mnist }]
        readout = [probability, logit]
      }
      """;

  private static final String LOGITS =
      """
      study { observer.model = mnist-cnn, readout.kind = logit, stop.max-trials = %d, block-size = 200 }
      sweep { estimator = [average, gradient] }
      """;

  @TempDir private static Path swept;
  private static CommandRun sweep = new CommandRun(0, "", "");
  @TempDir private Path folder;

  @BeforeAll
  static void runTheSweep() throws IOException {
    sweep = new CompareCommandTest().compareSwept("--seeds", "2", "--targets", "0.9,0.3");
  }

  private CommandRun compareSwept(String... options) throws IOException {
    folder = swept;
    return compare(SWEEP, options);
  }

  private CommandRun compare(String study, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        List.of("compare", "" + file, "--out", "" + out(), "--data-dir", "" + folder), options);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private static String table(CommandRun run) {
    return run.out().substring(run.out().indexOf("\n\n"));
  }

  @Test
  void everyStudyIsRunOnce_andTheSecondStartTellsTheSame() throws IOException {
    assertThat(sweep.exited(0).err()).isEmpty();
    assertThat(sweep.out().lines().limit(8))
        .allMatch(
            line ->
                line.matches(
                    "[1-8]/8 .*, seed [12]: ended: max-trials reached after 3,000 trials in .* s"));
    folder = swept;
    assertThat(table(sweep))
        .containsPattern("gabor-pca, logit +2 +0.3 +20/20 +[0-9,]+ +[0-9,]+ +[0-9.]+ ")
        .containsPattern("white-noise, logit +2 +0.3 ")
        .endsWith("compare.csv, compare.json, worst.svg, median.svg in %s\n".formatted(out()));
    Set<String> written = files();

    CommandRun second = compareSwept("--seeds", "2", "--targets", "0.9,0.3");
    CommandRun json = compareSwept("--seeds", "2", "--targets", "0.9,0.3", "--json");
    assertThat(json.out()).isEqualTo(Files.readString(out().resolve("compare.json")) + "\n");
    assertThat(second.exited(0).out().lines().limit(8))
        .allMatch(line -> line.endsWith(": complete at trial 3000"));
    assertThat(table(second)).isEqualTo(table(sweep));
    assertThat(files()).as("nothing is run again").isEqualTo(written);
  }

  /** Returns the files of the members, each with its modification time. */
  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(out(), 2)) {
      Set<String> all = new HashSet<>();
      for (Path file : files.filter(file -> !out().equals(file.getParent())).toList()) {
        if (Files.isRegularFile(file)) {
          all.add(file + " " + Files.getLastModifiedTime(file));
        }
      }
      return all;
    }
  }

  @Test
  void theFilesHaveARowAndACurveForEveryMember() throws IOException {
    CommandRun run = compareSwept("--quiet");
    assertThat(run).isEqualTo(new CommandRun(0, "", ""));

    List<String> csv = Files.readAllLines(out().resolve("compare.csv"));
    assertThat(csv).hasSize(1 + 4 * 10 * 5);
    assertThat(csv.getFirst())
        .isEqualTo(
            "study,seed,observer,stimulus,readout,estimator,channel,count,reliability,assured,reference,target,trials,forwards,seconds,referenceTrials,referenceForwards,referenceSeconds,folder");
    assertThat(csv.get(1))
        .startsWith("\"white-noise, probability\",1,mnist-cnn,white-noise,probability,average,0,");
    JsonNode json = new ObjectMapper().readTree(out().resolve("compare.json").toFile());
    assertThat(json.path("members")).hasSize(4);
    assertThat(json.path("studies")).hasSize(4 * 5);
    for (JsonNode member : json.path("members")) {
      assertThat(member.path("state").asText()).isEqualTo("finished");
      assertThat(member.path("looks").path("trials")).hasSize(15);
      assertThat(out().resolve(member.path("folder").asText()).resolve("maps.npy"))
          .isNotEmptyFile();
      JsonNode reached = member.path("channels").path(3).path("reached").path(0);
      double trials = reached.path("trials").asDouble();
      assertThat(reached.path("forwards").asDouble()).isEqualTo(trials);
      if (trials > 0) {
        assertThat(reached.path("seconds").asDouble()).isPositive();
      }
    }
    for (String drawing : List.of("worst.svg", "median.svg")) {
      assertThat(out().resolve(drawing))
          .content()
          .contains("white-noise, probability", "gabor-pca, logit", "log10 of trials");
    }
  }

  @Test
  void whatWasRunWithoutTheReferenceIsHeldAgainstItByItsLastMaps() throws IOException {
    folder = swept;
    Path member = member("white-noise-logit", 2);
    CommandRun run = compareSwept("--reference", member.toString()).exited(0);
    assertThat(run.out())
        .containsPattern(
            "Cost until they reach a correlation with the reference:\n"
                + "study +seeds +correlation +reached ")
        .containsPattern("white-noise, logit +- +0.5 +- +- +- +- +- +- +-\n")
        .contains(
            "\n"
                + "4 of 4 studies were run without this reference: only their last maps are"
                + " compared with it; to run a study again, delete its folder.\n")
        .containsPattern("white-noise, logit +1 +0\\.\\d{3} +0\\.\\d{3}\n")
        .containsPattern("gabor-pca, logit +1 +-?0\\.\\d{3} +-?0\\.\\d{3}\n");

    assertThat(
            compare(
                    "study { observer.model = mnist-cnn, readout { kind = activation, layer = conv1 } }",
                    "--reference",
                    member.toString())
                .exited(2)
                .err())
        .isEqualTo(
            "revcor compare: --reference is %s, which has 10 maps of 1 x 28 x 28 (0, ...); it must be a study of the same channels and shape as mnist-cnn, white-noise, activation, average, which has 20 maps of 1 x 5 x 5 (conv1[0,12,12], ...)\n"
                .formatted(member));
  }

  @Test
  void studiesWithAReferenceReportWhenTheirMapsReachIt() throws IOException {
    String ofReference = LOGITS.replace("study {", "study { seed = 9,").formatted(3000);
    compare(ofReference, "--quiet").exited(0);
    Path reference =
        Files.move(member("white-noise-logit-average", 9), folder.resolve("reference"));
    CommandRun run =
        compare(
                LOGITS.formatted(2000),
                "--reference",
                reference.toString(),
                "--targets",
                "0.2,0.999",
                "--seeds",
                "2")
            .exited(0);
    assertThat(run.out())
        .containsPattern(
            """
            (?s)Cost until they reach a correlation with the reference:.*
            average +2 +0.2 +20/20 +[0-9,]+ +[0-9,]+ .*
            average +2 +0.999 +0/20 +- +- +- +- +- +-
            """)
        .doesNotContain("were run without this reference");

    JsonNode json = new ObjectMapper().readTree(out().resolve("compare.json").toFile());
    JsonNode summary = json.path("reference").path(0);
    assertThat(summary.path("target").asDouble()).isEqualTo(0.2);
    assertThat(summary.path("reached").asInt()).isEqualTo(20);
    JsonNode worst = summary.path("worst").path("trials");
    assertThat(worst.asDouble()).isBetween(200.0, 2000.0);
    JsonNode channel = json.path("members").path(0).path("channels").path(0);
    assertThat(channel.path("assured").asDouble())
        .isLessThan(channel.path("reliability").asDouble());
    JsonNode reached = channel.path("referenceReached").path(0);
    assertThat(reached.path("trials").asDouble()).isPositive().isLessThanOrEqualTo(2000);
    assertThat(reached.path("forwards")).isEqualTo(reached.path("trials"));
    assertThat(Files.readAllLines(out().resolve("compare.csv")).get(1))
        .matches(
            ".*,0\\.2,[0-9]+,[0-9]+,[0-9.]+,%1$s,%1$s,[0-9.]+,white-noise-logit-average-.*"
                .formatted(reached.path("trials").asInt()));
  }

  @Test
  void aMemberThatIsRefusedKeepsNoOtherFromRunning_andIsNamedWithItsReason() throws IOException {
    compare(LOGITS.formatted(400), "--quiet").exited(0);
    Path member = member("white-noise-logit-average");
    Path gradient = member("white-noise-logit-gradient");
    try (Stream<Path> files = Files.list(member)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.copy(gradient.resolve("record.json"), member.resolve("record.json"));

    CommandRun run = compare(LOGITS.formatted(400));
    String reason =
        "--out is %s, which holds the study \"mnist-cnn under uniform white noise\" (study.estimator is average and was gradient); it must be an empty or new folder, or the folder of this study (with --fresh, revcor run and revcor known replace its content)"
            .formatted(member);
    assertThat(run.exited(1).err()).isEqualTo("1/2 average, seed 1: %s\n".formatted(reason));
    assertThat(run.out())
        .contains("2/2 gradient, seed 1: complete at trial 400")
        .endsWith(
            "failed: average, seed 1 (%s)\ncompare.csv, compare.json, worst.svg, median.svg in %s\n"
                .formatted(reason, out()));
    JsonNode json = new ObjectMapper().readTree(out().resolve("compare.json").toFile());
    assertThat(json.path("members")).hasSize(1);
    assertThat(json.path("failed"))
        .isEqualTo(
            new ObjectMapper()
                .createArrayNode()
                .add(
                    new ObjectMapper()
                        .createObjectNode()
                        .put("study", "average")
                        .put("seed", 1)
                        .put("folder", member.getFileName().toString())
                        .put("reason", reason)));
  }

  private Path member(String name) throws IOException {
    return member(name, 1);
  }

  private Path member(String name, int seed) throws IOException {
    try (Stream<Path> members = Files.list(out())) {
      return members
          .filter(file -> file.getFileName().toString().matches(name + ".*-seed-" + seed))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void badInput_isOneLine() throws IOException {
    Path none = folder.resolve("none");
    String one = "study { observer.model = mnist-cnn, stop.max-trials = 200 }";
    assertThat(compare(one, "--seeds", "0").err())
        .isEqualTo("revcor compare: --seeds is 0; it must be a whole number from 1 to 1000\n");
    assertThat(compare(one, "--targets", "0.5,1.5").err())
        .isEqualTo(
            "revcor compare: --targets is [0.5, 1.5]; it must be numbers above 0 and below 1, such"
                + " as 0.5,0.9\n");
    assertThat(compare(one, "--reference", none.toString()).err())
        .isEqualTo(
            "revcor compare: --reference is %s, which holds no maps; it must be the output folder of revcor run --out, with maps\n"
                .formatted(none));
    assertThat(compare(one, folder.resolve("study.conf").toString()).err())
        .isEqualTo(
            "revcor compare: %s is a duplicate of the study \"mnist-cnn under uniform white noise\" with seed 1; it must be a study with other settings or another seed\n"
                .formatted(folder.resolve("study.conf")));
    CommandRun misspelt =
        compare("study.observer.model = mnist-cmm\nsweep { seed = [1, 2] }").exited(2);
    assertThat(misspelt.err()).startsWith("revcor compare: study.observer.model is mnist-cmm; ");
    assertThat(misspelt.err().lines()).hasSize(1);
    assertThat(compare(one.replace("stop", "stpo"), write("b.conf", one)).err())
        .startsWith(
            "revcor compare: %s: study.stpo is an unknown key; "
                .formatted(folder.resolve("study.conf")));
    assertThat(out()).as("nothing was begun").doesNotExist();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void theRunDirectoryOfAStudyIsRejected() throws IOException {
    String study = "study { observer.model = mnist-logistic, stop.max-trials = 200 }";
    CommandRun.of(
            "run",
            write("run.conf", study),
            "--out",
            out().toString(),
            "--data-dir",
            folder.toString())
        .exited(0);
    assertThat(compare(study).err())
        .isEqualTo(
            "revcor compare: --out is %s, which holds a study; it must be an empty or new folder, or that of this comparison\n"
                .formatted(out()));
  }
}
