package org.revcor.observer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtEnvironment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Layout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

final class OnnxFileTest {
  private static final List<Integer> SMALL = List.of(1, 4, 4);

  /** Networks that end with softmax. */
  private static final Set<String> PROBABILITIES =
      Set.of("planes-first", "planes-last", "label-first");

  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  /** Returns a file of {@code make_onnx_networks.py}. */
  private static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(OnnxFileTest.class.getResource(name + ".onnx"), name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<OutputKind> meaning(String name) {
    return Optional.of(OutputKind.PROBABILITIES).filter(kind -> PROBABILITIES.contains(name));
  }

  private static ObserverSource open(
      String name, Optional<List<Integer>> input, Optional<Layout> layout) {
    return NetworkFile.declared(
            path(name),
            input,
            meaning(name),
            Optional.empty(),
            Optional.empty(),
            layout,
            Optional.empty())
        .open();
  }

  private static ObserverSource open(String name) {
    return open(name, Optional.empty(), Optional.empty());
  }

  /** Returns stimuli with the planes innermost in memory, as lanes have them. */
  private NDArray stimuli(int images, int planes, int height, int width) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[images * planes * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return manager.create(values, new Shape(images, height, width, planes)).transpose(0, 3, 1, 2);
  }

  private float[] outputs(ObserverSource source, NDArray stimuli) {
    try (Observer observer = source.load(Device.cpu())) {
      return observer.forward(stimuli).toFloatArray();
    }
  }

  private float[] linear(NDArray stimuli) {
    return outputs(
        NetworkFile.of(TorchScriptNetworks.path("linear"), SMALL, OutputKind.LOGITS, List.of())
            .open(),
        stimuli);
  }

  @Test
  void whatTheFileContainsNeedsNoDeclaration() {
    ObserverDescription description = open("linear").description();

    assertThat(List.of(description.planes(), description.height(), description.width()))
        .isEqualTo(SMALL);
    assertThat(description.classes()).containsExactly("left", "middle", "right");
    assertThat(description.differentiable()).isFalse();
    assertThat(description.digest()).startsWith("sha256:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "fixed-batch",
        "any-size",
        "any-rank",
        "flat",
        "rows",
        "doubles",
        "sides-of-one"
      })
  void outputsAreThoseOfTheSameNetworkInTorchScript(String name) {
    NDArray stimuli = stimuli(7, 1, 4, 4);

    float[] outputs = outputs(open(name, Optional.of(SMALL), Optional.empty()), stimuli);

    assertThat(outputs).containsExactly(linear(stimuli), within(1e-5f));
  }

  @Test
  void halfPrecisionBecomesFloat() {
    NDArray stimuli = stimuli(3, 1, 4, 4);

    assertThat(outputs(open("half-precision"), stimuli))
        .containsExactly(linear(stimuli), within(4e-3f));
  }

  @Test
  void oneNumberPerImageIsALogitOfTwoClasses() {
    ObserverSource source = open("one-logit");
    NDArray stimuli = stimuli(2, 1, 4, 4);
    float[] three = linear(stimuli);

    assertThat(source.description().classes()).containsExactly("0", "1");
    assertThat(outputs(source, stimuli))
        .containsExactly(
            new float[] {three[0] + three[1] + three[2], three[3] + three[4] + three[5]},
            within(1e-5f));
  }

  @Test
  void aFurtherOutputCalledOutputIsNotTheOutput() {
    assertThat(
            open("second-output-called-output", Optional.of(List.of("rectified")))
                .description()
                .layers())
        .extracting(LayerDescription::name)
        .containsExactly("rectified", "output");
  }

  @Test
  void namesOfLayersDecideWhichOutputOfTheFileIsTheOutput() {
    assertThat(open("features-first", Optional.of(List.of("features"))).description().outputs())
        .isEqualTo(3);
    assertThat(open("features-first", Optional.of(List.of("logits"))).description().outputs())
        .isEqualTo(5);
    assertThatThrownBy(() -> open("features-first"))
        .hasMessage(
            "study.observer.layers is missing, and each of several arrays could be the output of"
                + " the network: features (images x 5), logits (images x 3); it must be the names"
                + " of all arrays but the output, or classes must be given");
  }

  @Test
  void layersHaveTheirNamesInTheFileInAnyOrder() {
    for (List<String> layers : List.of(List.of("flat", "positive"), List.of("positive", "flat"))) {
      assertThat(open("two-layers", Optional.of(layers)).description().layers())
          .extracting(LayerDescription::name, LayerDescription::units)
          .containsExactly(tuple("flat", 16), tuple("positive", 3), tuple("output", 3));
    }
    assertThatThrownBy(() -> open("two-layers", Optional.of(List.of("positive", "other"))))
        .hasMessage(
            "study.observer.layers is [positive, other]; it must be the names of all outputs of the"
                + " file but that of the classes: [flat, positive]");
  }

  private static ObserverSource open(String name, Optional<List<String>> layers) {
    return NetworkFile.declared(
            path(name),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            layers)
        .open();
  }

  @Test
  void layoutOfTheFileIsPartOfTheDescription() {
    assertThat(open("planes-last").description().input().layout()).isEqualTo(Layout.NHWC);
    assertThat(open("planes-first").description().input().layout()).isEqualTo(Layout.NCHW);
    assertThat(open("rows").description().input().layout()).isEqualTo(Layout.ROWS);
  }

  @Test
  void labelsBesideProbabilitiesAreIgnored() {
    ObserverDescription description = open("label-first").description();

    assertThat(description.outputs()).isEqualTo(3);
    assertThat(description.layers()).hasSize(1);
  }

  @Test
  void furtherOutputsAreLayersWithTheirNames() {
    ObserverSource source = open("planes-first");
    NDArray stimuli = stimuli(5, 3, 6, 8);

    assertThat(source.description().layers())
        .extracting(LayerDescription::name)
        .containsExactly("hidden", "output");
    try (Observer observer = source.load(Device.cpu())) {
      NDArray hidden = observer.activations(stimuli, List.of("hidden")).getFirst();
      assertThat(hidden.getShape()).isEqualTo(new Shape(5, 5, 4, 6));
      assertThat(hidden.min().getFloat()).isZero();
      assertThat(hidden.max().getFloat()).isPositive();
    }
  }

  @Test
  void planesMayBeFirstOrLast() {
    NDArray stimuli = stimuli(5, 3, 6, 8);
    ObserverSource last = open("planes-last");

    assertThat(last.description().height()).isEqualTo(6);
    assertThat(outputs(last, stimuli))
        .containsExactly(outputs(open("planes-first"), stimuli), within(1e-6f));
  }

  @Test
  void scaleIsAppliedToPlanesInAnyLayout() {
    Scale scale = new Scale.Standard(List.of(.1, .2, .3), List.of(.5, .6, .7));
    NDArray stimuli = stimuli(2, 3, 6, 8);

    assertThat(outputs(scaled("planes-last", scale), stimuli))
        .containsExactly(outputs(scaled("planes-first", scale), stimuli), within(1e-6f));
    assertThat(outputs(scaled("planes-first", scale), stimuli))
        .isNotEqualTo(outputs(open("planes-first"), stimuli));
  }

  private static ObserverSource scaled(String name, Scale scale) {
    return NetworkFile.declared(
            path(name),
            Optional.empty(),
            meaning(name),
            Optional.empty(),
            Optional.of(scale),
            Optional.empty(),
            Optional.empty())
        .open();
  }

  @Test
  void versionOfTheRuntimeThatPlansName() {
    assertThat(open("linear").runtime())
        .hasValue("onnxruntime " + OrtEnvironment.getEnvironment().getVersion());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two-inputs | file | which has 2 inputs: x, y; it must be a network with one input
          unknown-operator | file | which ONNX Runtime 1.23.2 cannot load (Fatal error: org.example:Magic(-1) is not a registered function/op); it must be a valid ONNX network of float32 with operators that it knows
          external-data | file | whose weights are in other files (external data); it must be a single file with all weights: call torch.onnx.export with dynamo=False or external_data=False, or onnx.save(onnx.load(FILE), OTHER_FILE)
          external-data-in-a-branch | file | whose weights are in other files (external data); it must be a single file with all weights: call torch.onnx.export with dynamo=False or external_data=False, or onnx.save(onnx.load(FILE), OTHER_FILE)
          external-data-hidden | file | whose weights are in other files (external data); it must be a single file with all weights: call torch.onnx.export with dynamo=False or external_data=False, or onnx.save(onnx.load(FILE), OTHER_FILE)
          classes-that-are-none | file | whose metadata property classes is [null]; it must be a network whose property classes is a JSON list of different names without line breaks, or that has none; study or card may give the names
          classes-with-line-breaks | file | whose metadata property classes is ["a\\n", "b", "c"]; it must be a network whose property classes is a JSON list of different names without line breaks, or that has none; study or card may give the names
          two-classes | file | whose property classes has 2 names for 3 outputs; it must be a network with a name for each output; study or card may give others
          large-batch | file | whose input has the sizes 1073741824 x 1 x 4 x 4; it must be a network with a batch of at most 67,108,864 values
          only-labels | file | without an output of real numbers; it must be a network with such an output (of scikit-learn: exported with zipmap off)
          random-noise | file | which returns different outputs in two runs on the same images; it must be a network without randomness (dropout or noise that evaluation mode does not switch off) and without state that it keeps between runs
          batch-statistics | file | which returns other outputs for an image if other images are in its batch; it must be a network that treats each image by itself (batch normalization in evaluation mode, recurrent layers with batch_first)
          fixed-batch-statistics | file | which returns other outputs for an image if other images are in its batch; it must be a network that treats each image by itself (batch normalization in evaluation mode, recurrent layers with batch_first)
          fixed-pair-statistics | file | which returns other outputs for an image if other images are in its batch; it must be a network that treats each image by itself (batch normalization in evaluation mode, recurrent layers with batch_first)
          """)
  void refusesWhatItCannotRun(String name, String field, String message) {
    assertRefused(
        () -> open(name), "study.observer." + field + " is " + path(name) + ", " + message);
  }

  @Test
  void namesOfAStudyReplaceUnusableOnesOfTheFile() {
    ObserverDescription description =
        NetworkFile.declared(
                path("classes-that-are-none"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(List.of("a", "b", "c")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .open()
            .description();

    assertThat(description.classes()).containsExactly("a", "b", "c");
  }

  @Test
  void opsetThatIsNotKnown() {
    assertRefused(() -> open("unknown-opset"))
        .hasMessageContaining("(ONNX Runtime only *guarantees* support")
        .hasMessageNotContaining("onnxruntime_src");
  }

  @Test
  void shapesThatTheFileLeavesOpenMustBeDeclared() {
    assertThatThrownBy(() -> open("any-size"))
        .hasMessage(
            "study.observer.input is missing, and the file leaves it open (? x ? x ? x ?);"
                + " it must be three positive numbers [planes, rows, columns]");
    assertThatThrownBy(() -> open("flat"))
        .hasMessageStartingWith(
            "study.observer.input is missing, and the file leaves it open (? x 16);");
  }

  @Test
  void planesThatAreNotObviousMustBeDeclared() {
    assertThatThrownBy(() -> open("no-usual-planes"))
        .hasMessage(
            "study.observer.input is missing, and the file does not say which of ? x 4 x 2 x 2 are"
                + " planes; it must be three positive numbers [planes, rows, columns], or the"
                + " layout must be given");
    assertThat(
            open("no-usual-planes", Optional.empty(), Optional.of(Layout.NHWC))
                .description()
                .planes())
        .isEqualTo(2);
  }

  @Test
  void rowsHaveOnePlane() {
    assertThatThrownBy(() -> open("rows", Optional.of(List.of(3, 4, 4)), Optional.of(Layout.ROWS)))
        .hasMessage(
            "study.observer.layout is rows; it must be nchw, nhwc or flat for images of 3 planes");
    assertThatThrownBy(() -> open("rows", Optional.of(List.of(3, 4, 4)), Optional.empty()))
        .hasMessageStartingWith("study.observer.input is [3, 4, 4]; it must be planes, rows");
  }

  @Test
  void declarationsThatContradictTheFile() {
    assertThatThrownBy(() -> open("linear", Optional.of(List.of(1, 2, 8)), Optional.empty()))
        .hasMessage(
            "study.observer.input is [1, 2, 8]; it must be planes, rows and columns of an image"
                + " for the network's input, ? x 1 x 4 x 4");
    assertThatThrownBy(() -> open("linear", Optional.empty(), Optional.of(Layout.FLAT)))
        .hasMessage(
            "study.observer.file is %s, whose input has the sizes ? x 1 x 4 x 4; it must be a network whose input has the layout flat"
                .formatted(path("linear")));
  }

  @Test
  void aFileThatIsNotOnnx(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no network");
    Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);

    for (Path file : List.of(text, empty)) {
      assertThatThrownBy(() -> refusedFile(file))
          .hasMessageContaining("cannot load (")
          .hasMessageEndingWith(
              "it must be a valid ONNX network of float32 with operators that it knows");
    }
  }

  private static ObserverSource refusedFile(Path file) {
    return NetworkFile.of(file, SMALL, OutputKind.LOGITS, List.of()).open();
  }
}
