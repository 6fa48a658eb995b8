package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Npy;

/** Runs Python programs with the client that the server serves. */
@Tag("full")
final class PythonClientTest {
  private static final int BLOCKS = 12;

  /** Logits up to 86 have errors of 1e-4 in float32, whichever way they are computed. */
  private static final float ROUNDING = 1e-4f;

  /** A linear network in NumPy, with the weights of the shipped one, and how it is studied. */
  static final String NETWORK =
      """
      import json, pathlib, struct, sys
      import numpy as np
      import revcor

      file = pathlib.Path("%s").read_bytes()
      start = 8 + struct.unpack("<Q", file[:8])[0]
      arrays = {}
      for name, entry in json.loads(file[8:start]).items():
          first, end = entry["data_offsets"]
          arrays[name] = np.frombuffer(file[start + first:start + end], "<f4").reshape(entry["shape"])

      def logits(images):
          return images.reshape(len(images), -1) @ arrays["logits.weight"].T + arrays["logits.bias"]

      server = revcor.connect(sys.argv[1])

      def start_study(function, output="logits", readout="logit", trials=%d * 200, seed=7):
          return server.study(function, (1, 28, 28), 10, output, readout=readout, seed=seed,
                              stop={"max_trials": trials}, block_size=200)

      """
          .formatted(
              Path.of("src/main/resources/org/revcor/observer/catalogue/mnist-logistic.safetensors")
                  .toAbsolutePath(),
              BLOCKS);

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    PythonProgram.requirePython();
    server = RunningServer.start(folder.resolve("data"));
  }

  /** A block has two batches. */
  @Test
  void functionMayUseItsArrayOfLabelsAgain() {
    String id =
        run(
            """
            buffer = np.empty(100, np.int32)
            def reusing(images):
                buffer[:len(images)] = logits(images).argmax(1)
                return buffer[:len(images)]
            study = start_study(reusing, "labels", "label").wait()
            """);

    assertMapsOfTheNetwork(id, "label");
  }

  @Test
  void resultsAreArraysWhileTheStudyRunsAndAfterwards() {
    run(
        """
        study = server.study("mnist-cnn", readout="logit", stop={"max_trials": 1_000_000_000})
        while study.trials < 2000:
            pass
        assert study.state == "running", study.state
        assert study.maps.shape == (10, 1, 28, 28) and study.maps.dtype == np.float32
        study.stop()
        assert study.state == "finished", study.state
        assert np.isfinite(study.maps).all() and (study.errors > 0).all()
        assert study.counts.shape == (10,) and study.counts.dtype == np.float64
        last = study.history[-1]
        assert last["channel"] == "9" and last["trials"] <= study.trials, last
        assert np.isnan(study.history[0]["precision"])
        assert study.channels == list("0123456789")
        html = study._repr_html_()
        assert "<b>mnist-cnn" in html and "data:image/png;base64,iVBOR" in html, html[:99]
        assert "finished" in repr(study)
        """);
  }

  @Test
  void mapsThatAreNotCentredAreDrawnAboutTheirMeans() {
    assumeTrue(PythonProgram.hasModule("matplotlib"), "this needs matplotlib");
    run(
        """
        study = server.study("mnist-logistic", conventions="paper", readout="probability",
                             stop={"max_trials": 1000}, block_size=100).wait()
        assert study.info["conventions"]["centring"] == "none"
        assert (study.maps.mean(axis=(1, 2, 3)) > 0.4).all(), study.maps.mean(axis=(1, 2, 3))
        for axis in study.plot().axes:
            drawn = axis.images[0].get_array()
            assert abs(drawn.mean()) < 1e-6, drawn.mean()
            assert axis.images[0].get_clim() == (-abs(drawn).max(), abs(drawn).max())
        """);
  }

  @Test
  void twoProcessesRespondToOneStudy() {
    // Each process waits in its second block until the other one has had its first.
    String taking =
        NETWORK
            + """
            mine, other = (pathlib.Path(name) for name in sys.argv[2:])
            def taking_turns(images):
                while mine.exists() and not other.exists():
                    pass
                mine.touch()
                return logits(images)
            """;
    PythonProgram first =
        PythonProgram.start(
            server,
            folder,
            taking
                + """
                study = start_study(taking_turns)
                print(study.id)
                study.wait()
                """,
            "first",
            "second");
    RunningServer.await(() -> first.output().endsWith("\n"));
    String id = first.output().strip();
    PythonProgram.run(
        server,
        folder,
        taking + "server.open('%s').respond(taking_turns).wait()".formatted(id),
        "second",
        "first");
    first.await();

    assertMapsOfTheNetwork(id, "logit");
  }

  @Test
  void exceptionOfTheFunctionPausesTheStudyWithoutWait() {
    PythonProgram program =
        PythonProgram.start(
            server,
            folder,
            NETWORK
                + """
                calls = []
                def failing(images):
                    calls.append(len(images))
                    if len(calls) == 9:
                        raise ValueError("no <camera>")
                    return logits(images)
                study = start_study(failing)
                while study.state != "paused":
                    pass
                assert repr(study).endswith(" (ValueError: no <camera>)>"), repr(study)
                assert "(ValueError: no &lt;camera&gt;)" in study._repr_html_()
                try:
                    study.wait()
                    sys.exit("no exception")
                except ValueError as e:
                    assert str(e) == "no <camera>"
                assert "camera" not in repr(study.respond(logits).wait())
                print(study.id)
                """);

    String[] lines = program.await().split("\n");
    assertThat(lines[0])
        .startsWith("revcor: ValueError: no <camera>; to continue, call server.open('");
    assertThat(lines).hasSize(2);
    assertMapsOfTheNetwork(lines[1], "logit");
  }

  @Test
  void wrongResponsesAreRefusedByTheirFirstFault() {
    run(
        """
        def nan_at(images):
            values = logits(images)
            values[3, 2] = np.nan
            return values
        faults = {
            "the responses have the shape (100, 9); it must be (100, 10)":
                ("logits", lambda x: logits(x)[:, :9]),
            "responses[3, 2] is nan; it must be finite in float32": ("logits", nan_at),
            "the responses are of type <U1; they must be numbers":
                ("logits", lambda x: np.full((len(x), 10), "a")),
            "responses[0] is 10; it must be from 0 to 9":
                ("labels", lambda x: np.full(len(x), 10)),
            "the responses are of type float64; they must be integers":
                ("labels", lambda x: np.zeros(len(x))),
        }
        for message, (output, function) in faults.items():
            study = start_study(function, output, "label")
            try:
                study.wait()
                sys.exit("no exception: " + message)
            except revcor.ResponseError as e:
                assert str(e) == message, e
        """);
  }

  @Test
  void ctrlCPausesTheStudyWhichResumes() throws IOException, InterruptedException {
    PythonProgram program =
        PythonProgram.start(
            server,
            folder,
            NETWORK
                + """
                study = start_study(lambda x: logits(x), trials=1_000_000_000)
                while study.trials < 1000:
                    pass
                revcor._study.Progress.show = lambda progress, info: print(study.id)
                try:
                    study.wait()
                except KeyboardInterrupt:
                    print("interrupted")
                """);
    RunningServer.await(() -> program.output().contains("\n")); // it is in wait()
    String id = program.output().lines().findFirst().orElseThrow();
    program.interrupt();

    assertThat(program.await())
        .contains("interrupted", "server.open('" + id + "').respond(function).wait()");
    RunningServer.await(() -> server.study(id).path("state").asText().equals("paused"));
    long trials = server.study(id).path("trials").longValue();
    PythonProgram.run(
        server,
        folder,
        NETWORK
            + """
            study = server.open(sys.argv[2]).respond(logits)
            while study.trials <= int(sys.argv[3]):
                pass
            study.stop()
            """,
        id,
        String.valueOf(trials));
    assertThat(server.study(id).path("trials").longValue()).isGreaterThan(trials);
  }

  @Test
  void aQueuedStudyIsWaitedForWithoutADeadline(@TempDir Path data) {
    try (RunningServer busy = RunningServer.start(data, "studies.most-running", "1")) {
      PythonProgram.run(
          busy,
          folder,
          NETWORK
              + """
              lines = []
              revcor._connection.say = lines.append
              revcor._connection.MAX_RETRY_SECONDS = 0
              other = server.study("mnist-cnn", stop={"max_trials": 1_000_000_000})
              study = start_study(logits)
              assert study.state == "queued", study.state
              while not lines:
                  pass
              other.stop()
              study.wait()
              assert study.state == "finished", study.state
              assert lines == [f"waiting for the server: study {study.id} is queued; try again"], lines
              """);
    }
  }

  @Test
  void refusalsOfTheServerAreExceptions() {
    run(
        PythonProgram.REFUSED
            + """
        assert refused(lambda: server.study("nope")).startswith(
            "study.observer.model is nope; it must be one of cifar10-cnn"), "model"
        assert refused(lambda: server.study(logits, (1, 28, 28))) == (
            "a function as observer needs classes, output")
        assert refused(lambda: server.study("mnist-cnn", classes=10)) == (
            "classes can only be set for a module or a function as observer")
        assert refused(lambda: server.open("nope")) == "study nope does not exist"
        network = server.study("mnist-cnn", stop={"max_trials": 1000})
        assert refused(lambda: network.respond(logits)) == (
            f"study {network.id} has the observer mnist-cnn;"
            " only studies with observer.external take responses")
        assert refused(lambda: revcor.connect("localhost")) == (
            "url is 'localhost'; it must be like http://127.0.0.1:8080")
        """);
  }

  /** The first one; {@code PythonFoldTest} runs the others. */
  @Test
  void programOfTheGuideRuns() throws IOException {
    String program =
        Files.readString(Path.of("docs/guide/black-boxes.md"))
            .split("```python\n|```", -1)[3]
            .replace("\"http://127.0.0.1:8080\"", "__import__('sys').argv[1]");

    assertThat(PythonProgram.run(server, folder, program)).contains("(10, 1, 28, 28) finished");
  }

  /** Runs a program that defines {@code study}, and returns its id. */
  private static String run(String program) {
    String output =
        PythonProgram.run(
                server,
                folder,
                NETWORK + program + "\nprint(study.id if 'study' in globals() else '')\n")
            .strip();
    return output.substring(output.lastIndexOf('\n') + 1);
  }

  private static void assertMapsOfTheNetwork(String id, String readout) {
    String network =
        server.create(
            """
            {"study": {"seed": 7, "observer": {"model": "mnist-logistic"}, "readout": {"kind": "%s"},
             "block-size": 200, "stop": {"max-trials": %d}}}\
            """
                .formatted(readout, BLOCKS * 200));
    server.awaitEnd(network);

    float[] expected = maps(network);
    float[] maps = maps(id);
    assertThat(server.study(id).path("state").asText()).isEqualTo("finished");
    assertThat(maps).hasSameSizeAs(expected);
    for (int i = 0; i < maps.length; i++) {
      assertThat(maps[i]).isCloseTo(expected[i], within(ROUNDING));
    }
  }

  private static float[] maps(String id) {
    return Npy.floats(server.bytes("/api/v1/studies/" + id + "/maps.npy").body());
  }
}
