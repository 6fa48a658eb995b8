package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.estimate.Reliability;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.Observer;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;

/** Activations of units and edits of observers, from study file to results. */
@Tag("full")
final class ActivationStudyTest {
  private static final int SIDE = 28;
  private static final int TRIALS = 20_000;

  @TempDir private Path folder;

  /**
   * For r = Σwx + b under Gaussian noise of variance σ² the kernel's value at pixel i has variance
   * (Σw² + w_i²)/n, by the fourth moment 3σ⁴. So the squared errors in those units have mean 1; of
   * 500 values, in 20 groups that share their Σw², its sd is about .1.
   */
  @Test
  void kernelsOfLinearUnitsAreTheirWeights() throws Exception {
    run("gaussian", "layer = conv1", "kernels", 2);

    float[] kernels = array("kernels/maps.npy").values();
    float[] weights = weightsOfConv1();
    double chi2 = 0;
    for (int i = 0; i < kernels.length; i++) {
      double power = 0;
      for (int j = i / 25 * 25; j < i / 25 * 25 + 25; j++) {
        power += weights[j] * weights[j];
      }
      double variance = (power + weights[i] * weights[i]) / TRIALS;
      chi2 += Math.pow(kernels[i] - weights[i], 2) / variance;
    }
    assertThat(array("kernels/maps.npy").shape()).containsExactly(20, 1, 5, 5);
    assertThat(chi2 / kernels.length).isBetween(0.75, 1.25);
  }

  /**
   * For Gaussian noise and any function of Σwx the triggered mean is μ plus a multiple of w
   * (Bussgang, 1952). So its correlation r with w over the 25 pixels falls below 1 by its error
   * alone: 1/r² - 1 is N/S on average, less two of 25 degrees of freedom, with N = ΣSE² and S the
   * power of its structure. Over 20 units the sd of that is √(2/23/20) = .07 of it. Here N/S is
   * below .005, so every r is above .997.
   */
  @Test
  void triggeredMeansOfRectifiedUnitsAreTheirWeightsUpToAFactor() throws Exception {
    StudyView end = run("gaussian", "layer = conv1.relu", "sta", 2, "conventions = paper");

    float[] maps = array("sta/maps.npy").values();
    float[] errors = array("sta/errors.npy").values();
    float[] weights = weightsOfConv1();
    double excess = 0;
    for (int unit = 0; unit < 20; unit++) {
      float[] map = unit(maps, unit);
      double noise = 0;
      for (float error : unit(errors, unit)) {
        noise += error * error;
      }
      double r = Reliability.correlation(map, unit(weights, unit));
      assertThat(r).as("unit %d", unit).isGreaterThan(0.997);
      excess += (1 / (r * r) - 1) / (noise / (power(map) - noise)) / 20;
    }
    assertThat(excess).isCloseTo(23 / 25.0, within(0.25));
    assertThat(end.setup().shape()).containsExactly(1, 5, 5);
    assertThat(end.setup().readout()).isEqualTo("activation");
    assertThat(end.setup().conventions()).containsEntry("estimand", "triggered-mean");
    assertThat(end.channels()).allMatch(channel -> channel.corner().equals(List.of(12, 12)));
    assertThat(end.channels().get(3).name()).isEqualTo("conv1.relu[3,12,12]");
  }

  /** The order of the sums differs: float32 over 20,000 trials allows 1e-5 of the largest value. */
  @Test
  void croppedMapsAreCutFromTheWholeOnes() throws Exception {
    String units = "layer = conv2.relu, units = \"0-1\", at = [0, 7]";
    StudyView cropped = run("uniform", units, "cropped", 2);
    StudyView whole = run("uniform", units + ", crop = false", "whole", 2);

    assertThat(cropped.setup().shape()).containsExactly(1, 14, 14);
    assertThat(whole.setup().shape()).containsExactly(1, SIDE, SIDE);
    assertThat(cropped.channels().get(1).corner()).containsExactly(0, 14);
    assertThat(whole.channels().get(1).corner()).containsExactly(0, 0);
    for (String file : new String[] {"maps.npy", "errors.npy", "half-a.npy", "z.npy"}) {
      Npy.Array part = array("cropped/" + file);
      Npy.Array all = array("whole/" + file);
      assertThat(part.shape()).containsExactly(2, 1, 14, 14);
      float largest = 0;
      for (float value : all.values()) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < part.values().length; i++) {
        int row = i / 14 % 14;
        float expected = all.values()[i / 196 * SIDE * SIDE + row * SIDE + 14 + i % 14];
        assertThat(part.values()[i]).as(file).isCloseTo(expected, within(1e-5f * largest));
      }
    }
    assertThat(Files.readAllBytes(folder.resolve("cropped/counts.npy")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/counts.npy")));
  }

  /** 64 windows whose channels are interleaved. */
  @Test
  void resultsAreTheSameBytesWithOneLaneAndTwo() throws Exception {
    String units = "layer = conv2, units = [7, 3], at = everywhere";
    run("uniform", units, "one", 1, "stop.max-trials = 5000");
    run("uniform", units, "two", 2, "stop.max-trials = 5000");
    for (String file :
        new String[] {"maps.npy", "errors.npy", "z.npy", "counts.npy", "history.csv"}) {
      assertThat(Files.readAllBytes(folder.resolve("two").resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(folder.resolve("one").resolve(file)));
    }
    assertThat(array("one/maps.npy").shape()).containsExactly(128, 1, 14, 14);
  }

  @Test
  void lesionedUnitHasABlankKernel() throws Exception {
    run(
        """
        observer { model = mnist-cnn, edits = [{ kind = scale, layer = conv1, units = 2, factor = 0 }] }
        readout { kind = activation, layer = conv1, units = "1-2" }
        stop.max-trials = 2000
        """,
        "lesion",
        1);
    float[] maps = array("lesion/maps.npy").values();
    assertThat(unit(maps, 0)).doesNotContain(0);
    assertThat(unit(maps, 1)).containsOnly(0);
  }

  @Test
  void folderOfAnotherVariantIsRefused() throws Exception {
    injection("means.npy", 1);
    run(study("means.npy"), "taken", 1);
    injection("means.npy", 2);
    assertRefused(() -> run(study("means.npy"), "taken", 1))
        .hasMessageContaining("--out is ")
        .hasMessageContaining("(observer.digest is sha256:")
        .hasMessageEndingWith(
            "an empty or new folder, or the folder of this study (with --fresh, revcor run and"
                + " revcor known replace its content)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.npy | missing.npy, which does not exist; it must be an existing NumPy file (.npy)
          study.conf | study.conf, not a NumPy file of version 1.0; it must be a NumPy file (.npy) of float32 or float64
          turned.npy | turned.npy, an array of 1 x 5 x 2; it must be an array of 10 x 1 x 1, the shape of layer logits
          """)
  void invalidInjectionsAreRefused(String file, String message) throws IOException {
    write("turned.npy", new float[10], 1, 5, 2);
    assertRefused(
        () -> run(study(file), "refused", 1),
        "study.observer.edits[0].file is " + folder.toAbsolutePath() + "/" + message);
  }

  @Test
  void missingLayersAndUnitsAreRefused() {
    assertRefused(() -> run("uniform", "layer = covn1", "refused", 1))
        .hasMessageStartingWith("study.readout.layer is covn1; it must be one of input, conv1, ")
        .hasMessageEndingWith("; did you mean conv1? (the layers of mnist-cnn)");
    assertThatThrownBy(() -> run("uniform", "layer = conv1, units = 20", "refused", 1))
        .hasMessage("study.readout.units is 20; it must be from 0 to 19 for conv1");
    assertThatThrownBy(
            () ->
                run(
                    "observer { model = mnist-cnn, edits = [{ kind = add-bias, layer = conv1,"
                        + " amount = [1, 2] }] }",
                    "refused",
                    1))
        .hasMessage(
            "study.observer.edits[0].amount is a list of 2; it must be one number, or one for each"
                + " of the 20 units");
  }

  @Test
  void observerLargerThanALaneIsRefused() {
    assertRefused(
        () -> run("observer.model = mnist-cnn", "refused", 1, 1 << 20),
        "study.observer is mnist-cnn, which takes 1.6 MiB on a lane; it must be an observer"
            + " that fits into the 1.0 MiB of a lane (setting lanes.observer-memory)");
  }

  /** Each value has five sums, plus two halves of two blocks: 72 bytes on one lane. */
  @Test
  void mapsLargerThanMemoryAreRefused() {
    PreparedStudy study =
        PreparedStudy.of(
            StudyFile.parseJson(
                """
                {"observer": {"model": "mnist-cnn"},
                 "readout": {"kind": "activation", "layer": "conv1", "at": "everywhere", "crop": false}}
                """),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            Platform.ofThisMachine(),
            new Capacity(1, 1 << 24, 1L << 30));
    Capacity small = new Capacity(1, 1 << 24, 512 << 20);
    assertRefused(
        () -> small.requireFits(study),
        "study.readout is a readout with 11,520 maps of 784 values, whose sums take 690.6 MiB"
            + " on one lane; it must be a readout with fewer or smaller maps, to fit into the"
            + " 512.0 MiB of this process (REVCOR_JAVA_OPTS=-Xmx4g raises the limit)");
  }

  private static String study(String file) {
    return """
    observer { model = mnist-cnn, edits = [{ kind = inject, layer = logits, file = "%s" }] }
    readout { kind = activation, layer = logits }
    stop.max-trials = 2000
    """
        .formatted(file);
  }

  private Npy.Array injection(String file, float factor) throws IOException {
    float[] values = new float[10];
    for (int i = 0; i < values.length; i++) {
      values[i] = factor * (i - 3);
    }
    write(file, values, 1, 10);
    return new Npy.Array("<f4", new int[] {1, 10}, values);
  }

  private void write(String file, float[] values, int... shape) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }\n"
            .formatted(Arrays.toString(shape).replace('[', '(').replace(']', ')'));
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (float value : values) {
      bytes.putFloat(value);
    }
    Files.write(folder.resolve(file), bytes.array());
  }

  private static float[] unit(float[] maps, int unit) {
    return Arrays.copyOfRange(maps, unit * 25, unit * 25 + 25);
  }

  private static double power(float[] map) {
    double mean = 0;
    for (float value : map) {
      mean += value / map.length;
    }
    double power = 0;
    for (float value : map) {
      power += Math.pow(value - mean, 2);
    }
    return power;
  }

  private float[] weightsOfConv1() {
    float[] weights = new float[20 * 25];
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Observer observer = new Catalogue(folder).named("mnist-cnn").load(Device.cpu())) {
      NDArray blank = manager.zeros(new Shape(1, 1, SIDE, SIDE));
      for (int unit = 0; unit < 20; unit++) {
        int map = unit;
        float[] gradient =
            observer
                .gradient(blank, "conv1", values -> values.get(":, {}, 12, 12", map))
                .gradient()
                .toFloatArray();
        for (int i = 0; i < 25; i++) {
          weights[unit * 25 + i] = gradient[(12 + i / 5) * SIDE + 12 + i % 5];
        }
      }
    }
    return weights;
  }

  private Npy.Array array(String file) throws IOException {
    return Npy.read(Files.readAllBytes(folder.resolve(file)));
  }

  private StudyView run(String law, String readout, String out, int lanes, String... more)
      throws Exception {
    return run(
        """
        observer.model = mnist-cnn
        stimulus.law = %s
        readout { kind = activation, %s }
        stop.max-trials = %d
        %s
        """
            .formatted(law, readout, TRIALS, String.join("\n", more)),
        out,
        lanes);
  }

  private StudyView run(String study, String out, int lanes) throws Exception {
    return run(study, out, lanes, 1 << 24);
  }

  private StudyView run(String study, String out, int lanes, long observerBytes) throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), "study {\n" + study + "\n}");
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.read(file),
            new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
            folder.resolve(out),
            new LaneSettings(lanes, Duration.ofSeconds(60), 3, observerBytes),
            Duration.ofSeconds(30))) {
      return running.end().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
  }
}
