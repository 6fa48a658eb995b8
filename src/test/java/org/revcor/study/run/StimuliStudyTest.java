package org.revcor.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.Refusals;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.file.Npy;
import org.revcor.inference.Platform;
import org.revcor.observer.Observer;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingSet;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Studies with stimuli of every kind. */
@Tag("full")
final class StimuliStudyTest extends StudyRuns {
  private static final String SIGNAL =
      "\"kind\": \"signal-in-noise\", \"data\": \"mnist\", \"classes\": [\"1\", \"7\"], \"gamma\":"
          + " 0.4";

  @ParameterizedTest
  @ValueSource(
      strings = {
        SIGNAL,
        "\"kind\": \"images\", \"data\": \"mnist\"",
        "\"kind\": \"images\", \"data\": \"mnist\", \"noise-sd\": 0.2, \"antithetic\": true",
        "\"kind\": \"bubbles\", \"data\": \"mnist\", \"width\": [2, 3]",
        "\"kind\": \"bubbles\", \"law\": \"uniform\"",
        "\"kind\": \"bubbles\", \"law\": \"uniform\", \"size\": [7, 14]",
        "\"kind\": \"white-noise\", \"size\": [14, 7]",
        "\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\"",
        "\"kind\": \"gabor-pca\", \"basis\": \"gabor-mnist\", \"space\": \"latent\","
            + " \"antithetic\": true"
      })
  void sameBytesWithOneAndTwoLanes(String stimulus) throws Exception {
    String study =
        """
        {"observer": {"model": "mnist-cnn"}, "stimulus": {%s}, "block-size": 100,
         "stop": {"max-trials": 400}}
        """
            .formatted(stimulus);
    run(study, "one", 1);
    run(study, "two", 2);
    assertSameResults("one", "two");
  }

  /**
   * The noise kernel of a linear network is its weights times the share of the noise. The slope of
   * one on the other has an error of √Σw²SE² / Σw².
   */
  @Test
  void kernelOfNoiseAroundASignalIsTheWeightsTimesItsShare() throws Exception {
    run(
        """
        {"observer": {"model": "mnist-logistic"}, "readout": {"kind": "logit"},
         "stimulus": {"kind": "signal-in-noise", "data": "mnist", "gamma": 0.4},
         "stop": {"max-trials": 20000}}
        """,
        "linear",
        2);
    float[] maps = array("linear/maps.npy");
    float[] errors = array("linear/errors.npy");
    for (int channel : new int[] {0, 7}) {
      double product = 0;
      double power = 0;
      double squaredError = 0;
      float[] weights = weights(channel);
      for (int i = 0; i < 784; i++) {
        double w = weights[i];
        product += w * maps[channel * 784 + i];
        power += w * w;
        squaredError += Math.pow(w * errors[channel * 784 + i], 2);
      }
      assertThat(product / power).isCloseTo(0.6, within(4.5 * Math.sqrt(squaredError) / power));
      assertThat(Math.sqrt(squaredError) / power).isLessThan(0.03);
    }
  }

  @Test
  void mapsOfStimuliOfTheirOwnSizeHaveThatSize() throws Exception {
    StudyView small =
        run(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {"size": [7, 14]},
             "readout": {"kind": "logit"}, "stop": {"max-trials": 400}}
            """,
            "small",
            1);
    assertThat(small.setup().shape()).containsExactly(1, 7, 14);
    assertThat(array("small/maps.npy")).hasSize(10 * 7 * 14).doesNotContain(Float.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "stimulus": {"size": [28, 29]} | at most [28, 28], the input of mnist-cnn
          "stimulus": {"size": [9, 9]}, "estimator": "gradient", "readout": {"kind": "logit"} | left out with an estimator that takes gradients, which are of the input's pixels
          """)
  void refusesASize(String study, String expected) {
    Refusals.assertRefused(
            () -> run("{\"observer\": {\"model\": \"mnist-cnn\"}, " + study + "}", "refused", 1))
        .hasMessageContaining("study.stimulus.size is [")
        .hasMessageEndingWith("it must be " + expected);
  }

  /** Both auto-encoders, trained for one epoch on the first test images. */
  @ParameterizedTest
  @ValueSource(strings = {"mnist-vae", "mnist-autoencoder"})
  void imagesOfAnAutoEncoderGiveTheSameBytes(String name) throws Exception {
    trained(name, 1);
    String study =
        """
        {"observer": {"model": "mnist-cnn"},
         "stimulus": {"kind": "generator", "decoder": "%s", "space": "%s"},
         "readout": {"kind": "probability"}, "stop": {"max-trials": 800}}
        """;
    StudyView pixels = run(study.formatted(name, "pixel"), "one", 1);
    run(study.formatted(name, "pixel"), "two", 2);
    assertThat(pixels.setup().shape()).containsExactly(1, 28, 28);
    assertThat(pixels.setup().plan().platform().engine()).endsWith(Observer.OPERATIONS_WITH_LAYERS);
    assertThat(folder.resolve("two/maps.npy"))
        .hasSameBinaryContentAs(folder.resolve("one/maps.npy"));
    StudyView latent = run(study.formatted(name, "latent"), "latent", 1);
    assertThat(latent.setup().shape()).containsExactly(1, 1, name.equals("mnist-vae") ? 3 : 9);
    assertThat(latent.setup().conventions()).containsEntry("averaged", "latent numbers");
  }

  private void trained(String name, long seed) throws IOException {
    Images all = DataSets.shippedTest("mnist").orElseThrow();
    int n = 500;
    Images images =
        new Images(
            "mnist",
            1,
            28,
            28,
            all.classes(),
            Arrays.copyOf(all.pixels(), n * 784),
            Arrays.copyOf(all.labels(), n));
    Training.run(
            Recipe.named(name),
            new TrainingSet(images, images),
            new TrainingOptions(name, 1, seed, 50, 1e-3, 1),
            progress -> {})
        .orElseThrow()
        .write(folder);
  }

  @Test
  void decoderOfPlanesInAnotherOrderIsRefused() throws Exception {
    assertRefused(
        """
        {"observer": {"file": "%s", "input": [3, 2, 2]},
         "stimulus": {"kind": "generator", "decoder-file": "%s", "latent": {"values": 12}}}
        """
            .formatted(file("rgb.pt"), file("decoder-of-planes-last.pt")),
        "study.stimulus.decoder-file is a decoder whose images have the shape [2, 2, 3]; it must be"
            + " one whose images have the shape [3, 2, 2] (planes, rows, columns) or are flat in"
            + " this order");
  }

  private Path file(String network) throws URISyntaxException {
    return Path.of(getClass().getResource("/org/revcor/observer/file/" + network).toURI());
  }

  /** Every trial has one signal and one response. */
  @Test
  void channelsSplitBySignalPartitionTheTrials() throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {%s},
             "readout": {"kind": "label", "by-signal": true}, "stop": {"max-trials": 4000}}
            """
                .formatted(SIGNAL),
            "cells",
            2);
    assertThat(end.channels()).hasSize(20);
    assertThat(end.channels().get(11).name()).isEqualTo("7 as 1");
    double ofOnes = end.channels().stream().limit(10).mapToDouble(c -> c.count()).sum();
    double ofSevens = end.channels().stream().skip(10).mapToDouble(c -> c.count()).sum();
    assertThat(ofOnes + ofSevens).isEqualTo(4_000);
    assertThat(ofOnes).isCloseTo(2_000, within(4.5 * Math.sqrt(1_000)));
    assertThat(end.channels().get(1).count()).isGreaterThan(end.channels().get(11).count());
    float[] maps = array("cells/maps.npy");
    Npy.Array image = Npy.read(Files.readAllBytes(folder.resolve("cells/classification.npy")));
    assertThat(image.shape()).containsExactly(1, 1, 28, 28);
    for (int i = 0; i < 784; i++) {
      float asSeven = maps[7 * 784 + i] + maps[17 * 784 + i];
      float asOne = maps[784 + i] + maps[11 * 784 + i];
      assertThat(image.values()[i]).isEqualTo(asSeven - asOne);
    }
    assertThat(folder.resolve("cells/classification-errors.npy")).isNotEmptyFile();
    assertThat(folder.resolve("cells/classification.png")).isNotEmptyFile();
  }

  /** The map of a class that is almost always classified correctly is the mean of its images. */
  @Test
  void mapsOfImagesAreTheMeansOfTheClasses() throws Exception {
    run(
        """
        {"observer": {"model": "mnist-cnn"}, "conventions": "paper",
         "stimulus": {"kind": "images", "data": "mnist", "classes": ["0", "1"]},
         "stop": {"max-trials": 4000}}
        """,
        "means",
        1);
    float[] maps = array("means/maps.npy");
    float[] zero = Arrays.copyOfRange(maps, 0, 784);
    float[] one = Arrays.copyOfRange(maps, 784, 1_568);
    assertThat(zero[14 * 28 + 14]).isLessThan(0.1f);
    assertThat(one[14 * 28 + 14]).isGreaterThan(0.8f);
  }

  /** Over all classes the mean of x² is that of the law, 1/3 with an error of √(4/45/n) a pixel. */
  @Test
  void mapsOfTheAuthorsAreRootsOfMeanSquares() throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-cnn"}, "conventions": "authors", "stop": {"max-trials": 4000}}
            """,
            "authors",
            2);
    assertThat(end.setup().conventions()).containsEntry("estimand", "root-mean-square");
    float[] maps = array("authors/maps.npy");
    double sum = 0;
    for (int i = 0; i < maps.length; i++) {
      double count = end.channels().get(i / 784).count();
      sum += count == 0 ? 0 : count * maps[i] * maps[i] / (784 * 4_000.0);
    }
    assertThat(sum).isCloseTo(1 / 3.0, within(4.5 * Math.sqrt(4 / 45.0 / (784 * 4_000))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mnist-cnn | "conventions": "authors", "readout": {"kind": "logit"} | study.conventions is authors; it must be default or paper with readout logit, whose mean square may be negative and then has no root
          mnist-cnn | "readout": {"by-signal": true} | study.readout.by-signal is true; it must be false, since these stimuli have no signal; signal-in-noise, images and bubbles on images have one
          mnist-cnn | "stimulus": {"kind": "images", "data": "mnist"}, "readout": {"kind": "logit", "by-signal": true} | study.readout.by-signal is true; it must be false with readout logit, where 0 does not mean no response; label and probability can be split
          mnist-cnn | "stimulus": {"kind": "images", "data": "mnist", "classes": ["1", "eleven"]} | study.stimulus.classes is eleven; it must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
          cifar10-cnn | "stimulus": {"kind": "images", "data": "mnist"} | study.stimulus.data is mnist, images of 1 x 28 x 28; it must be a data set of images of 3 x 32 x 32, the input of cifar10-cnn
          cifar10-cnn | "stimulus": {"kind": "gabor-pca", "basis": "gabor-mnist"} | study.stimulus.basis is gabor-mnist, fitted to images of 1 x 28 x 28; it must be a basis for images of 3 x 32 x 32, the input of cifar10-cnn
          mnist-cnn | "stimulus": {"kind": "generator", "decoder": "mnist-mlp"} | study.stimulus.decoder is mnist-mlp; it must be an auto-encoder trained by revcor train (mnist-autoencoder, mnist-vae); for other decoders use decoder-file
          mnist-cnn | "stimulus": {"kind": "generator", "decoder-file": "DECODER", "latent": {"values": 3}} | study.stimulus is one whose decoder produces 7 values per image; it must be one of 1 x 28 x 28, the input of mnist-cnn
          mnist-cnn | "stimulus": {"kind": "bubbles", "antithetic": true} | study.stimulus.antithetic is true; it must be false, since the law of these stimuli is not symmetric about its mean
          """)
  void unsuitableStimuliAreRefused(String model, String keys, String message) throws Exception {
    assertRefused(
        "{\"observer\": {\"model\": \"%s\"}, %s}"
            .formatted(model, keys.replace("DECODER", file("nearest.pt").toString())),
        message);
  }

  /** The corners of all digits are black. */
  @Test
  void kernelsAreBlankWhereStimuliNeverChange() throws Exception {
    run(
        """
        {"observer": {"model": "mnist-cnn"}, "readout": {"kind": "logit"},
         "stimulus": {"kind": "images", "data": "mnist"}, "stop": {"max-trials": 2000}}
        """,
        "constant",
        1);
    float[] maps = array("constant/maps.npy");
    assertThat(maps[0]).isZero();
    assertThat(maps[14 * 28 + 14]).isNotZero();
    assertThat(maps).doesNotContain(Float.NaN);
  }

  /** Without pairs, the standard block of this study has 22 trials. */
  @Test
  void blocksOfPairsHaveWholePairsInEachHalf() throws Exception {
    StudyView end =
        run(
            """
            {"observer": {"model": "mnist-logistic"}, "stimulus": {"antithetic": true},
             "stop": {"max-trials": 1100}}
            """,
            "pairs",
            1);
    assertThat(end.setup().plan().blockSize()).isEqualTo(20);
  }

  @Test
  void folderOfOtherImagesIsRefused() throws Exception {
    trained("mnist-vae", 1);
    String study =
        """
        {"observer": {"model": "mnist-logistic"},
         "stimulus": {"kind": "generator", "decoder": "mnist-vae"}, "stop": {"max-trials": 200}}
        """;
    run(study, "same", 1);
    trained("mnist-vae", 2);
    Refusals.assertRefused(() -> run(study, "same", 1))
        .hasMessageContaining("which holds the study");
  }

  @Test
  void aDecoderThatIsNotTrainedIsRefused() {
    StudySpecification study =
        StudyFile.parseJson(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "generator", "decoder": "mnist-vae"}}
            """);
    assertThatThrownBy(() -> prepare(study, 1L << 30))
        .hasMessage(
            "study.stimulus.decoder is mnist-vae, which is not available; it must be a trained"
                + " auto-encoder; revcor train mnist-vae and revcor train mnist-autoencoder train"
                + " one");
  }

  private PreparedStudy prepare(StudySpecification study, long laneBytes) {
    return PreparedStudy.of(
        study,
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        new Capacity(1, laneBytes, 1L << 30));
  }

  /** A lane loads both at the same time. */
  @Test
  void observerAndDecoderLargerThanALaneAreRefused() {
    StudySpecification study =
        StudyFile.parseJson(
            """
            {"observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "gabor-pca", "basis": "gabor-mnist"}}
            """);
    Refusals.assertRefused(
        () -> prepare(study, 2 << 20),
        "study.observer is mnist-cnn and the decoder of its stimuli, which takes 2.4 MiB on a"
            + " lane; it must be an observer that fits into the 2.0 MiB of a lane (setting"
            + " lanes.observer-memory)");
  }

  private void assertRefused(String study, String message) {
    Refusals.assertRefused(() -> run(study, "refused", 1), message);
  }
}
