package org.revcor.observer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.ObserverFailedException;
import org.revcor.file.Digest;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Layout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.worker.HostileNetwork;

final class NetworkFileTest {
  private static final List<Integer> FOUR = List.of(1, 4, 4);

  @TempDir Path folder;

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @Test
  void describesADeclaredAndProbedNetwork() throws IOException {
    ObserverDescription description = open("linear", OutputKind.LOGITS).description();
    assertThat(description)
        .isEqualTo(
            new ObserverDescription(
                "linear.pt",
                ObserverInput.unchanged(1, 4, 4),
                OutputKind.LOGITS,
                3,
                List.of("0", "1", "2"),
                "",
                Digest.of(Files.readAllBytes(TorchScriptNetworks.path("linear"))),
                List.of(LayerDescription.flat("output", 3)),
                true,
                false));
  }

  @Test
  void computesTheOutputFromItsWeights() {
    try (Observer observer = open("linear", OutputKind.LOGITS).load(Device.cpu())) {
      NDArray output = observer.forward(manager.ones(new Shape(5, 1, 4, 4)));
      assertThat(output.getShape()).isEqualTo(new Shape(5, 3));
      assertThat(output.getManager()).isSameAs(manager);
      assertThat(output.get(4).toFloatArray()).containsExactly(7.5f, 7.5f, 7.5f);
    }
  }

  @Test
  void acceptsChannelsLastStimuli() {
    try (Observer observer =
        NetworkFile.of(
                TorchScriptNetworks.path("rgb"), List.of(3, 2, 2), OutputKind.LOGITS, List.of())
            .open()
            .load(Device.cpu())) {
      NDArray red =
          manager.create(new float[] {6, 2, 1, 6, 2, 1, 6, 2, 1, 6, 2, 1}, new Shape(1, 2, 2, 3));
      assertThat(observer.forward(red.transpose(0, 3, 1, 2)).toFloatArray()).containsExactly(4, 1);
    }
  }

  @Test
  void singleLogitHasTwoClasses() {
    ObserverDescription description =
        open("one-logit", OutputKind.LOGITS, "low", "high").description();
    assertThat(description.outputs()).isEqualTo(1);
    assertThat(description.classes()).containsExactly("low", "high");
    assertThat(open("one-logit", OutputKind.LOGITS).description().classes())
        .containsExactly("0", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"doubles", "bfloat16"})
  void convertsOtherRealNumbersToFloats(String network) {
    try (Observer observer = open(network, OutputKind.LOGITS).load(Device.cpu())) {
      assertThat(observer.forward(manager.ones(new Shape(1, 1, 4, 4))).toFloatArray())
          .containsExactly(7.5f, 7.5f, 7.5f);
    }
  }

  @Test
  void dropoutOfANetworkSavedInTrainingModeIsOff() {
    try (Observer observer = open("dropout", OutputKind.LOGITS).load(Device.cpu())) {
      assertThat(observer.forward(manager.ones(new Shape(1, 1, 4, 4))).toFloatArray())
          .containsExactly(7.5f, 7.5f, 7.5f);
    }
  }

  @Test
  void takesMissingPropertiesFromTheCard() throws IOException {
    Path file = Files.copy(TorchScriptNetworks.path("softmax"), folder.resolve("net.pt"));
    Files.writeString(
        folder.resolve("net.json"),
        """
        {"input": [1, 4, 4], "output": "probabilities", "classes": ["a", "b", "c"], "dataset": "mnist",
         "scale": "bytes", "layers": ["first"]}\
        """);
    NetworkFile byCard = declaredByCard(file);
    assertThat(byCard)
        .isEqualTo(
            new NetworkFile(
                file,
                "net.pt",
                Optional.of(List.of(1, 4, 4)),
                Optional.of(OutputKind.PROBABILITIES),
                List.of("a", "b", "c"),
                "mnist",
                new Scale.Bytes(),
                Optional.empty(),
                List.of("first")));
    NetworkFile byStudy =
        NetworkFile.declared(
            file,
            Optional.of(List.of(1, 2, 8)),
            Optional.of(OutputKind.LOGITS),
            Optional.of(List.of("x", "y", "z")),
            Optional.of(new Scale.Unit()),
            Optional.of(Layout.FLAT),
            Optional.of(List.of()));
    assertThat(byStudy)
        .isEqualTo(
            new NetworkFile(
                file,
                "net.pt",
                Optional.of(List.of(1, 2, 8)),
                Optional.of(OutputKind.LOGITS),
                List.of("x", "y", "z"),
                "mnist",
                new Scale.Unit(),
                Optional.of(Layout.FLAT),
                List.of()));
  }

  @Test
  void rejectsAMissingInput() {
    Path file = TorchScriptNetworks.path("linear");
    assertRefused(
        () -> declaredByCard(file),
        "study.observer.input is missing, also from the card "
            + file.resolveSibling("linear.json")
            + "; it must be three positive numbers [planes, rows, columns]");
  }

  @Test
  void rejectsARandomNetwork() {
    refused(
        "random",
        OutputKind.LOGITS,
        "study.observer.file is "
            + TorchScriptNetworks.path("random")
            + ", which returns different outputs in two runs on the same images; it must be a"
            + " network without randomness (dropout or noise that evaluation mode does not switch"
            + " off) and without state that it keeps between runs");
  }

  @Test
  void rejectsANetworkWhoseImagesAffectEachOther() {
    refused(
        "normalized",
        OutputKind.LOGITS,
        "study.observer.file is "
            + TorchScriptNetworks.path("normalized")
            + ", which returns other outputs for an image if other images are in its batch; it"
            + " must be a network that treats each image by itself (batch normalization in"
            + " evaluation mode, recurrent layers with batch_first)");
  }

  @Test
  void rejectsANetworkForBatchesOfOneImage() {
    assertRefused(() -> open("one-image", OutputKind.LOGITS))
        .hasMessageContaining("which fails for a batch of 2 images (RuntimeError: shape '[1, 16]'")
        .hasMessageEndingWith(
            "it must be a network for any number of images: x.flatten(1) or x.shape[0] in place of"
                + " a number, and a dynamic axis in ONNX");
  }

  @Test
  void rejectsProbabilitiesDeclaredAsLogits() {
    refused(
        "softmax",
        OutputKind.LOGITS,
        "study.observer.output is logits, but the outputs of the network are in [0, 1] and sum to"
            + " 1; it must be probabilities for this network");
  }

  @Test
  void aSingleOutputThatMayBeEitherMustBeDeclared() {
    assertRefused(
        () -> single(Optional.empty()),
        "study.observer.output is missing, and the single output of the network is in [0, 1]"
            + " for noise; it must be probabilities if it is one (after a sigmoid), else"
            + " logits");
    assertThat(single(Optional.of(OutputKind.LOGITS)).description().outputs()).isEqualTo(1);
    assertThat(single(Optional.of(OutputKind.PROBABILITIES)).description().outputs()).isEqualTo(2);
  }

  private static ObserverSource single(Optional<OutputKind> output) {
    return NetworkFile.declared(
            TorchScriptNetworks.path("one-probability"),
            Optional.of(List.of(1, 4, 4)),
            output,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .open();
  }

  @Test
  void oneProbabilityIsThatOfTheSecondClass() {
    NDArray stimuli = manager.arange(32).toType(DataType.FLOAT32, true).reshape(2, 1, 4, 4).div(32);
    ObserverSource source = open("one-probability", OutputKind.PROBABILITIES, "dark", "bright");

    assertThat(source.description().outputs()).isEqualTo(2);
    assertThat(source.description().differentiable()).isTrue();
    try (Observer observer = source.load(Device.cpu());
        Observer logits = open("one-logit", OutputKind.LOGITS).load(Device.cpu())) {
      float[] logit = logits.forward(stimuli).toFloatArray();
      float[] expected = new float[4];
      for (int image = 0; image < 2; image++) {
        expected[2 * image + 1] = (float) (1 / (1 + Math.exp(-logit[image])));
        expected[2 * image] = 1 - expected[2 * image + 1];
      }
      assertThat(observer.forward(stimuli).toFloatArray()).containsExactly(expected, within(1e-6f));
    }
  }

  private static ObserverSource opened(Path file) {
    return NetworkFile.of(file, FOUR, OutputKind.LOGITS, List.of()).open();
  }

  @Test
  void rejectsWhatIsNoNetwork() throws IOException {
    String expected = "; it must be an existing network file, .pt (TorchScript) or .onnx (ONNX)";
    Path none = folder.resolve("none.pt");
    assertRefused(
        () -> opened(none), "study.observer.file is " + none + ", which does not exist" + expected);
    assertRefused(
        () -> opened(folder), "study.observer.file is " + folder + ", a folder" + expected);
    Path text = Files.writeString(folder.resolve("text.pt"), "not a network");
    assertRefused(
        () -> opened(text),
        "study.observer.file is "
            + text
            + ", which is not TorchScript (PytorchStreamReader failed reading zip archive:"
            + " not a ZIP archive); it must be a network saved with torch.jit.save");
    Path empty = Files.createFile(folder.resolve("empty.pt"));
    assertRefused(() -> opened(empty))
        .hasMessageContaining("which is not TorchScript (")
        .hasMessageEndingWith("; it must be a network saved with torch.jit.save");
    byte[] whole = Files.readAllBytes(TorchScriptNetworks.path("linear"));
    Path half = Files.write(folder.resolve("half.pt"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused(() -> opened(half))
        .hasMessageContaining("which is not TorchScript (PytorchStreamReader failed");
  }

  @Test
  void namesTheExportOfOtherFormats() throws IOException {
    Path file = Files.writeString(folder.resolve("net.pt2"), "no network");

    assertThatThrownBy(() -> opened(file))
        .hasMessageEndingWith(
            "a program of torch.export runs in PyTorch only; export the module itself with"
                + " torch.onnx.export, or call torch.export.load(FILE).module() from the Python"
                + " client");
    assertThat(FileFormat.expected("net.keras", ""))
        .isEqualTo(
            "a file .pt (TorchScript) or .onnx (ONNX): tf2onnx makes ONNX from Keras and"
                + " TensorFlow");
    assertThat(FileFormat.expected("net.txt", ""))
        .isEqualTo("a file .pt (TorchScript) or .onnx (ONNX)");
  }

  @Test
  void rejectsAnInputForWhichTheNetworkFails() {
    assertRefused(
        () ->
            NetworkFile.of(
                    TorchScriptNetworks.path("linear"),
                    List.of(1, 5, 5),
                    OutputKind.LOGITS,
                    List.of())
                .open(),
        "study.observer.input is [1, 5, 5], for which the network fails (RuntimeError: mat1 and"
            + " mat2 shapes cannot be multiplied (2x25 and 16x3)); it must be the planes, rows"
            + " and columns of the network's input; the network must take float32, any number"
            + " of images, and planes first (layout = nhwc if they are last)");
  }

  @Test
  void rejectsImpossibleInputs() {
    for (List<Integer> input :
        List.of(List.of(1, 28), List.of(0, 4, 4), List.of(1, -4, 4), List.of(3, 9999, 9999))) {
      assertRefused(
              () ->
                  NetworkFile.of(
                      TorchScriptNetworks.path("linear"), input, OutputKind.LOGITS, List.of()))
          .hasMessageStartingWith(
              "study.observer.input is "
                  + input
                  + "; it must be three positive numbers [planes, rows, columns]");
    }
  }

  @Test
  void rejectsAWrongNumberOfClasses() {
    assertRefused(
        () -> open("linear", OutputKind.LOGITS, "a", "b"),
        "study.observer.classes is a list of 2 names; it must be a list of 3, since the network"
            + " has 3 outputs");
    assertThatThrownBy(() -> open("one-logit", OutputKind.LOGITS, "a", "b", "c"))
        .hasMessage(
            "study.observer.classes is a list of 3 names; it must be a list of 2, since the network"
                + " has 1 output");
  }

  @Test
  void rejectsRepeatedOrSingleClasses() {
    assertRefused(
        () -> open("linear", OutputKind.LOGITS, "a", "b", "a"),
        "study.observer.classes is [a, b, a]; it must be two or more different names");
    assertThatThrownBy(() -> open("one-logit", OutputKind.LOGITS, "a"))
        .hasMessage("study.observer.classes is [a]; it must be two or more different names");
  }

  @Test
  void rejectsLogitsDeclaredAsProbabilities() {
    assertRefused(() -> open("linear", OutputKind.PROBABILITIES))
        .hasMessageStartingWith(
            "study.observer.output is probabilities, but the network has the output ")
        .hasMessageEndingWith(
            "; it must be logits for this network (probabilities are in [0, 1] and sum to 1)");
  }

  @Test
  void rejectsAnOutputWithoutClasses() {
    refused(
        "vector",
        OutputKind.LOGITS,
        "study.observer.file is "
            + TorchScriptNetworks.path("vector")
            + ", which returns float32 of shape (2) for 2 images; it must be a network that returns"
            + " real numbers, images x classes, as a dense array");
  }

  @ParameterizedTest
  @CsvSource({
    "torch.to_sparse(%s), float32 (not dense)",
    "torch.to_sparse_csr(%s), float32 (not dense)",
    "'torch.to_mkldnn(%s, None)', float32 (not dense)",
    "'torch.quantize_per_tensor(%s, 0.1, 0, 12)', unknown",
    "'torch.gt(%s, 0)', boolean"
  })
  void rejectsOutputsThatAreNotDenseFloats(String returned, String type) {
    String logits = "torch.linear(torch.flatten(x, 1), self.weight, self.bias)";
    Path file =
        HostileNetwork.write(
            folder, "other", "    return " + returned.formatted(logits) + "\n    y = x\n");

    assertRefused(
        () -> opened(file),
        "study.observer.file is %s, which returns %s of shape (2, 3) for 2 images; it must be a network that returns real numbers, images x classes, as a dense array"
            .formatted(file, type));
  }

  @Test
  void aNetworkThatModifiesItsInputDoesNotChangeTheStimuli() {
    try (Observer observer = open("alters", OutputKind.LOGITS).load(Device.cpu())) {
      NDArray stimuli = manager.ones(new Shape(2, 1, 4, 4));
      float[] first = observer.forward(stimuli).toFloatArray();
      assertThat(observer.forward(stimuli).toFloatArray()).containsExactly(first);
      assertThat(stimuli.toFloatArray()).containsOnly(1);
    }
  }

  @Test
  void modulesThatDependOnTheMemoryLayoutAcceptChannelsLastStimuli() {
    try (Observer observer =
        NetworkFile.of(
                TorchScriptNetworks.path("view"), List.of(2, 2, 2), OutputKind.LOGITS, List.of())
            .open()
            .load(Device.cpu())) {
      NDArray stimulus = manager.arange(8).toType(DataType.FLOAT32, true).reshape(1, 2, 2, 2);
      assertThat(observer.forward(stimulus.transpose(0, 3, 1, 2)).toFloatArray())
          .containsExactly(0, 2, 4);
    }
  }

  @Test
  void rejectsOutputsThatAreNotFinite() {
    assertRefused(() -> open("always-not-finite", OutputKind.LOGITS))
        .hasMessageContaining(", which returns ")
        .hasMessageEndingWith(" for uniform noise; it must be a network whose outputs are finite");
  }

  @Test
  void rejectsAFileThatHasChanged() throws IOException {
    Path file = Files.copy(TorchScriptNetworks.path("linear"), folder.resolve("net.pt"));
    ObserverSource source = opened(file);
    Files.write(file, Files.readAllBytes(TorchScriptNetworks.path("softmax")));
    assertRefused(() -> source.load(Device.cpu()))
        .hasMessageStartingWith(
            "study.observer.file is " + file + ", which has changed since the study began")
        .hasMessageEndingWith("it must be the file of " + source.description().digest());
  }

  @Test
  void failsWithTheNetworksMessage() {
    try (Observer observer = open("throws", OutputKind.LOGITS).load(Device.cpu())) {
      assertThatThrownBy(() -> observer.forward(manager.ones(new Shape(4, 1, 4, 4))))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessage("observer throws.pt failed: builtins.ValueError: more than three images");
      assertThat(observer.forward(manager.ones(new Shape(2, 1, 4, 4))).toFloatArray()).hasSize(6);
    }
  }

  @Test
  void failsIfTheOutputHasAnotherShape() {
    try (Observer observer = open("narrows", OutputKind.LOGITS).load(Device.cpu())) {
      assertThatThrownBy(() -> observer.forward(manager.ones(new Shape(4, 1, 4, 4))))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessage(
              "observer narrows.pt returned float32 of shape (4, 2) for 4 stimuli; it must be"
                  + " float32 of shape (4, 3)");
    }
  }

  @Test
  void aThousandRunsLeaveNothingInTheParentManager() {
    try (Observer observer = open("linear", OutputKind.LOGITS).load(Device.cpu())) {
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 1_000; i++) {
        try (NDManager scope = manager.newSubManager()) {
          observer.forward(scope.ones(new Shape(2, 1, 4, 4)));
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  private void refused(String network, OutputKind output, String message) {
    assertRefused(() -> open(network, output), message);
  }

  private static NetworkFile declaredByCard(Path file) {
    return NetworkFile.declared(
        file,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ObserverSource open(String network, OutputKind output, String... classes) {
    return NetworkFile.of(TorchScriptNetworks.path(network), FOUR, output, List.of(classes)).open();
  }
}
