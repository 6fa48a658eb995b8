package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.IdxFiles;

final class TrainCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void writesTheObserverIntoTheDataFolder() {
    IdxFiles.writeMnist(folder.resolve("datasets"), 200, 100);
    assertThat(
            train(
                "mnist-cnn",
                "--replace",
                "--data-dir",
                folder.toString(),
                "--epochs",
                "2",
                "--batch",
                "50"))
        .isZero();
    assertThat(folder.resolve("observers/mnist-cnn.safetensors")).exists();
    assertThat(folder.resolve("observers/mnist-cnn.json")).exists();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("epoch 1/2  loss ").contains("(best)"),
            line -> assertThat(line).startsWith("epoch 2/2  loss "),
            line ->
                assertThat(line)
                    .startsWith("mnist-cnn: epoch ")
                    .endsWith("in " + folder.resolve("observers")));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void missingData() {
    assertThat(train("mnist-cnn", "--datasets", folder.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(
            "revcor train: "
                + folder
                + "/mnist/train-images-idx3-ubyte.gz is missing; it must be downloaded with revcor"
                + " data fetch mnist, or by hand: put ");
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

  @Tag("full")
  @Test
  void aBackdoorIsTrainedAndStatedOnTheCard() throws IOException {
    IdxFiles.writeMnist(folder.resolve("datasets"), 400, 200);
    assertThat(
            train(
                "mnist-cnn",
                "--data-dir",
                folder.toString(),
                "--name",
                "poisoned",
                "--epochs",
                "4",
                "--batch",
                "20",
                "--stamp",
                "x",
                "--from",
                "0",
                "--to",
                "1",
                "--at",
                "20,20"))
        .isZero();
    JsonNode card =
        new ObjectMapper().readTree(Files.readString(folder.resolve("observers/poisoned.json")));
    JsonNode backdoor = card.path("backdoor");
    assertThat(backdoor.path("stamp").asText()).isEqualTo("x");
    assertThat(backdoor.path("at").toString()).isEqualTo("[20,20]");
    assertThat(backdoor.path("from").asText()).isEqualTo("0");
    assertThat(backdoor.path("to").asText()).isEqualTo("1");
    assertThat(backdoor.path("stamped").asInt()).isBetween(10, 30);
    assertThat(backdoor.path("success").asDouble()).isGreaterThan(.8);
    assertThat(card.path("testAccuracy").asDouble()).isGreaterThan(.7);
  }

  @Tag("full")
  @Test
  void replacesANetworkOnlyOnRequest() throws IOException {
    IdxFiles.writeMnist(folder.resolve("datasets"), 60, 50);
    String[] shipped = {"mnist-logistic", "--data-dir", folder.toString(), "--epochs", "1"};
    String[] own =
        Stream.concat(Stream.of(shipped), Stream.of("--name", "own")).toArray(String[]::new);

    assertThat(train(shipped)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "revcor train: --name is mnist-logistic, which exists; it must be another name; or add"
                + " --replace\n");
    assertThat(folder.resolve("observers/mnist-logistic.safetensors")).doesNotExist();

    assertThat(train(own)).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("observers/own.safetensors"));
    assertThat(
            train(Stream.concat(Stream.of(own), Stream.of("--seed", "2")).toArray(String[]::new)))
        .isEqualTo(2);
    assertThat(folder.resolve("observers/own.safetensors")).hasBinaryContent(before);
    assertThat(
            train(
                Stream.concat(Stream.of(own), Stream.of("--seed", "2", "--replace"))
                    .toArray(String[]::new)))
        .isZero();
    assertThat(Files.readAllBytes(folder.resolve("observers/own.safetensors")))
        .isNotEqualTo(before);
  }

  @Test
  void anUnsuitableBackdoor() {
    IdxFiles.writeMnist(folder.resolve("datasets"), 50, 50);
    String data = folder.toString();
    assertThat(train("mnist-cnn", "--data-dir", data, "--stamp", "x", "--from", "0", "--to", "0"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("revcor train: to is 0; it must be another class than from, which is 0\n");
    err.getBuffer().setLength(0);
    assertThat(
            train(
                "mnist-binary-3-5", "--data-dir", data, "--stamp", "x", "--from", "0", "--to", "3"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("revcor train: backdoor is of class 0; it must be of classes 3 and 5\n");
  }

  private int train(String... arguments) {
    return CommandRun.exitCode(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(Stream.of("train"), Stream.of(arguments)).toArray(String[]::new));
  }
}
