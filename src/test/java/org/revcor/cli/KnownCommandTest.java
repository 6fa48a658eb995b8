package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.dataset.ImageFiles;

@Tag("full")
final class KnownCommandTest {
  @TempDir private Path folder;

  @Test
  void reportsTheClassesAndResumesWithMoreStimuli() throws IOException {
    CommandRun first = known("cifar10-cnn", "--trials", "600").exited(0);
    assertThat(first.out().lines())
        .first()
        .asString()
        .matches(
            "cifar10-cnn, 3 x 32 x 32: a map of each of 10 classes from 600 stimuli in [0-9.]+"
                + " s");
    assertThat(first.out())
        .contains(
            "known (reliability of .5 or more, .25 assured)", "empty, by labels", "not measured")
        .endsWith("known.csv, known.png, known.json in %s\n".formatted(out()));
    List<String> table = Files.readAllLines(out().resolve("known.csv"));
    assertThat(table).hasSize(11).first().isEqualTo("class,reliability,assured,known,rank");
    JsonNode counts = new ObjectMapper().readTree(out().resolve("known.json").toFile());
    assertThat(counts.path("trials").asInt()).isEqualTo(600);
    assertThat(counts.path("found").path("known").asLong())
        .isEqualTo(table.stream().skip(1).filter(row -> row.split(",", -1)[3].equals("1")).count());
    assertThat(out().resolve("known.png")).isNotEmptyFile();

    Path earlier =
        Files.createFile(
            Files.createDirectory(out().resolve("validation")).resolve("validation.csv"));
    CommandRun more = known("cifar10-cnn", "--trials", "1200");
    assertThat(earlier).as("the validation of the earlier maps").doesNotExist();
    assertThat(more.out())
        .startsWith("resuming at trial 600\n")
        .contains("10 classes from 1,200 stimuli");
    Path current =
        Files.createFile(
            Files.createDirectory(out().resolve("validation")).resolve("validation.csv"));
    CommandRun json = known("cifar10-cnn", "--trials", "1200", "--json");
    assertThat(current).as("the validation of the same maps").exists();
    assertThat(json.out()).isEqualTo(Files.readString(out().resolve("known.json")) + "\n");
  }

  @Test
  void reportThatCannotBeWrittenHasNoValidationOfEarlierMapsBesideIt() throws IOException {
    known("cifar10-cnn", "--trials", "600").exited(0);
    Path images = folder.resolve("colours");
    image(images.resolve("frog"));
    Path earlier =
        Files.createFile(
            Files.createDirectory(out().resolve("validation")).resolve("validation.csv"));
    for (String name : List.of("known.csv", "known.png", "known.json")) {
      Files.delete(out().resolve(name));
      Files.createFile(Files.createDirectory(out().resolve(name)).resolve("occupied"));
    }

    CommandRun run = known("cifar10-cnn", "--trials", "600", "--images", images.toString());

    assertThat(run.exitCode()).isNotZero();
    assertThat(earlier).doesNotExist();
  }

  @Test
  void validatesTheMapsOnImages() throws IOException {
    Path images = folder.resolve("colours");
    for (String name : List.of("airplane", "frog", "frog")) {
      image(images.resolve(name));
    }
    assertThat(
            known("cifar10-cnn", "--trials", "600", "--images", images.toString()).exited(0).out())
        .contains(
            "Maps of cifar10-cnn against 3 images of colours",
            "no verdict on single classes: too few have a map and two images");
    assertThat(out().resolve("validation/validation.csv"))
        .content()
        .contains("airplane,1,,,0,", "frog,2,,,0,");
    assertThat(out().resolve("validation/areas.svg")).isNotEmptyFile();
    assertThat(ImageIO.read(out().resolve("validation/maps.png").toFile())).isNotNull();
  }

  @Test
  void mapsEveryClassFromLabelsAloneAndResumesWithMore() throws IOException {
    CommandRun first = labels("--budget", "1640", "--price", "0.01").exited(0);
    assertThat(first.out())
        .startsWith("mnist-cnn, 1 x 28 x 28: a map of each of 10 classes from 1,640 stimuli in ")
        .contains(
            "1,640 labels, of which 640 found the contrasts of the examples\n",
            "cost: 16.40 for 1,640 responses at 0.01 each\n",
            "another 1,000 labels, 100 a class: about ",
            " classes known instead of ");
    List<String> contrasts = Files.readAllLines(out().resolve("contrasts.csv"));

    CommandRun more = labels("--budget", "3000").exited(0);
    assertThat(more.out()).startsWith("resuming at trial ");
    assertThat(Files.readAllLines(out().resolve("contrasts.csv"))).isEqualTo(contrasts);
    JsonNode report = new ObjectMapper().readTree(out().resolve("known.json").toFile());
    assertThat(report.path("found").path("identified").asInt()).isEqualTo(10);
    assertThat(report.path("shuffled").path("known").asInt()).isZero();
    assertThat(report.path("labels").path("number").asInt()).isEqualTo(3000);
    assertThat(report.path("labels").path("leftOut")).isEmpty();
    assertThat(report.path("labels").path("next").path("median").asDouble())
        .isBetween(report.path("labels").path("median").asDouble(), 1.0);
  }

  @Test
  void estimatesTimeAndCost() {
    String command = "known mnist-cnn --labels --examples mnist --estimate --price 0.5 --lanes 1";
    assertThat(CommandRun.of(List.of(command.split(" "))).exited(0).out())
        .contains("max-trials   5,000", "cost: 2,500.00 for 5,000 responses at 0.5 each")
        .endsWith("examples have the contrast 1 here; the study finds their contrasts first\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--labels | --examples is missing; it must be given with --labels",
        "--examples mnist | --examples is given; it must be left out without --labels",
        "--budget 5000 | --budget is given; it must be left out without --labels",
        "--labels --examples mnist --trials 5000 | --trials is given; it must be left out with",
        "--labels --examples mnist --budget 640 | --budget is 640; it must be above 640, the trials",
        "--labels --examples none.npy | --examples is ",
        "--labels --examples mnist --budget 5000 --estimate | --out"
      })
  void refusesOptions(String options, String message) {
    assertThat(known("mnist-cnn", options.split(" ")).exited(2).err()).contains(message);
  }

  @Test
  void refusesInvalidInputBeforeTheStudyBegins() throws IOException {
    refused(
        known("mnist-cnn"),
        "--input is [1, 28, 28], the input of mnist-cnn; it must be three planes (red, green, blue)"
            + " of at least 32 x 32 pixels, the size of the stimuli");
    refused(
        known("cifar10-cnm"),
        "MODEL is cifar10-cnm; it must be one of",
        "did you mean cifar10-cnn?");
    refused(known("missing.pt", "--input", "3,64,64"), "MODEL is ", "missing.pt");
    Path missing = Path.of("missing.pt").toAbsolutePath();
    assertThat(known("missing.pt").err())
        .isEqualTo(
            "revcor known: MODEL is %s, which does not exist; it must be an existing network file, .pt (TorchScript) or .onnx (ONNX)\n"
                .formatted(missing));
    assertThat(known("missing.pt", "--scale", "0.5").err())
        .isEqualTo(
            "revcor known: --scale is 0.5; it must be unit, bytes, imagenet, cifar-10, mnist, or"
                + " means/standard deviations, for example 0.5,0.5,0.5/0.25,0.25,0.25\n");
    assertThat(known("missing.pt", "--scale", "byte").err()).endsWith("; did you mean bytes?\n");
    assertThat(known("missing.pt", "--classes-file", "nofile").err())
        .isEqualTo(
            "revcor known: --classes-file is nofile, which does not exist; it must be a UTF-8 text"
                + " file with one class name per line\n");
    refused(
        known("cifar10-cnn", "--input", "3,64,64"), "--input is [3, 64, 64]; it must be omitted");
    for (String trials : List.of("-1", "1", "40", "599")) {
      refused(
          known("cifar10-cnn", "--trials", trials),
          "--trials is %s; it must be at least 600, so that each half has more pairs of stimuli than the 100 components\n"
              .formatted(trials));
    }
    refused(known("cifar10-cnn", "--images", folder + "/none"), "--images is ", "does not exist");
    image(folder.resolve("other/cat-like"));
    refused(
        known("cifar10-cnn", "--images", folder.resolve("other").toString()),
        "--images is other, images of 1 classes; it must be images of the 10 classes of"
            + " cifar10-cnn");
  }

  private void refused(CommandRun run, String... parts) {
    assertThat(run.exited(2).err()).contains(parts).startsWith("revcor known: ");
    assertThat(out()).doesNotExist();
  }

  private CommandRun labels(String... options) {
    return CommandRun.of(
        List.of(("known mnist-cnn --labels --examples mnist --lanes 1 --out " + out()).split(" ")),
        options);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private CommandRun known(String model, String... options) {
    return CommandRun.of(
        List.of("known", model, "--out", "" + out(), "--data-dir", "" + folder, "--lanes", "1"),
        options);
  }

  /** Adds an image of one colour to the images of a class. */
  private static void image(Path of) throws IOException {
    int[][] values = new int[4][4];
    for (int[] row : values) {
      Arrays.fill(row, 0x808080);
    }
    Files.createDirectories(of);
    try (Stream<Path> files = Files.list(of)) {
      ImageFiles.writeColours(of.resolve(files.count() + ".png"), values);
    }
  }
}
