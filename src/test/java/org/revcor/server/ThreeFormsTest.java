package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Npy;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Studies the shipped network as a TorchScript file, an ONNX file and a Python function. */
@Tag("full")
final class ThreeFormsTest {
  /** Largest difference of maps that is rounding, in units of the largest value. */
  private static final float ROUNDING = 1e-4f;

  private static final LaneSettings LANES = new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26);

  private static final String STUDY =
      """
      {"study": {"seed": 7, "observer": {%s}, "readout": {"kind": "logit"}, "block-size": 200,
       "stop": {"max-trials": 2000}}}\
      """;

  /** Exports the network to a folder, studies it as a function, and prints the study's id. */
  private static final String EXPORT_AND_STUDY =
      """
      import json, pathlib, struct, sys
      import numpy as np
      import torch
      from torch import nn
      import revcor

      file = pathlib.Path(sys.argv[2]).read_bytes()
      start = 8 + struct.unpack("<Q", file[:8])[0]
      weights = {}
      for name, entry in json.loads(file[8:start]).items():
          if name != "__metadata__":
              first, end = (start + offset for offset in entry["data_offsets"])
              values = np.frombuffer(file[first:end], "<f4").reshape(entry["shape"])
              weights[name] = torch.from_numpy(values.copy())

      class Cnn(nn.Module):
          def __init__(self):
              super().__init__()
              self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
              self.fc1, self.logits = nn.Linear(800, 500), nn.Linear(500, 10)

          def forward(self, x):
              x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
              x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
              return self.logits(torch.relu(self.fc1(x.flatten(1))))

      network = Cnn().eval()
      network.load_state_dict(weights)
      folder = pathlib.Path(sys.argv[3])
      example = torch.rand(2, 1, 28, 28)
      torch.jit.trace(network, example).save(str(folder / "form.pt"))
      torch.onnx.export(network, example, str(folder / "other-form.onnx"), dynamo=False,
                        input_names=["image"], dynamic_axes={"image": {0: "n"}})

      def logits(images):
          with torch.inference_mode():
              return network(torch.from_numpy(images)).numpy()

      print(revcor.connect(sys.argv[1]).study(
          logits, (1, 28, 28), 10, "logits", readout="logit", seed=7, stop={"max_trials": 2000},
          block_size=200).wait().id)
      """;

  @TempDir private Path data;
  @TempDir private Path elsewhere;

  @Test
  void mapsAreEqualWithinRoundingAndThoseOfALogHaveItsBytes() throws IOException {
    PythonProgram.requirePython();
    Path observers = Files.createDirectories(data.resolve("observers"));
    try (RunningServer server = RunningServer.start(data)) {
      String function =
          PythonProgram.run(
                  server,
                  elsewhere,
                  EXPORT_AND_STUDY,
                  Path.of("src/main/resources/org/revcor/observer/catalogue/mnist-cnn.safetensors")
                      .toAbsolutePath()
                      .toString(),
                  observers.toString())
              .strip()
              .lines()
              .reduce("", (before, line) -> line);
      float[] expected = maps(study(server, "\"model\": \"mnist-cnn\""));
      float largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (String form :
          List.of(
              study(server, "\"file\": \"form.pt\", \"input\": [1, 28, 28]"),
              study(server, "\"file\": \"other-form.onnx\""),
              function)) {
        assertThat(maps(form)).as(form).containsExactly(expected, within(ROUNDING * largest));
      }
      assertThat(refold(function, StudyFile.read(run(function).resolve("study.json"))))
          .hasBinaryContent(Files.readAllBytes(run(function).resolve("maps.npy")));
    }
  }

  private static String study(RunningServer server, String observer) {
    String id = server.create(STUDY.formatted(observer));
    assertThat(server.awaitEnd(id).path("state").asText()).as(observer).isEqualTo("finished");
    return id;
  }

  private Path run(String id) {
    return data.resolve("studies").resolve(id);
  }

  private float[] maps(String id) throws IOException {
    return Npy.floats(Files.readAllBytes(run(id).resolve("maps.npy")));
  }

  /** Folds the log of a study again; returns the file of its maps. */
  private Path refold(String id, StudySpecification study) {
    Materials materials =
        new Materials(
            Observers.withAnyFile(new Catalogue(elsewhere)), elsewhere, new Bases(elsewhere));
    Path out = elsewhere.resolve(id);
    StudySpecification recorded =
        RecordedResponses.copy(new RunDirectory(run(id)), study, materials, out, LANES);
    try (HeadlessStudy again =
        HeadlessStudy.start(recorded, materials, out, LANES, Duration.ofSeconds(30))) {
      again.end().toCompletableFuture().join();
    }
    return out.resolve("maps.npy");
  }
}
