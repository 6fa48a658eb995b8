package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.ImageFiles;
import org.revcor.schema.Json;

/** Uses {@code nearest.pt}, which returns the class c of 7 that is nearest to 6 times the mean. */
final class ObserversTestCommandTest {
  private static final int BLACK = 0;
  private static final int WHITE = 255;

  @TempDir Path home;

  private Path data;
  private Path network;

  @BeforeEach
  void folders() throws IOException, URISyntaxException {
    data = Files.createDirectories(home.resolve("greys"));
    URL resource =
        Objects.requireNonNull(
            ObserversTestCommandTest.class.getResource("/org/revcor/observer/file/nearest.pt"));
    network = Path.of(resource.toURI());
  }

  @Test
  void warnsOfAScaleThatIsNotTheNetworks() throws IOException {
    seven();
    image("0", "right", BLACK);
    image("3", "right", 128);

    CommandRun run = test(network.toString(), "--input", "3,8,8", "--scale", "bytes").exited(0);
    assertThat(run.out()).contains("top-1 50.00 %");
    assertThat(run.err())
        .isEqualTo(
            "warning: With the scale unit 100.0 % of 2 images are classified correctly, with bytes"
                + " 50.0 %.\n");
  }

  @Test
  void reportsTop1AndTop5Accuracy() throws IOException {
    seven();
    image("0", "right", BLACK);
    image("4", "among-five", BLACK);
    image("5", "wrong", BLACK);
    image("6", "right", WHITE);

    CommandRun run = test(network.toString(), "--input", "3,8,8");

    assertThat(run.err()).isEmpty();
    assertThat(run.exited(0).out().lines())
        .containsExactly(
            "nearest.pt: 4 of greys, 3 x 8 x 8, 7 classes", "top-1 50.00 %, top-5 75.00 %");
  }

  @Test
  void classesOfTheSameNamesAreMatchedByName() throws IOException {
    Path names = Files.write(home.resolve("names.txt"), List.of("g", "f", "e", "d", "c", "b", "a"));
    image("a", "white", WHITE);
    image("g", "black", BLACK);
    assertThat(
            test(network.toString(), "--input", "3,8,8", "--classes-file", names.toString()).out())
        .contains("top-1 100.00 %");
  }

  @Test
  void layersDecideWhichOutputIsThatOfTheClasses() throws IOException {
    String twoOutputs =
        Path.of("src/test/resources/org/revcor/observer/file/features-first.onnx").toString();
    for (String name : List.of("0", "1", "2")) {
      image(name, "white", WHITE);
    }

    assertThat(test(twoOutputs).err())
        .startsWith("revcor observers test: --layers is missing, and each of several arrays could");
    assertThat(test(twoOutputs, "--layers", "features").out()).contains(", 3 classes\n");
  }

  @Test
  void testImagesOfADataSet() throws IOException {
    CommandRun run =
        CommandRun.of(
            "observers",
            "test",
            "mnist-logistic",
            "--data",
            "mnist",
            "--data-dir",
            home.toString());
    CommandRun card =
        CommandRun.of("observers", "show", "mnist-logistic", "--data-dir", home.toString());
    assertThat(run.out()).contains("10,000 of mnist, 1 x 28 x 28, 10 classes");
    double accuracy = Json.MAPPER.readTree(card.out()).path("accuracy").doubleValue();
    assertThat(run.out()).contains("top-1 %.2f %%".formatted(100 * accuracy));
  }

  @Test
  void missingData() {
    refused(
        CommandRun.of(
            "observers", "test", network.toString(), "--input", "3,8,8", "--data", "mnits"),
        "--data is mnits, which does not exist; it must be a folder of images, or one of mnist,"
            + " fashion-mnist, cifar-10; did you mean mnist?");
  }

  @Test
  void dataSetOfAnotherSize() {
    refused(
        CommandRun.of(
            "observers", "test", network.toString(), "--input", "3,8,8", "--data", "mnist"),
        "--data is mnist, images of 1 x 28 x 28; it must be images of 3 x 8 x 8, the input of"
            + " nearest.pt, or a folder, whose images are resized");
  }

  @Test
  void optionsThatDoNotFitTheObserver() throws IOException {
    seven();
    image("0", "black", BLACK);
    refused(
        test("mnist-cnn", "--scale", "bytes"),
        "--scale is bytes; it must be omitted because mnist-cnn is not a file");
  }

  @Test
  void declarationsThatCannotBeUsed() throws IOException {
    seven();
    image("0", "black", BLACK);
    Path names = Files.write(home.resolve("names.txt"), List.of("a", "b"));
    String file = network.toString();
    refused(
        test(file, "--input", "3,8"),
        "--input is [3,8]; it must be three positive whole numbers, [planes, rows, columns], of at most"
            + " 4,194,304 values together");
    refused(
        test(file, "--input", "3,8,8", "--output", "logit"),
        "--output is logit; it must be one of logits, probabilities; did you mean logits?");
    refused(
        test(file, "--input", "3,8,8", "--scale", "1/0"),
        "--scale.sd is [0.0]; it must be a list of numbers from 1e-6 to 1e6");
    refused(
        test(file, "--input", "3,8,8", "--scale", "1/1"),
        "--scale.mean is [1.0]; it must be a list of 3 numbers, for 3 planes");
    refused(
        test(file, "--input", "3,8,8", "--classes-file", names.toString()),
        "--classes-file is a list of 2 names; it must be a list of 7, since the network has 7"
            + " outputs");
    assertThat(test(file).err())
        .startsWith("revcor observers test: --input is missing, also from the card ");
  }

  private static void refused(CommandRun run, String message) {
    assertThat(run.err()).isEqualTo("revcor observers test: " + message + "\n");
    assertThat(run.exited(2).out()).isEmpty();
  }

  private CommandRun test(String observer, String... options) {
    return CommandRun.of(
        List.of("observers", "test", observer, "--data", "" + data, "--data-dir", "" + home),
        options);
  }

  /** Writes a list of the classes 0 to 6, whose folders may be missing. */
  private void seven() throws IOException {
    StringBuilder list = new StringBuilder();
    for (int c = 0; c < 7; c++) {
      list.append(c).append('\t').append(c).append('\t').append(c).append('\n');
    }
    Files.writeString(data.resolve("classes.tsv"), list);
  }

  private void image(String folder, String name, int grey) throws IOException {
    int[][] values = new int[5][6];
    for (int[] row : values) {
      Arrays.fill(row, grey);
    }
    Path file = data.resolve(folder).resolve(name + ".png");
    Files.createDirectories(file.getParent());
    ImageFiles.writeGrey(file, values);
  }
}
