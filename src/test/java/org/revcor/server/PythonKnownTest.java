package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.file.Npy;

/** Maps every class of Python functions from labels alone. */
@Tag("full")
final class PythonKnownTest {
  private static final String PROGRAM =
      PythonClientTest.NETWORK
          + """
          import collections, hashlib, os
          examples = np.load("examples.npy")
          asked = collections.Counter()

          def of_network(budget, seed=1):
              stimulus = {"kind": "threshold-noise", "data": "mnist", "components": 30, "scale": 0.3,
                          "antithetic": True, "size": [28, 28]}
              return server.study("mnist-logistic", stimulus=stimulus, readout="label", seed=seed,
                                  estimator="regression", stop={"max_trials": budget}, block_size=40).wait()

          """;

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    PythonProgram.requirePython();
    server = RunningServer.start(folder.resolve("data"), "studies.lease", "2s");
    Images images = DataSets.shippedTest("mnist").orElseThrow();
    float[] examples = new float[10 * 784];
    for (int i = 0; i < examples.length; i++) {
      int label = i / 784;
      int first =
          IntStream.range(0, images.size())
              .filter(each -> images.labels()[each] == label)
              .findFirst()
              .orElseThrow();
      examples[i] = (images.read(first, 28, 28)[i % 784] & 0xff) / 255f;
    }
    Files.write(folder.resolve("examples.npy"), Npy.floats(examples, 10, 1, 28, 28));
  }

  @Test
  void aKilledProgramContinuesWithoutAskingTwice_andALargerBudgetExtendsTheMaps() throws Exception {
    String killed =
        PROGRAM
            + """
            calls = []
            def classify(images):
                calls.append(len(images))
                if len(calls) == int(sys.argv[2]):
                    os._exit(0)
                with open("asked.txt", "a") as file:
                    file.writelines(hashlib.sha256(x.tobytes()).hexdigest() + "\\n" for x in images)
                return logits(images)
            """;
    String known = "found = server.known(classify, examples, int(sys.argv[3]), out='one')\n";
    PythonProgram.run(server, folder, killed + known, "5", "1600");
    PythonProgram.run(server, folder, killed + known, "25", "1600");
    PythonProgram.run(server, folder, killed + known, "0", "1600");
    String output =
        PythonProgram.run(
            server,
            folder,
            killed
                + known
                + """
                expected = of_network(2400)
                assert np.allclose(found.maps, expected.maps, rtol=0, atol=1e-4, equal_nan=True)
                assert np.array_equal(np.load("one/maps.npy"), found.maps, equal_nan=True)
                assert found.report["labels"]["number"] == found.study.trials == 2400, found.report
                try:
                    server.known(classify, examples / 2, 2400, out="one")
                    sys.exit("no exception")
                except revcor.RevcorError as e:
                    assert "choose another folder" in str(e), e
                """,
            "0",
            "2400");

    List<String> asked = Files.readAllLines(folder.resolve("asked.txt"));
    assertThat(asked).hasSize(2_400).doesNotHaveDuplicates();
    assertThat(output)
        .contains(
            " of 10 classes known, ",
            "2,400 labels, of which 640 found the contrasts; left out: 5; another 900 labels, 100 a"
                + " class: about 9 classes known");
    assertThat(folder.resolve("one/known.csv"))
        .content()
        .startsWith("class,reliability,assured,known,rank\n0,");
    assertThat(folder.resolve("one/known.png")).isNotEmptyFile();
  }

  /** It withholds its first labels until the server has given the block to another client. */
  @Test
  void mapsOfASlowFunctionThatRefusesAndErrsAreThoseOfItsTrueLabels() {
    PythonProgram.run(
        server,
        folder,
        PROGRAM
            + """
            calls = []

            def wait_for_another_client(images):
                other, block = server._connect(), None
                leases = "/api/v1/studies/" + other.request("GET", "/api/v1/studies").json()["studies"][0]["id"] + "/leases"
                while block is None or block.status != 200 or not np.array_equal(block.array()[:len(images)], images):
                    block = other.request("POST", leases + "?source=other&wait=1", waits=True)
                other.request("DELETE", leases + "/" + block.headers["Revcor-Lease"])

            def classify(images):
                calls.append(len(images))
                if len(calls) % 50 == 3:
                    raise ConnectionError("429, Retry-After: 0")
                asked.update(x.tobytes() for x in images)
                if len(calls) == 1:
                    wait_for_another_client(images)
                labels = logits(images).argmax(1)
                for i, image in enumerate(images):
                    drawn = int.from_bytes(hashlib.sha256(image.tobytes()).digest()[:6], "little")
                    if drawn % 10 == 0:
                        labels[i] = drawn // 10 % 10
                return labels

            failures = []
            while True:
                try:
                    found = server.known(classify, examples, 4000, out="two", seed=2)
                    break
                except (ConnectionError, revcor.RevcorError) as e:
                    failures.append(str(e))
            assert any("a lease ends after 2 s" in each for each in failures), failures
            assert "429, Retry-After: 0" in failures, failures
            assert len(asked) == sum(asked.values()) == found.report["labels"]["number"] == 4000, len(asked)
            exact = of_network(4000, seed=3)
            z = (found.maps - 0.9 * exact.maps) / np.hypot(found.study.errors, 0.9 * exact.errors)
            shown = np.arange(10) != 5  # its example is no 5 for the network
            rms = np.sqrt(np.nanmean(z[shown] ** 2))  # pixels without noise have no errors
            assert 0.8 < rms < 1.2, rms
            assert found.report["found"]["known"] == 9, found.report
            """);
  }
}
