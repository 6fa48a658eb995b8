package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunCommandTest {
  @TempDir private Path folder;

  private CommandRun run(String study, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        List.of("run", "" + file, "--out", "" + folder.resolve("out"), "--data-dir", "" + folder),
        options);
  }

  @Test
  void complete_thenRecognised_thenOfMoreTrials_thenAnotherStudyIsRefused() throws IOException {
    String study =
        "study { name = a, observer.model = mnist-cnn, stop.max-trials = 2000, block-size = 100 }";
    CommandRun first = run(study, "--lanes", "1").exited(0);
    assertThat(first.err()).isEmpty();
    assertThat(first.out().lines())
        .first()
        .asString()
        .matches(
            "ended: max-trials reached after 2,000 trials in [0-9.]+ s \\([0-9,]+ trials/s\\)");
    assertThat(first.out())
        .containsPattern("channel  +count  +reliability  +precision  +status\n")
        .containsPattern("(?m)^8 .* reliability (below|at least) 0.95$")
        .contains("note: standard errors are estimated from 20 blocks; below 50")
        .contains(
            "maps.npy, errors.npy, counts.npy, history.csv, summary.json, maps.png in %s\n"
                .formatted(folder.resolve("out")));
    assertThat(folder.resolve("out/maps.npy")).isNotEmptyFile();
    assertThat(folder.resolve("out/record.json")).content().contains("\"standing\" : \"short\"");

    assertThat(run(study).exited(0).out())
        .startsWith("complete at trial 2000; results in " + folder.resolve("out") + "\n");

    assertThat(run(study.replace("2000", "4000"), "--lanes", "1").exited(0).out())
        .startsWith("resuming at trial 2000\n");

    assertThat(run(study.replace("name = a", "name = a, seed = 5")).exited(2).err())
        .isEqualTo(
            "revcor run: --out is %s, which holds the study \"a\" (study.seed is 5 and was 1); it must be an empty or new folder, or the folder of this study (with --fresh, revcor run and revcor known replace its content)\n"
                .formatted(folder.resolve("out")));

    assertThat(run(study.replace("name = a", "name = a, seed = 5"), "--fresh").exited(0).out())
        .startsWith("ended: max-trials reached after 2,000 trials");
  }

  /** Under uniform noise mnist-logistic responds 2, 3 or 5. */
  @Test
  void theLastLineIsTheVerdict() throws IOException {
    CommandRun run =
        run(
            "study { observer.model = mnist-logistic, stop { max-trials = 200000, reliability = 0.5"
                + " } }");
    assertThat(run.out())
        .startsWith("ended: reliability reached after ")
        .containsPattern("(?m)^3 .* reached$")
        .containsPattern(
            "\n3 of 10 classes have a reliable map; 7 hardly ever occurred under this noise\\."
                + " Structured noise would show all 10 classes in about 3,000 trials \\([0-9]+ s\\)\\.\n$");
  }

  @Test
  void quiet_saysNothing() throws IOException {
    CommandRun run = run("study { observer.model = mnist-cnn, stop.max-trials = 200 }", "--quiet");
    assertThat(run).isEqualTo(new CommandRun(0, "", ""));
  }

  @Test
  void badStudy_isOneLine() throws IOException {
    CommandRun run = run("study { observer.model = mnist-cnn, stimulus.lwa = uniform }");
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "revcor run: study.stimulus.lwa is an unknown key; it must be one of kind,"
                    + " law, mean, sd, p, size, antithetic; did you mean law?\n"));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void missingFile() {
    CommandRun run = CommandRun.of("run", "none.conf", "--out", folder.toString());
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "revcor run: none.conf is missing; it must be a study file; docs/reference/study-file.md"
                    + " shows one\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025", "two", "1.5"})
  void lanesOutOfRange(String lanes) throws IOException {
    CommandRun run = run("study { observer.model = mnist-cnn }", "--lanes", lanes);
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "revcor run: --lanes is %s; it must be a whole number from 1 to 1024\n"
                    .formatted(lanes)));
  }

  @Test
  void outThatIsAFile() throws IOException {
    Files.writeString(folder.resolve("out"), "");
    CommandRun run = run("study { observer.model = mnist-cnn }").exited(2);
    assertThat(run.err()).startsWith("revcor run: --out is " + folder.resolve("out"));
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void failedStudy_isItsProblemInALine() throws IOException {
    copy("not-finite.pt");
    CommandRun run =
        run("""
            study {
              observer { file = not-finite.pt, input = [1, 4, 4] }
              stimulus { law = gaussian, sd = 0.5 }
              stop.max-trials = 100000
            }
            """)
            .exited(1);
    assertThat(run.err()).startsWith("the study failed: observer not-finite.pt returned ");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void estimate_ofAnObserverAlone_proposesAStudyThatCanBeSaved() throws IOException {
    CommandRun run = estimate("study { observer.model = mnist-logistic, seed = 5 }");
    assertThat(run.err()).isEmpty();
    assertThat(run.exited(0).out().lines())
        .anyMatch(line -> line.matches("\\*  logit +regression +noise of mnist .*"))
        .anyMatch(line -> line.startsWith("because noise of mnist elicits every class"));
    String study =
        """
        study {
            conventions=default
            estimator=regression
            name="mnist-logistic under noise of mnist"
            observer {
                model=mnist-logistic
            }
            readout {
                kind=logit
            }
            ridge=0.001
            seed=5
            stimulus {
                components=30
                data=mnist
                kind=pca-noise
                scale=1
            }
            stop {
                max-trials=1000000
                reliability=0.95
            }
        }
        """;
    assertThat(run.out()).contains("\n\n" + study + "\n");
    assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("study.conf"));
    assertThat(estimate(study).exited(0).out())
        .doesNotContain("because ")
        .contains("\nmax-trials ");
  }

  @Test
  void estimate_ofAStudy_tellsOfItsStops() throws IOException {
    assertThat(
            estimate(
                    "study { observer.model = mnist-cnn, readout.kind = label, stop.reliability = 0.9 }",
                    "--lanes",
                    "1")
                .exited(0)
                .out()
                .lines())
        .anyMatch(line -> line.matches("[0-9,]+ trials/s on one lane, after [0-9,]+ trials"))
        .anyMatch(line -> line.matches("until +trials +time"))
        .anyMatch(
            line -> line.matches("reliability 0.9 of the worst channel, [0-9] +unknown +unknown"))
        .anyMatch(line -> line.startsWith("memory: "))
        .anyMatch(line -> line.startsWith("note: no stimulus of the pilot has a response in "))
        .noneMatch(line -> line.startsWith("max-trials"));
  }

  @Test
  void estimateAndResults_areNotBothAskedFor() throws IOException {
    assertThat(run("study { observer.model = mnist-cnn }", "--estimate").exited(2).err())
        .contains("mutually exclusive");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private CommandRun estimate(String study, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        List.of("run", file.toString(), "--estimate", "--data-dir", folder.toString()), options);
  }

  private void copy(String network) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/org/revcor/observer/file/" + network))) {
      Files.copy(in, folder.resolve(network));
    }
  }
}
