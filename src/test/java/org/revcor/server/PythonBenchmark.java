package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.revcor.benchmark.Medians;

/**
 * Measures the speed of the Python client over loopback, with a function that costs nothing and
 * with the paper's network in PyTorch, beside a loop without Revcor; and that of modules of
 * PyTorch, beside that of ONNX files as people export and upload them. Prints medians of
 * alternating rounds. The time of the response log is that of its writes and syncs, which run
 * beside the study.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.server.PythonBenchmark}; needs curl, python3-torch,
 * python3-torchvision and python3-onnx of Debian.
 */
final class PythonBenchmark {
  private static final int ROUNDS = 3;

  /** Prints stimuli a second of a study whose function returns the same numbers each time. */
  private static final String CONSTANT =
      """
      responses = np.zeros((100_000, 10), np.float32)
      print(json.dumps(speed(lambda images: responses[:len(images)], 200_000)))
      """;

  /** Prints stimuli a second of a loop as people write it, and of a study. */
  private static final String NETWORK =
      """
      import torch
      import torch.nn as nn

      torch.set_num_threads(2)
      torch.manual_seed(1)
      network = nn.Sequential(
          nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
          nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2),
          nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10)).eval()

      def loop(trials, batch=256):
          sums, counts = torch.zeros(10, 784), torch.zeros(10)
          with torch.no_grad():
              for _ in range(0, trials, batch):
                  noise = torch.rand(batch, 1, 28, 28)
                  predicted = network(noise).argmax(1)
                  for c in range(10):
                      mask = predicted == c
                      counts[c] += mask.sum()
                      sums[c] += noise[mask].view(-1, 784).sum(0)

      def logits(images):
          with torch.no_grad():
              return network(torch.from_numpy(images)).numpy()

      loop(5_000)
      start = time.perf_counter()
      loop(40_000)
      alone = 40_000 / (time.perf_counter() - start)
      print(json.dumps({"loop": alone, **speed(logits, 60_000)}))
      """;

  /** Prints trials a second of the study of each module, and of its uploaded file. */
  private static final String MODULES =
      """
      import json, subprocess, sys, time
      sys.path.insert(0, "%s")
      import revcor, torch, torchvision
      from make_networks import Cnn, RowsInTime, VisionTransformer

      class TwoOutputs(Cnn):
          def forward(self, x):
              logits = super().forward(x)
              return logits, logits[:, :3]

      class Timm(Cnn):
          pretrained_cfg = {"input_size": (1, 12, 12), "mean": [0.4], "std": [0.2]}

      server = revcor.connect(sys.argv[1])

      def speed(observer, trials, **keys):
          study = server.study(observer, readout="label", estimator="average", seed=1,
                               stimulus={"kind": "white-noise"}, stop={"max_trials": trials}, **keys).wait()
          return study.trials / study.info["seconds"]

      NETWORKS = {
          "ResNet-18, 64 x 64": (torchvision.models.resnet18(), 10_000, {"input": (3, 64, 64)}, {"scale": "imagenet"}),
          "timm": (Timm(), 1_000_000, {"input": (1, 12, 12)}, {"scale": {"mean": [0.4], "sd": [0.2]}}),
          "vision transformer": (VisionTransformer(), 200_000, {"input": (3, 16, 16)}, {}),
          "LSTM": (RowsInTime(), 400_000, {"input": (1, 10, 8), "layout": "rows"}, {"layout": "rows"}),
          "two outputs": (TwoOutputs(), 1_000_000, {"input": (1, 12, 12), "head": 0}, {"layers": ["other"]}),
      }
      printed = {}
      for name, (module, trials, keys, card) in NETWORKS.items():
          first = speed(module, trials, **keys)
          shape = keys["input"][1:] if "layout" in keys else keys["input"]
          torch.onnx.export(module.eval(), torch.rand(2, *shape), "own.onnx", dynamo=False,
                            input_names=["image"], output_names=["logits", "other"][:1 + ("head" in keys)],
                            dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}})
          own = f"own-{time.time_ns()}"
          subprocess.run(["curl", "-sS", "--fail-with-body", "-o", "own.json", "-X", "PUT", "-F", "network=@own.onnx",
                          "-F", "card=" + json.dumps({"input": keys["input"], **card}),
                          sys.argv[1].rstrip("/") + "/api/v1/observers/" + own], check=True)
          of_file = speed(own, trials) + speed(own, trials)
          printed[name] = [first + speed(module, trials, **keys), of_file]
      print(json.dumps(printed))
      """
          .formatted(Path.of("src/test/resources/org/revcor/cli/python").toAbsolutePath());

  private static final String SPEED =
      """
      import json, sys, time
      import numpy as np
      import revcor

      def speed(function, trials):
          calls = []
          def timed(images):
              calls.append((time.perf_counter(), len(images)))
              return function(images)
          study = revcor.connect(sys.argv[1]).study(
              timed, (1, 28, 28), 10, "logits", readout="label", stop={"max_trials": trials}).wait()
          calls = calls[len(calls) // 5:]
          stimuli = sum(n for _, n in calls[:-1])
          return {"study": stimuli / (calls[-1][0] - calls[0][0]), "id": study.id}

      """;

  private PythonBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("revcor-python");
    List<Double> constant = new ArrayList<>();
    List<Double> network = new ArrayList<>();
    List<Double> loop = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    List<Double> ofConstant = new ArrayList<>();
    List<Double> ofNetwork = new ArrayList<>();
    Map<String, List<Double>> ofModules = new LinkedHashMap<>();
    try (RunningServer server = RunningServer.start(data, "lanes.cpu-lanes", "2")) {
      run(server, data, CONSTANT, new ArrayList<>());
      for (int round = 0; round < ROUNDS; round++) {
        constant.add(run(server, data, CONSTANT, ofConstant).path("study").doubleValue());
        JsonNode both = run(server, data, NETWORK, ofNetwork);
        network.add(both.path("study").doubleValue());
        loop.add(both.path("loop").doubleValue());
        ratio.add(network.getLast() / loop.getLast());
        String output = PythonProgram.run(server, data, MODULES).strip();
        RunningServer.json(output.substring(output.lastIndexOf('\n') + 1))
            .properties()
            .forEach(
                each ->
                    ofModules
                        .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                        .add(
                            each.getValue().get(0).doubleValue()
                                / each.getValue().get(1).doubleValue()));
      }
    }
    print("function that costs nothing, stimuli/s", constant, 0);
    print("  time of the log, share of the study", ofConstant, 4);
    print("network in PyTorch, stimuli/s", network, 0);
    print("  time of the log, share of the study", ofNetwork, 4);
    print("loop without Revcor, stimuli/s", loop, 0);
    print("network, share of the loop", ratio, 3);
    ofModules.forEach((name, shares) -> print(name + ", share of its file", shares, 3));
  }

  /**
   * @param shares receives the share of the study's time that writes of the log take
   */
  private static JsonNode run(RunningServer server, Path data, String program, List<Double> shares)
      throws Exception {
    AtomicLong nanos = new AtomicLong();
    try (RecordingStream events = new RecordingStream()) {
      for (String name : List.of("jdk.FileWrite", "jdk.FileForce")) {
        events.enable(name).withThreshold(Duration.ZERO).withoutStackTrace();
        events.onEvent(name, event -> nanos.addAndGet(ofLog(event)));
      }
      events.startAsync();
      String output = PythonProgram.run(server, data, SPEED + program).strip();
      JsonNode printed = RunningServer.json(output.substring(output.lastIndexOf('\n') + 1));
      events.stop();
      JsonNode study = server.study(printed.path("id").asText());
      shares.add(nanos.get() / 1e9 / study.path("seconds").doubleValue());
      return printed;
    }
  }

  private static long ofLog(RecordedEvent event) {
    return String.valueOf(event.getString("path")).endsWith("responses.log")
        ? event.getDuration().toNanos()
        : 0;
  }

  private static void print(String name, List<Double> rounds, int decimals) {
    System.out.printf("%-40s %s%n", name, Medians.text(rounds, ",." + decimals + "f"));
  }
}
