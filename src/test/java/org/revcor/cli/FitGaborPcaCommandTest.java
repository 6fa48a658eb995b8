package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.IdxFiles;

@Tag("full")
final class FitGaborPcaCommandTest {
  @TempDir Path folder;

  private CommandRun fit(String... arguments) {
    return CommandRun.of(List.of("fit", "gabor-pca"), arguments);
  }

  @Test
  void writesTheBasisToTheDataFolderInPlaceOfAnother() throws IOException {
    IdxFiles.writeMnist(folder.resolve("datasets"), 100, 1);
    String data = folder.toString();
    String bases = folder.resolve("bases").toString();
    CommandRun run = fit("--data", "mnist", "--data-dir", data, "--components", "20");
    assertThat(run.err()).isEmpty();
    assertThat(run.exited(0).out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("fitting gabor-mnist"),
            line -> assertThat(line).matches("plane 1/1  \\d\\d\\.\\d\\d % of the variance"),
            line ->
                assertThat(line)
                    .matches(
                        "gabor-mnist: 20 components of 960 wavelets, \\d\\d\\.\\d\\d % of the"
                            + " variance, in "
                            + bases));
    Path file = folder.resolve("bases/gabor-mnist.safetensors");
    CommandRun list = CommandRun.of("fit", "--data-dir", data);
    assertThat(list.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("name "),
            line ->
                assertThat(line)
                    .matches(
                        "gabor-fashion-mnist +shipped +fashion-mnist +1 x 28 x 28 +960 +250 +90.19"
                            + " %"),
            line ->
                assertThat(line)
                    .matches("gabor-mnist +fitted +mnist +1 x 28 x 28 +960 +20 +\\d\\d.\\d\\d %"),
            line ->
                assertThat(line)
                    .matches("pca-cifar-10 +shipped +cifar-10 +3 x 32 x 32 +0 +100 +90.59 %"),
            line -> assertThat(line).startsWith("pca-fashion-mnist "),
            line ->
                assertThat(line).matches("pca-mnist +shipped +mnist +1 x 28 x 28 +0 +100 +91.46 %"),
            line -> assertThat(line).isEqualTo("Fitted bases are read from " + bases));

    CommandRun other =
        fit("--data", "mnist", "--data-dir", data, "--components", "9", "--scales", "5,9");
    assertThat(other.out()).contains("\ngabor-mnist: 9 components of 416 wavelets, ");
    assertThat(file.toFile()).hasSize(4 * (9 * 784 + 784 + 18) + headerBytes(file));
  }

  private static long headerBytes(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return 8 + (bytes[0] & 0xff) + 256L * (bytes[1] & 0xff);
  }

  @Test
  void principalComponentsAreAKindOfBasisOfTheirOwn() throws IOException {
    IdxFiles.writeMnist(folder.resolve("datasets"), 100, 1);
    List<String> options =
        List.of("fit", "pca", "--data", "mnist", "--components", "5", "--data-dir", "" + folder);
    CommandRun run = CommandRun.of(options);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .last()
        .asString()
        .matches("pca-mnist: 5 components, \\d\\d\\.\\d\\d % of the variance, in .*bases");
    assertThat(CommandRun.of(options, "--json").out())
        .startsWith("{\n  \"name\" : \"pca-mnist\",\n  \"origin\" : \"fitted\",\n  \"card\" : {");
  }

  @Test
  void aFitReplacesADamagedFile() throws IOException {
    IdxFiles.writeMnist(folder, 60, 1);
    fitHere("here").exited(0);
    Path file = folder.resolve("here/mine.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.writeString(file, "damaged");
    fitHere("here").exited(0);
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void aFolderThatCannotBeWritten() throws IOException {
    IdxFiles.writeMnist(folder, 60, 1);
    Files.createFile(folder.resolve("file"));
    assertThat(fitHere("file").exited(1).err()).startsWith("cannot write the basis: ");
  }

  /** Fits principal components of pixels, which takes less time than those of wavelets. */
  private CommandRun fitHere(String out, String... more) {
    List<String> options =
        List.of("--datasets", "" + folder, "--out", "" + folder.resolve(out), "--name", "mine");
    List<String> all =
        new ArrayList<>(List.of("fit", "pca", "--data", "mnist", "--components", "5"));
    all.addAll(options);
    return CommandRun.of(all, more);
  }

  @Test
  void badInputIsOneLineAndExitCode2() {
    IdxFiles.writeMnist(folder.resolve("datasets"), 60, 1);
    String data = folder.toString();
    refused(
        fit("--data", "mnits", "--data-dir", data),
        "data set is mnits; it must be one of mnist, fashion-mnist, cifar-10; did you mean mnist?");
    refused(
        fit("--data", "mnist", "--data-dir", data),
        "components is 250; it must be at most 59 for 60 images of 28 x 28");
    refused(
        fit("--data", "mnist", "--data-dir", data, "--components", "9", "--scales", "4"),
        "scales is [4]; it must be one or more different odd numbers from 3 to 28, for example [3,"
            + " 7, 15]");
    refused(
        fit("--data", "mnist", "--data-dir", data, "--name", "a/b"),
        "name is a/b; it must be 1 to 100 letters, digits, dots, dashes and underscores, beginning"
            + " with a letter or digit");
    assertThat(fit("--data", "cifar-10", "--data-dir", data).exited(2).err())
        .contains("downloaded with revcor data fetch cifar-10");
    assertThat(folder.resolve("bases")).doesNotExist();
  }

  private static void refused(CommandRun run, String message) {
    assertThat(run.exited(2).err().lines()).containsExactly("revcor fit gabor-pca: " + message);
  }

  @Test
  void ctrlCLeavesNothing() throws Exception {
    IdxFiles.writeMnist(folder.resolve("datasets"), 10_000, 1);
    try (CommandProcess process =
        CommandProcess.start(
            folder,
            Map.of("REVCOR_DATA_DIR", folder.toString()),
            "fit",
            "gabor-pca",
            "--data",
            "mnist")) {
      process.await(() -> process.out().startsWith("fitting gabor-mnist\n"));
      process.signal("INT");
      process.exited(130);
      assertThat(process.out()).endsWith("stopped; nothing written\n");
    }
    assertThat(folder.resolve("bases")).doesNotExist();
  }
}
