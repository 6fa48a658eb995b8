package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies modules of PyTorch in one line; needs PyTorch, torchvision and ONNX of Debian. */
@Tag("full")
final class PythonModuleTest {
  private static final String NETWORKS =
      """
      import os, sys
      sys.path.insert(0, "%s")
      import numpy as np, torch, torchvision, revcor
      from torch import nn
      from make_networks import Cnn, RowsInTime, VisionTransformer, steeper

      torch.backends.mha.set_fastpath_enabled(True)
      server = revcor.connect(sys.argv[1])
      few = {"stop": {"max_trials": 64}, "block_size": 32, "seed": 3}
      noise = {"stimulus": {"kind": "white-noise", "size": [8, 8]}, "readout": "logit", "estimator": "average", **few}

      def assert_maps(study, function, input):
          with torch.no_grad():
              outputs = function(torch.zeros(1, *input)).shape[1]
              own = server.study(lambda x: function(torch.from_numpy(x)).detach(), input, outputs, "logits", **noise).wait()
          study.wait()
          expected = own.maps
          assert np.abs(expected).max() > 0
          assert np.allclose(study.maps, expected, rtol=0, atol=1e-3 * np.abs(expected).max())

      class Timm(Cnn):
          pretrained_cfg = {"input_size": (1, 12, 12), "mean": [0.4], "std": [0.2], "label_names": ["a", "b", "c", "a"]}

      class TwoOutputs(nn.Module):
          def __init__(self):
              super().__init__()
              self.colour, self.shape = nn.Linear(192, 3), nn.Linear(192, 5)
          def forward(self, x):
              return {"colour": self.colour(x.flatten(1)), "shape": self.shape(x.flatten(1))}

      """
          .formatted(Path.of("src/test/resources/org/revcor/cli/python").toAbsolutePath());

  private static final String MODULES =
      """
      # scale and classes are those of torchvision and timm, as ONNX; modules are left as they were
      resnet = torchvision.models.resnet18()
      resnet.layer1.eval()
      study = server.study(resnet, input=(3, 64, 64), **noise)
      assert resnet.training and not resnet.layer1.training and torch.backends.mha.get_fastpath_enabled()
      normal = torchvision.models.ResNet18_Weights.DEFAULT.transforms()
      mean, sd = (torch.tensor(x)[:, None, None] for x in (normal.mean, normal.std))
      resnet.eval()
      assert_maps(study, lambda x: resnet((x - mean) / sd), (3, 64, 64))
      assert study.channels[0] == "tench" and len(set(study.channels)) == 1000

      timm = steeper(Timm())
      study = server.study(timm, **noise)
      assert_maps(study, lambda x: timm((x - 0.4) / 0.2), (1, 12, 12))
      assert study.channels == ["a (0)", "b", "c", "a (3)"]
      name = study.info["specification"]["study"]["observer"]["model"]
      assert server.study(timm, **noise).info["specification"]["study"]["observer"]["model"] == name
      file = server._connection.request("GET", "/api/v1/observers/" + name).json()["file"]
      assert file.endswith(".onnx"), file

      transformer = steeper(VisionTransformer())
      assert_maps(server.study(transformer, input=(3, 16, 16), **noise), transformer, (3, 16, 16))

      rows = steeper(RowsInTime())
      study = server.study(rows, input=(1, 10, 8), layout="rows", **noise)
      assert_maps(study, lambda x: rows(x[:, 0]), (1, 10, 8))

      two = steeper(TwoOutputs())
      study = server.study(two, input=(3, 8, 8), head="shape", **noise)
      assert_maps(study, lambda x: two(x)["shape"], (3, 8, 8))
      server.study(two, input=(3, 8, 8), classes=3, **noise)
      assert refused(lambda: server.study(two, input=(3, 8, 8))) == (
          "which output is studied? The module returns colour (3 numbers), shape (5 numbers);"
          " choose one by head='colour'")

      # settings are suggested; layers and gradients are found
      network = steeper(Cnn(1, 28))
      few["stop"]["max_trials"] = 128
      study = server.study(network, input=(1, 28, 28), **few).wait()
      assert study.maps.shape == (4, 1, 28, 28) and np.isfinite(study.maps).all()
      study = server.study(network, input=(1, 28, 28), readout={"kind": "activation", "layer": "conv.0"}, **few)
      assert len(study.wait().channels) == 6
      study = server.study(network, input=(1, 28, 28), estimator="gradient", **few).wait()
      assert study.info["specification"]["study"]["readout"]["kind"] == "logit"

      # the line of the guide
      os.environ["REVCOR_URL"] = sys.argv[1]
      network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 64 * 64, 5))
      """;

  private static final String REFUSALS =
      """
      class Rooted(Cnn):
          def forward(self, x):
              return super().forward(torch.from_numpy(np.sqrt(x.numpy())))
      message = refused(lambda: server.study(Rooted(), input=(1, 12, 12), **noise))
      assert "Converting a tensor to a NumPy array" in message, message
      assert message.endswith("As a function it works: study(lambda x: network(torch.from_numpy(x)).detach().numpy(),"
                              " input=(1, 12, 12), classes=4, output='logits')"), message
      assert refused(lambda: server.study(Cnn())) == (
          "a module as observer needs input, such as input=(3, 224, 224)")
      assert "fails for images of (2, 1, 9, 9)" in refused(lambda: server.study(Cnn(), input=(1, 9, 9)))
      assert "layers has 'cov'; it must be one of conv, conv.0" in refused(
          lambda: server.study(Cnn(), input=(1, 12, 12), layers=["cov"]))
      studies = server._connection.request("GET", "/api/v1/studies").json()["studies"]
      assert not [study for study in studies if study["name"].startswith("comparison")]
      """;

  @TempDir static Path folder;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() {
    PythonProgram.requirePython();
    server = RunningServer.start(folder.resolve("data"));
  }

  /** One program, since the import of PyTorch takes longer than most of these studies. */
  @Test
  void modulesHaveTheMapsOfTheirOwnOutputs_andWhatCannotBeExportedIsNamed() throws IOException {
    String line =
        Files.readString(Path.of("docs/guide/your-network.md"))
            .split("\n## From a PyTorch module to maps\n", -1)[1]
            .split("```", -1)[1]
            .replaceFirst("python\n", "")
            .replace("(3, 64, 64))", "(3, 64, 64), **few)");
    String output =
        PythonProgram.run(
            server, folder, NETWORKS + PythonProgram.REFUSED + MODULES + line + REFUSALS);

    assertThat(output)
        .contains("revcor: output colour of colour, shape is studied")
        .containsPattern("revcor: pca-noise, logit, regression; .* black box: .*; noise of mnist")
        .contains("(5, 3, 64, 64) ['0', '1', '2', '3', '4']");
  }

  /** A distribution whose command runs the classes of this build. */
  @Test
  void aServerStartsFromADistribution_andEndsWithTheProgram() throws IOException {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("bin"));
    Files.createFile(
        home.resolve("bin/revcor"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(
        home.resolve("bin/revcor"),
        """
        #!/bin/sh
        cd '%s' && exec '%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' org.revcor.cli.Main "$@"
        """
            .formatted(
                Path.of("").toAbsolutePath(),
                System.getProperty("java.home"),
                System.getProperty("java.class.path")));
    String program =
        """
        import os, signal, sys
        import revcor
        revcor._start.LOCAL = "http://127.0.0.1:1"
        study = revcor.study("mnist-logistic", stop={"max_trials": 100}).wait()
        print(study._server.url)
        if sys.argv[2] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        """;
    Map<String, String> environment =
        Map.of(
            "REVCOR_HOME",
            home.toString(),
            "REVCOR_DATA_DIR",
            folder.resolve("started").toString());

    // the server ends although its program cannot end it, and the data folder is free again
    PythonProgram killed = PythonProgram.start(server, folder, environment, program, "kill");
    RunningServer.await(() -> killed.output().endsWith("\n"));
    assertThat(PythonProgram.start(server, folder, environment, program, "end").await())
        .startsWith("http://127.0.0.1:");
    RunningServer.start(folder.resolve("started")).close();
  }
}
