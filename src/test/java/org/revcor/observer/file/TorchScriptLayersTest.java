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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.Observer;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

final class TorchScriptLayersTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @Test
  void arraysAfterTheOutputAreLayersWithTheShapesOfTheProbe() {
    assertThat(TorchScriptNetworks.file(new Scale.Unit()).open().description().layers())
        .containsExactly(
            new LayerDescription("conv1", 3, 4, 3, Optional.empty(), false),
            new LayerDescription("rows", 3, 12, 1, Optional.empty(), false),
            LayerDescription.flat("fc1", 4),
            LayerDescription.flat("output", 3));
  }

  @Test
  void layersWithoutNamesAreNumbered() {
    assertThat(layerNames("image-first")).containsExactly("hidden1", "output");
  }

  @Test
  void layersEqualTheReferenceNetwork() {
    double[][] images = TorchScriptNetworks.images(3);
    NDArray stimuli = TorchScriptNetworks.array(images, manager);
    List<String> names = List.of("rows", "output", "fc1", "conv1");
    try (Observer observer = TorchScriptNetworks.file(new Scale.Unit()).open().load(Device.cpu())) {
      List<NDArray> values = observer.activations(stimuli, names);
      assertThat(values.stream().map(NDArray::getShape))
          .containsExactly(
              new Shape(3, 3, 12, 1), new Shape(3, 3), new Shape(3, 4), new Shape(3, 3, 4, 3));
      for (int i = 0; i < images.length; i++) {
        Map<String, double[]> reference = TorchScriptNetworks.reference().activations(images[i]);
        assertThat(row(values.get(0), i)).containsExactly(reference.get("conv1"), within(1e-5));
        assertThat(row(values.get(1), i)).containsExactly(reference.get("logits"), within(1e-5));
        assertThat(row(values.get(2), i)).containsExactly(reference.get("fc1"), within(1e-5));
        assertThat(row(values.get(3), i)).containsExactly(reference.get("conv1"), within(1e-5));
      }
      assertThat(observer.forward(stimuli).toFloatArray()).isEqualTo(values.get(1).toFloatArray());
    }
  }

  @Test
  void closesLayersThatAreNotRequested() {
    try (Observer observer = TorchScriptNetworks.file(new Scale.Unit()).open().load(Device.cpu());
        NDManager scope = manager.newSubManager()) {
      NDArray stimuli = TorchScriptNetworks.array(TorchScriptNetworks.images(3), scope);
      int before = scope.getManagedArrays().size();
      assertThat(observer.activations(stimuli, List.of("fc1", "rows"))).hasSize(2);
      assertThat(scope.getManagedArrays()).hasSize(before + 2);
    }
  }

  @Test
  void rejectsAWrongNumberOfNames() {
    refused(
        declared("pair", "a", "b"),
        "study.observer.layers is [a, b]; it must be a list of 1, since the network returns 1 array"
            + " besides its output");
    refused(
        declared("linear", "a"),
        "study.observer.layers is [a]; it must be left out, since the network returns only its"
            + " output");
  }

  @Test
  void rejectsInvalidNames() {
    for (List<String> names : List.of(List.of("a", "a"), List.of(" "), List.of("output"))) {
      assertRefused(
          () -> declared("pair", names.toArray(String[]::new)),
          "study.observer.layers is "
              + names
              + "; it must be different names, none of them output, the name of the network's"
              + " output");
    }
  }

  @Test
  void onlyArrayOfNumbersIsTheOutput() {
    try (Observer observer = declared("image-first").open().load(Device.cpu());
        Observer linear = declared("linear").open().load(Device.cpu())) {
      NDArray ones = manager.ones(new Shape(2, 1, 4, 4));
      assertThat(observer.forward(ones).toFloatArray())
          .isEqualTo(linear.forward(ones).toFloatArray());
      assertThat(observer.activations(ones, List.of("hidden1")).getFirst().toFloatArray())
          .containsOnly(2);
    }
  }

  @Test
  void classesDecideWhichArrayIsTheOutput() {
    NetworkFile declared =
        NetworkFile.of(
            path("units-first"),
            List.of(1, 4, 4),
            OutputKind.LOGITS,
            List.of("left", "middle", "right"));

    assertThat(declared.open().description().layers())
        .extracting(LayerDescription::name, LayerDescription::units)
        .containsExactly(tuple("hidden1", 5), tuple("output", 3));
    assertThat(declared("units-first", "second").open().description().outputs())
        .as("the first, if the layers are declared")
        .isEqualTo(5);
  }

  @Test
  void rejectsSeveralArraysThatCouldBeTheOutput() {
    refused(
        declared("units-first"),
        "study.observer.layers is missing, and each of several arrays could be the output of the"
            + " network: array 1 (images x 5), array 2 (images x 3); it must be names of the arrays"
            + " after the output if that is the first; else classes must be given");
  }

  @Test
  void rejectsLayersWithoutValuesOfEachImage() {
    String expected =
        " (position 1) for 2 images; it must be a network whose layers are real numbers, images x"
            + " units or images x planes x rows (x columns), as dense arrays";
    refused(
        declared("whole-number-layer"),
        "study.observer.file is "
            + path("whole-number-layer")
            + ", which returns int64 of shape (2, 3) as layer hidden1"
            + expected);
    refused(
        declared("sum-layer", "sum"),
        "study.observer.file is "
            + path("sum-layer")
            + ", which returns float32 of shape () as layer sum"
            + expected);
    refused(
        declared("turned-layer"),
        "study.observer.file is "
            + path("turned-layer")
            + ", which returns float32 of shape (3, 2) as layer hidden1"
            + expected);
  }

  @Test
  void rejectsDictionariesAndNumbers() {
    for (String network : List.of("dictionary", "with-a-number")) {
      refused(
          declared(network),
          "study.observer.file is "
              + path(network)
              + ", which returns a dictionary or something other than arrays; it must be a network"
              + " that returns its output, or a tuple of arrays with its output first");
    }
  }

  @Test
  void failsIfALayerChangesItsShape() {
    try (Observer narrow = declared("narrow-layer", "hidden1").open().load(Device.cpu());
        Observer forgets = declared("forgets", "hidden1").open().load(Device.cpu())) {
      NDArray four = manager.ones(new Shape(4, 1, 4, 4));
      assertThatThrownBy(() -> narrow.activations(four, List.of("hidden1")))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessage(
              "observer narrow-layer returned float32 of shape (4, 2) for layer hidden1 and 4"
                  + " stimuli; it must be float32 of shape (4, 3, 1, 1)");
      assertThat(narrow.forward(four).getShape()).isEqualTo(new Shape(4, 3));
      assertThatThrownBy(() -> forgets.forward(four))
          .isInstanceOf(ObserverFailedException.class)
          .hasMessage("observer forgets returned 1 arrays; it must return 2");
    }
  }

  private static void refused(NetworkFile declared, String message) {
    assertRefused(declared::open, message);
  }

  private static List<String> layerNames(String network) {
    return declared(network).open().description().layers().stream()
        .map(LayerDescription::name)
        .toList();
  }

  private static Path path(String network) {
    return TorchScriptNetworks.path(network);
  }

  private static NetworkFile declared(String network, String... layers) {
    return new NetworkFile(
        path(network),
        network,
        Optional.of(List.of(1, 4, 4)),
        Optional.of(OutputKind.LOGITS),
        List.of(),
        "",
        new Scale.Unit(),
        Optional.empty(),
        List.of(layers));
  }

  private static double[] row(NDArray values, int image) {
    float[] all = values.toFloatArray();
    int width = all.length / (int) values.getShape().get(0);
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = all[image * width + i];
    }
    return row;
  }
}
