package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.file.Npy;

/**
 * Networks that PyTorch exports, in {@code make_networks.py} and in the recipes of {@code
 * docs/guide/your-network.md}. The maps of a study are compared with those that {@code revcor fold}
 * computes from the outputs of PyTorch for the same stimuli.
 */
@Tag("full")
final class PythonNetworksTest {
  private static final Path SCRIPTS =
      Path.of("src/test/resources/org/revcor/cli/python").toAbsolutePath();

  private static final Path RECIPES = Path.of("docs/guide/your-network.md");
  private static final long TIMEOUT_SECONDS = 300;

  @TempDir private static Path made;
  @TempDir private Path folder;

  @BeforeAll
  static void makeNetworks() throws IOException {
    python(made, Files.readString(SCRIPTS.resolve("make_networks.py")));
  }

  /** Runs a program; fails if the machine has no Python with PyTorch, ONNX and torchvision. */
  static void python(Path folder, String program) throws IOException {
    Path output = Files.createTempFile(folder, "python", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/python3", Files.writeString(folder.resolve("p.py"), program).toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .put("PYTHONPATH", SCRIPTS + ":" + Path.of("src/main/python").toAbsolutePath());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    try {
      Process process = builder.start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("ended in time").isTrue();
      assertThat(process.exitValue())
          .as(
              "needs python3-torch, python3-torchvision and python3-onnx of Debian: %s",
              output(output))
          .isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String output(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cnn.pt | input = [1, 12, 12] | logits
          cnn.onnx | | logits
          residual.pt | input = [3, 16, 16] | logits
          residual.onnx | | logits
          transformer.pt | input = [3, 16, 16] | logits
          transformer.onnx | | logits
          lstm.pt | input = [1, 10, 8], layout = rows | logits
          lstm.onnx | | logits
          channels-last.pt | input = [3, 12, 12], layout = nhwc | logits
          channels-last.onnx | | logits
          fixed-batch.onnx | | logits
          layers.pt | input = [1, 12, 12], layers = [hidden, maps] | logits
          layers.pt | input = [1, 12, 12], layers = [hidden, maps] | hidden
          layers.pt | input = [1, 12, 12], layers = [hidden, maps] | maps
          layers.onnx | layers = [hidden, maps] | logits
          layers.onnx | layers = [hidden, maps] | hidden
          layers.onnx | layers = [hidden, maps] | maps
          hidden-first.pt | input = [1, 12, 12], classes = [a, b, c, d] | logits
          hidden-first.pt | input = [1, 12, 12], classes = [a, b, c, d], layers = [hidden] | hidden
          hidden-first.onnx | layers = [hidden] | logits
          hidden-first.onnx | classes = [a, b, c, d] | hidden
          image-first.pt | input = [1, 12, 12] | logits
          image-first.onnx | | logits
          image-first.onnx | | maps
          one-probability.pt | input = [1, 12, 12], output = probabilities | probability
          one-probability.onnx | output = probabilities | probability
          """)
  void mapsAreThoseOfTheOutputsOfPytorch(String network, @Nullable String keys, String array)
      throws IOException {
    assertMapsOfPytorch(made, network, keys == null ? "" : keys, array);
  }

  /**
   * Section of the manual, what runs before and after its program, and the file that it makes. One
   * process of Python runs all, each in a folder of its own.
   */
  @Test
  void recipesOfTheManual() throws IOException {
    List<String[]> recipes =
        """
        ONNX | network = steeper(Cnn(3, 64)) | record("my", network, stimuli) | my.onnx | | logits
        TorchScript | network = steeper(Cnn(3, 64)) | record("my", network, stimuli) | my.pt | input = [3, 64, 64] | logits
        Fixed batches | network = steeper(Cnn(3, 64)) | record("my", network, stimuli) | my.onnx | | logits
        Weights without a network | network = Cnn(3, 64); torch.save(steeper(Cnn(3, 64)).state_dict(), "weights.pth") | record("my", network, stimuli) | my.onnx | | logits
        """
            .lines()
            .map(
                row ->
                    Arrays.stream(row.split("\\|", -1)).map(String::strip).toArray(String[]::new))
            .toList();
    StringBuilder programs = new StringBuilder("import os\nfrom make_networks import *\n");
    for (String[] recipe : recipes) {
      Path own = Files.createDirectory(folder.resolve(recipe[0]));
      Path program =
          Files.writeString(
              own.resolve("recipe.py"),
              """
              torch.backends.mha.set_fastpath_enabled(True)
              stimuli = torch.rand(STIMULI, 3, 64, 64)
              numpy.save("my.stimuli.npy", stimuli.numpy())
              %s
              %s
              %s
              """
                  .formatted(recipe[1], block(recipe[0]), recipe[2]));
      programs.append(
          "os.chdir('%s')\nexec(open('%s').read(), dict(globals()))\n".formatted(own, program));
    }
    python(folder, programs.toString());

    for (String[] recipe : recipes) {
      assertMapsOfPytorch(folder.resolve(recipe[0]), recipe[3], recipe[4], recipe[5]);
    }
  }

  private static String block(String heading) throws IOException {
    String section = Files.readString(RECIPES).split("\n### " + heading + "\n", -1)[1];
    return section.split("\n```", -1)[1].replaceFirst("^python\n", "");
  }

  /** Compares the maps of a network with those of an array that it has returned in Python. */
  private void assertMapsOfPytorch(Path networks, String network, String keys, String array)
      throws IOException {
    String name = network.substring(0, network.lastIndexOf('.'));
    String readout =
        switch (array) {
          case "logits" -> "kind = logit";
          case "probability" -> "kind = probability";
          default ->
              "kind = activation, layer = %s, at = everywhere, crop = false".formatted(array);
        };
    Path stimuli = networks.resolve(name + ".stimuli.npy");
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study {
              observer { file = "%s", %s }
              stimulus { kind = recorded, file = "%s" }
              readout { %s }
              block-size = 16
              stop.max-trials = 96
            }
            """
                .formatted(networks.resolve(network), keys, stimuli, readout));
    Path results = Files.createTempDirectory(folder, "results");
    succeed("run", study.toString(), "--out", results.resolve("shown").toString());
    succeed(
        "fold",
        "--stimuli",
        stimuli.toString(),
        "--responses",
        networks.resolve("%s.%s.npy".formatted(name, array)).toString(),
        "--kind",
        array.equals("probability") ? "probabilities" : "activations",
        "--block-size",
        "16",
        "--out",
        results.resolve("folded").toString());
    float[] expected = maps(results.resolve("folded"));
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    assertThat(maps(results.resolve("shown"))).containsExactly(expected, within(1e-4f * largest));
  }

  private static void succeed(String... arguments) {
    CommandRun.of(arguments).exited(0);
  }

  private static float[] maps(Path results) throws IOException {
    return Npy.floats(Files.readAllBytes(results.resolve("maps.npy")));
  }
}
