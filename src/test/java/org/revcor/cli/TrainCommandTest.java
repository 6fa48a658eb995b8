package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.IdxFiles;
import picocli.CommandLine;

final class TrainCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void writesTheObserverIntoTheDataFolder() {
    IdxFiles.writeMnist(folder.resolve("datasets"), 200, 100);
    assertThat(
            train("mnist-cnn", "--data-dir", folder.toString(), "--epochs", "2", "--batch", "50"))
        .isZero();
    assertThat(folder.resolve("observers/mnist-cnn.safetensors")).exists();
    assertThat(folder.resolve("observers/mnist-cnn.json")).exists();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("epoch 1/2  loss ").contains("(best, written)"),
            line -> assertThat(line).startsWith("epoch 2/2  loss "),
            line ->
                assertThat(line)
                    .startsWith("mnist-cnn: epoch ")
                    .endsWith("in " + folder.resolve("observers")));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void datasetsAndOutputElsewhere() {
    IdxFiles.writeMnist(folder.resolve("sets"), 50, 50);
    Path output = folder.resolve("made/here");
    assertThat(
            train(
                "mnist-cnn",
                "--datasets",
                folder.resolve("sets").toString(),
                "--out",
                output.toString(),
                "--epochs",
                "1"))
        .isZero();
    assertThat(output.resolve("mnist-cnn.json")).exists();
  }

  @Test
  void missingData() {
    assertThat(train("mnist-cnn", "--datasets", folder.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(
            folder + "/mnist/train-images-idx3-ubyte.gz is missing; it must be there: put ");
  }

  @Test
  void unknownRecipe() {
    assertThat(train("mnist-cmm", "--datasets", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("recipe is mnist-cmm; it must be one of cifar10-cnn, ")
        .endsWith("; did you mean mnist-cnn?\n");
  }

  @Test
  void optionOutOfRange() {
    assertThat(train("mnist-cnn", "--epochs", "0")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("epochs is 0; it must be from 1 to 10,000\n");
  }

  @Test
  void outputThatCannotBeWritten() {
    IdxFiles.writeMnist(folder, 50, 50);
    Path file = folder.resolve("mnist/t10k-labels-idx1-ubyte");
    assertThat(
            train(
                "mnist-cnn",
                "--datasets",
                folder.toString(),
                "--out",
                file.toString(),
                "--epochs",
                "1"))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("cannot write the observer: ");
  }

  private int train(String... arguments) {
    return new CommandLine(new TrainCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
