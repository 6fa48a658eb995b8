package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Npy;

class OnnxRunTest {
  private static final Path NETWORKS =
      Path.of("src/test/resources/org/revcor/observer/file").toAbsolutePath();

  @TempDir private Path folder;

  private Path run(String network, int lanes) throws IOException {
    return run(network, lanes, 4000);
  }

  private Path run(String network, int lanes, int trials) throws IOException {
    Path out = folder.resolve(network + lanes);
    Path study =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study {
              seed = 3
              observer { file = "%s", input = [1, 4, 4] }
              stimulus { kind = white-noise, law = gaussian }
              readout { kind = logit }
              stop { max-trials = %d }
            }
            """
                .formatted(NETWORKS.resolve(network), trials));
    CommandRun.of("run", study.toString(), "--out", out.toString(), "--lanes", "" + lanes)
        .exited(0);
    return out;
  }

  private static float[] maps(Path out) throws IOException {
    return Npy.floats(Files.readAllBytes(out.resolve("maps.npy")));
  }

  @Test
  void mapsOfANetworkDoNotDependOnItsFormat() throws IOException {
    assertThat(maps(run("linear.onnx", 1)))
        .containsExactly(maps(run("linear.pt", 1)), within(1e-5f));
  }

  @Test
  void thePlanNamesTheRuntime() throws IOException {
    assertThat(Files.readString(run("linear.onnx", 1).resolve("summary.json")))
        .containsPattern(
            "\"engine\" ?: ?\"pytorch 2\\.7\\.1, operations 3, onnxruntime 1\\.23\\.2\"");
  }

  @Test
  void batchesHaveAtMost64ImagesByDefault() throws IOException {
    assertThat(Files.readString(run("linear.onnx", 1, 20_000).resolve("summary.json")))
        .containsPattern("\"blockSize\" ?: ?400,\\s*\"batchSize\" ?: ?50,");
    assertThat(Files.readString(run("linear.pt", 1, 20_000).resolve("summary.json")))
        .containsPattern("\"blockSize\" ?: ?400,\\s*\"batchSize\" ?: ?200,");
  }

  @Test
  void halvesOfBlocksHaveWholeBatchesOfTheNetwork() throws IOException {
    assertThat(Files.readString(run("fixed-batch.onnx", 1).resolve("summary.json")))
        .containsPattern("\"blockSize\" ?: ?60,\\s*\"batchSize\" ?: ?30,");
  }

  @Test
  void sameBytesForAnyNumberOfLanes() throws IOException {
    Path one = run("linear.onnx", 1);
    Path two = run("linear.onnx", 2);

    assertThat(two.resolve("maps.npy")).hasSameBinaryContentAs(one.resolve("maps.npy"));
    assertThat(two.resolve("errors.npy")).hasSameBinaryContentAs(one.resolve("errors.npy"));
  }
}
