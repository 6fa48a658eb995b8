package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.file.Npy;
import org.revcor.inference.Platform;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.KernelChoice;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

@Tag("full")
final class FoldCommandTest {
  private static final int BLOCK = 100;
  private static final int TRIALS = 800;
  private static final int VALUES = 784;
  private static final int SIDE = 8;

  @TempDir private Path folder;

  private CommandRun fold(String stimuli, String responses, String kind, String... options) {
    return CommandRun.of(
        List.of(
            "fold",
            "--stimuli",
            folder.resolve(stimuli).toString(),
            "--responses",
            folder.resolve(responses).toString(),
            "--kind",
            kind,
            "--out",
            folder.resolve("folded").toString(),
            "--lanes",
            "2"),
        options);
  }

  private void write(String name, float[] values, int... shape) throws IOException {
    Files.write(folder.resolve(name), Npy.floats(values, shape));
  }

  /** Writes integers as numpy.save writes int64. */
  private void writeIntegers(String name, int... values) throws IOException {
    String header =
        "{'descr': '<i8', 'fortran_order': False, 'shape': (%d,), }".formatted(values.length);
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(128 + 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) 118)
            .put(padded.getBytes(StandardCharsets.US_ASCII));
    for (int value : values) {
      file.putLong(value);
    }
    Files.write(folder.resolve(name), file.array());
  }

  private float[] values(String file) throws IOException {
    return Npy.floats(Files.readAllBytes(folder.resolve("folded").resolve(file)));
  }

  /** Runs a study of a network, and writes its stimuli and the probabilities of the network. */
  private float[] recordStudy(String readout) throws IOException {
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study {
              seed = 5, observer.model = mnist-logistic, readout.kind = %s, block-size = %d, stop.max-trials = %d
            }
            """
                .formatted(readout, BLOCK, TRIALS));
    CommandRun.of("run", study.toString(), "--out", folder.resolve("made").toString()).exited(0);
    float[] stimuli = new float[TRIALS * VALUES];
    StimulusSequence sequence =
        new StimulusSequence(new WhiteNoise(new UniformLaw(), VALUES), false);
    for (int block = 0; block < TRIALS / BLOCK; block++) {
      int first = block * BLOCK;
      sequence.draw(
          5,
          block,
          BLOCK,
          (trial, drawn) -> System.arraycopy(drawn, 0, stimuli, (first + trial) * VALUES, VALUES));
    }
    write("stimuli.npy", stimuli, TRIALS, 1, 28, 28);
    float[] probabilities = probabilities(stimuli);
    write("probabilities.npy", probabilities, TRIALS, 10);
    return probabilities;
  }

  /** Shows the stimuli in batches of half a block, by the kernels of the study. */
  private float[] probabilities(float[] stimuli) {
    JniUtils.setNumThreads(1);
    ObserverSource source = new Catalogue(folder).named("mnist-logistic");
    try (Observer network =
            Platform.ofThisMachine(KernelChoice.AUTO).kernelsOf(source).load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] all = new float[TRIALS * 10];
      int half = BLOCK / 2;
      for (int first = 0; first < TRIALS; first += half) {
        NDArray batch =
            manager.create(
                Arrays.copyOfRange(stimuli, first * VALUES, (first + half) * VALUES),
                new Shape(half, 1, 28, 28));
        float[] rows =
            ClassReadout.PROBABILITY
                .responses(network.forward(batch), network.description())
                .toFloatArray();
        System.arraycopy(rows, 0, all, first * 10, rows.length);
      }
      return all;
    }
  }

  private void assertFoldedAsMade() {
    for (String file : List.of("maps.npy", "counts.npy", "half-a.npy", "half-b.npy")) {
      assertThat(folder.resolve("folded").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("made").resolve(file));
    }
  }

  @Test
  void probabilitiesOfAStudyGiveItsMaps() throws IOException {
    recordStudy("probability");

    fold("stimuli.npy", "probabilities.npy", "probabilities", "--block-size", "100").exited(0);

    assertFoldedAsMade();
  }

  /** 1 minus the sum of the others can be below 0 in float32. */
  @Test
  void probabilitiesBelowZeroByRoundingAreZero() throws IOException {
    float[] probabilities = recordStudy("probability");
    for (float none : new float[] {0, -1.1920929e-7f}) {
      probabilities[0] = none;
      write("probabilities.npy", probabilities, TRIALS, 10);
      fold("stimuli.npy", "probabilities.npy", "probabilities").exited(0);
      Files.move(folder.resolve("folded"), folder.resolve(none == 0 ? "zero" : "below"));
    }

    assertThat(folder.resolve("below").resolve("maps.npy"))
        .hasSameBinaryContentAs(folder.resolve("zero").resolve("maps.npy"));
  }

  @Test
  void labelsOfAStudyGiveItsMaps() throws IOException {
    float[] probabilities = recordStudy("label");
    int[] labels = new int[TRIALS];
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[i / 10 * 10 + labels[i / 10]]) {
        labels[i / 10] = i % 10;
      }
    }
    writeIntegers("labels.npy", labels);

    fold(
            "stimuli.npy",
            "labels.npy",
            "labels",
            "--block-size",
            "100",
            "--channels",
            "0,1,2,3,4,5,6,7,8,9")
        .exited(0);

    assertFoldedAsMade();
  }

  /** Gaussian noise with correlated columns, 8 x 8, and the spikes of a neuron with a filter. */
  private float[] recordNeuron(int trials) throws IOException {
    Random random = new Random(1);
    float[] filter = new float[SIDE * SIDE];
    filter[27] = 1;
    filter[28] = -1;
    float[] stimuli = new float[trials * filter.length];
    int[] spikes = new int[trials];
    for (int t = 0; t < trials; t++) {
      double drive = 0;
      double last = 0;
      for (int i = 0; i < filter.length; i++) {
        last = (i % SIDE == 0 ? 0 : .7 * last) + random.nextGaussian();
        stimuli[t * filter.length + i] = (float) last;
        drive += filter[i] * last;
      }
      spikes[t] = (int) Math.floor(Math.max(0, 2 * drive) + random.nextDouble());
    }
    write("noise.npy", stimuli, trials, SIDE, SIDE);
    writeIntegers("spikes.npy", spikes);
    return filter;
  }

  private static double correlation(float[] a, float[] b) {
    double products = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      products += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    return products / Math.sqrt(squaresA * squaresB);
  }

  @Test
  void whiteningRecoversTheFilterOfANeuronFromCorrelatedStimuli() throws IOException {
    float[] filter = recordNeuron(20_000);

    fold("noise.npy", "spikes.npy", "activations", "--keys", "whiten = true, ridge = 0").exited(0);

    assertThat(correlation(values("maps.npy"), filter)).isGreaterThan(.98);
    CommandRun.of("analyse", folder.resolve("folded").toString()).exited(0);
    assertThat(folder.resolve("folded/significance.json")).isNotEmptyFile();
  }

  /** A neuron that responds to the square of a filter has no map, but an axis. */
  @Test
  void covarianceFindsTheFilterOfAnEnergyNeuron() throws IOException {
    int trials = 20_000;
    float[] stimuli = new float[trials * SIDE * SIDE];
    int[] spikes = new int[trials];
    Random random = new Random(2);
    for (int i = 0; i < stimuli.length; i++) {
      stimuli[i] = (float) random.nextGaussian();
    }
    for (int t = 0; t < trials; t++) {
      int pixel = t * SIDE * SIDE + 27;
      double drive = (stimuli[pixel] - stimuli[pixel + 1]) / Math.sqrt(2);
      spikes[t] = (int) Math.floor(drive * drive + random.nextDouble());
    }
    write("white.npy", stimuli, trials, SIDE, SIDE);
    writeIntegers("spikes.npy", spikes);

    fold("white.npy", "spikes.npy", "activations", "--independent", "--keys", "covariance {}")
        .exited(0);

    float[] axis = Arrays.copyOf(values("stc-axes.npy"), SIDE * SIDE);
    float[] filter = new float[SIDE * SIDE];
    filter[27] = 1;
    filter[28] = -1;
    assertThat(Math.abs(correlation(axis, filter))).isGreaterThan(.98);
    assertThat(Math.abs(correlation(values("maps.npy"), filter))).isLessThan(.5);
  }

  @Test
  void trialsBeyondWholeBlocksAreNamed() throws IOException {
    recordNeuron(1_001);

    CommandRun run = fold("noise.npy", "spikes.npy", "activations");

    run.exited(0);
    assertThat(run.out()).contains("the last 1 of 1001 trials are not used: blocks have 20 trials");
    assertThat(Files.readString(folder.resolve("folded/summary.json")))
        .containsPattern("\"trials\" ?: ?1000");
  }

  @Test
  void otherResponsesNeedAnotherFolder() throws IOException {
    recordNeuron(400);
    fold("noise.npy", "spikes.npy", "activations").exited(0);
    int[] others = new int[400];
    others[7] = 1;
    writeIntegers("spikes.npy", others);

    assertThat(fold("noise.npy", "spikes.npy", "activations").exited(2).err())
        .contains("--out is ", "it must be an empty or new folder");
  }

  @Test
  void foldingAgainKeepsTheResponsesOfAnotherStudy() throws IOException {
    recordNeuron(400);
    fold("noise.npy", "spikes.npy", "activations").exited(0);
    Path others = Files.createDirectories(folder.resolve("others"));
    Path log = Files.writeString(others.resolve("responses.log"), "responses of another study");

    assertThat(
            CommandRun.of("refold", folder.resolve("folded").toString(), "--out", others.toString())
                .exited(2)
                .err())
        .contains("which has other responses; it must be an empty or new folder");
    assertThat(log).hasContent("responses of another study");
  }

  @Test
  void foldingAgainSaysThatResponsesAreMissing() throws IOException {
    recordNeuron(400);
    fold("noise.npy", "spikes.npy", "activations").exited(0);
    Path log = folder.resolve("folded").resolve("responses.log");
    byte[] bytes = Files.readAllBytes(log);

    Files.write(log, Arrays.copyOf(bytes, bytes.length - 1));
    CommandRun cut = refold("cut");

    cut.exited(0);
    assertThat(cut.err())
        .contains(
            "warning: the response log is incomplete: it has the responses to the first 392 of the"
                + " 400 trials of the study");

    Files.write(log, bytes);
    assertThat(refold("whole").err()).doesNotContain("warning");
  }

  private CommandRun refold(String out) {
    return CommandRun.of(
        "refold", folder.resolve("folded").toString(), "--out", folder.resolve(out).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          noise.npy | short.npy | activations | --responses is short.npy, an array of 3; it must be an array of 400 trials, as the stimuli are
          spikes.npy | spikes.npy | activations | --stimuli is spikes.npy, an array of 400; it must be an array of trials x rows x columns or trials x planes x rows x columns
          noise.npy | noise.npy | activations | --responses is noise.npy, an array of 400 x 8 x 8; it must be an array of trials x channels, or trials
          noise.npy | floats.npy | labels | --responses is floats.npy, an array of type <f4; it must be an array of integers, such as labels.astype(int)
          noise.npy | noise.npy | labels | --responses is noise.npy, an array of type <f4; it must be an array of integers
          noise.npy | negative.npy | labels | --responses is -1.0 in trial 5; it must be a class from 0 to 1
          noise.npy | implausible.npy | labels | --responses is 2000000000, a label; it must be labels from 0 to 99999
          noise.npy | nan.npy | activations | --responses is NaN in trial 399; it must be finite
          noise.npy | floats.npy | probabilities | study.readout.kind is probability; it must be logit, since external has one class
          noise.npy | none.npy | activations | --responses is none.npy, which does not exist; it must be a NumPy file of numbers (little-endian float32, float64, integers or booleans, in C order), as numpy.save(FILE, numpy.ascontiguousarray(a, "float32")) writes them
          noise.npy | cut.npy | activations | --responses is cut.npy, a truncated NumPy file; it must be a NumPy file of numbers (little-endian float32, float64, integers or booleans, in C order)
          none8.npy | none8.npy | activations | --stimuli is none8.npy, an array of 0 x 8 x 8; it must be an array of at least 2 trials
          one8.npy | one8.npy | activations | --stimuli is one8.npy, an array of 1 x 8 x 8; it must be an array of at least 2 trials
          equal.npy | spikes.npy | activations | study.stimulus.file is equal.npy, whose stimuli are all equal; it must be a file of different stimuli
          noise.npy | large.npy | probabilities | --responses is 1.5 in trial 0; it must be in [0, 1]; logits need output = logits (revcor fold --kind activations)
          noise.npy | spikes.npy | spikes | --kind is spikes; it must be one of labels, probabilities, activations
          """)
  void arraysThatDoNotMatchAreRefused(String stimuli, String responses, String kind, String message)
      throws IOException {
    recordNeuron(400);
    int[] negative = new int[400];
    negative[5] = -1;
    writeIntegers("negative.npy", negative);
    negative[5] = 2_000_000_000;
    writeIntegers("implausible.npy", negative);
    writeIntegers("short.npy", 1, 0, 1);
    float[] floats = new float[400];
    write("floats.npy", floats, 400);
    write("none8.npy", new float[0], 0, SIDE, SIDE);
    write("one8.npy", new float[SIDE * SIDE], 1, SIDE, SIDE);
    float[] equal = new float[400 * SIDE * SIDE];
    Arrays.fill(equal, .3f);
    write("equal.npy", equal, 400, SIDE, SIDE);
    float[] large = new float[800];
    Arrays.fill(large, 1.5f);
    write("large.npy", large, 400, 2);
    byte[] whole = Files.readAllBytes(folder.resolve("floats.npy"));
    Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, whole.length - 1));
    floats[399] = Float.NaN;
    write("nan.npy", floats, 400);

    assertThat(fold(stimuli, responses, kind).exited(2).err().replace(folder + "/", ""))
        .contains(message);
    assertThat(folder.resolve("folded/maps.npy")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --channels | a,b | --channels is 2 names; it must be 1 names, as the responses have channels
          --block-size | 401 | --block-size is 401, of 400 trials; it must be an even number from 2 to the number of trials
          --block-size | 3 | study.block-size is 3; it must be an even number
          --keys | seed = | --keys, line 1, is not HOCON
          --keys | block-size = 4 | --keys is with block-size; it must be without it, since it follows from the arrays
          --keys | estimator = gradient | study.estimator is
          """)
  void unsuitableOptionsAreRefused(String option, String value, String message) throws IOException {
    recordNeuron(400);

    assertThat(fold("noise.npy", "spikes.npy", "activations", option, value).exited(2).err())
        .contains(message);
  }
}
