package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.file.Npy;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

final class RecordedStimuliTest {
  private static final int VALUES = 784;
  private static final int BLOCK = 100;
  private static final int BLOCKS = 8;

  @TempDir private Path folder;
  private byte[] stimuli = {};

  /** Writes the stimuli of a study of white noise with seed 3 as an array without planes. */
  @BeforeEach
  void writeStimuli() throws IOException {
    stimuli = Npy.floats(whiteNoise(), BLOCKS * BLOCK, 28, 28);
    Files.write(folder.resolve("stimuli.npy"), stimuli);
  }

  private static float[] whiteNoise() {
    float[] all = new float[BLOCKS * BLOCK * VALUES];
    StimulusSequence sequence =
        new StimulusSequence(new WhiteNoise(new UniformLaw(), VALUES), false);
    for (int block = 0; block < BLOCKS; block++) {
      int first = block * BLOCK;
      sequence.draw(
          3,
          block,
          BLOCK,
          (trial, drawn) -> System.arraycopy(drawn, 0, all, (first + trial) * VALUES, VALUES));
    }
    return all;
  }

  private CommandRun run(String out, String stimulus, String stop) throws IOException {
    Path study =
        Files.writeString(
            folder.resolve(out + ".conf"),
            """
            study {
              seed = 3
              observer.model = mnist-logistic
              stimulus %s
              readout.kind = probability
              block-size = %d
              stop %s
            }
            """
                .formatted(stimulus, BLOCK, stop));
    return CommandRun.of(
        "run", study.toString(), "--out", folder.resolve(out).toString(), "--lanes", "2");
  }

  private void complete(String out, String stimulus) throws IOException {
    run(out, stimulus, "{ max-trials = %d }".formatted(BLOCKS * BLOCK)).exited(0);
  }

  @Test
  void giveTheMapsOfTheStudyThatDrewThem() throws IOException {
    complete("drawn", "{ kind = white-noise, law = uniform }");
    complete("recorded", "{ kind = recorded, file = stimuli.npy }");

    for (String file : new String[] {"maps.npy", "counts.npy", "half-a.npy", "half-b.npy"}) {
      assertThat(folder.resolve("recorded").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("drawn").resolve(file));
    }
  }

  @Test
  void otherStimuliAreAnotherStudy() throws IOException {
    complete("recorded", "{ kind = recorded, file = stimuli.npy }");
    byte[] others = stimuli.clone();
    others[others.length - 1] ^= 1;
    Files.write(folder.resolve("stimuli.npy"), others);

    assertThat(
            run("recorded", "{ kind = recorded, file = stimuli.npy }", "{ max-trials = 800 }")
                .exited(2)
                .err())
        .contains("it must be an empty or new folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { max-trials = 801 } | study.stop.max-trials is 801 (9 blocks of 100); it must be at most 800, the whole blocks of 800 stimuli
          { reliability = 0.5 } | study.stop.max-trials is missing; it must be at most 800, the whole blocks of 800 stimuli
          """)
  void areShownOnce(String stop, String message) throws IOException {
    assertThat(run("out", "{ kind = recorded, file = stimuli.npy }", stop).exited(2).err())
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cut.npy | a truncated NumPy file; it must be a NumPy file of finite numbers
          text.npy | not a NumPy file of version 1.0; it must be a NumPy file of finite numbers
          nan.npy | a file with NaN in stimulus 1; it must be a NumPy file of finite numbers
          faint.npy | a file whose values have a standard deviation of at most 2.5e-09; multiply them by a constant, so that it is about 1; it must be a NumPy file of finite numbers
          none.npy | an array of shape [2, 0, 28], whose rows have no values; it must be a NumPy file of finite numbers
          small.npy | an array of 2 x 14 x 14; it must be an array of trials x 1 x 28 x 28, the input of mnist-logistic
          flat.npy | an array of 2 x 784; it must be an array of trials x 1 x 28 x 28, the input of mnist-logistic
          """)
  void unusableFileIsRefused(String file, String message) throws IOException {
    float[] nan = new float[2 * VALUES];
    nan[VALUES] = Float.NaN;
    Files.write(folder.resolve("cut.npy"), Arrays.copyOf(stimuli, stimuli.length - 4));
    Files.writeString(folder.resolve("text.npy"), "text");
    Files.write(folder.resolve("nan.npy"), Npy.floats(nan, 2, 28, 28));
    float[] faint = new float[2 * VALUES];
    faint[VALUES] = 5e-9f;
    Files.write(folder.resolve("faint.npy"), Npy.floats(faint, 2, 28, 28));
    Files.write(folder.resolve("none.npy"), Npy.floats(new float[0], 2, 0, 28));
    Files.write(folder.resolve("small.npy"), Npy.floats(new float[2 * 196], 2, 14, 14));
    Files.write(folder.resolve("flat.npy"), Npy.floats(new float[2 * VALUES], 2, VALUES));

    assertThat(
            run("out", "{ kind = recorded, file = %s }".formatted(file), "{ max-trials = 100 }")
                .exited(2)
                .err())
        .contains(
            "study.stimulus.file is %s, %s".formatted(folder.toRealPath().resolve(file), message));
  }

  @Test
  void areNotComparedWithThemselvesUnderAnotherSeed() throws IOException {
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study {
              name = shown
              observer.model = mnist-logistic
              stimulus { kind = recorded, file = stimuli.npy }
              block-size = 100
              stop { max-trials = 800 }
            }
            """);

    assertThat(
            CommandRun.of(
                    "compare",
                    study.toString(),
                    "--seeds",
                    "2",
                    "--out",
                    folder.resolve("compared").toString(),
                    "--data-dir",
                    folder.toString())
                .exited(2)
                .err())
        .isEqualTo(
            "revcor compare: %s is the study \"shown\" of recorded stimuli with more than one seed; it must be a study with one seed, since recorded stimuli are the same with every seed\n"
                .formatted(study));
  }

  @Test
  void missingFileIsRefused() throws IOException {
    assertThat(
            run("out", "{ kind = recorded, file = none.npy }", "{ max-trials = 100 }")
                .exited(2)
                .err())
        .contains("none.npy, which does not exist; it must be a NumPy file of finite numbers");
  }

  @Test
  void gradientsAndAntitheticPairsAreRefused() throws IOException {
    String recorded = "{ kind = recorded, file = stimuli.npy%s }";

    assertThat(run("out", recorded.formatted(", antithetic = true"), "{ max-trials = 800 }").err())
        .contains("study.stimulus.antithetic is true; it must be false");
    assertThat(
            run("out", recorded.formatted(""), "{ max-trials = 800 }, estimator = gradient").err())
        .contains("it must be average with recorded stimuli, whose law is unknown");
  }
}
