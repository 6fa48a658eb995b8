package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.observer.Edit;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.Units;
import org.revcor.schema.Elements;
import org.revcor.schema.Group;
import org.revcor.schema.Json;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.study.specification.ObserverReference.EditReference;

final class ObserverKeys {
  private static final String SHAPE =
      "three positive whole numbers, [planes, rows, columns], of at most %,d values together"
          .formatted(ObserverInput.MAX_VALUES);

  private static final Key<String> MODEL =
      Key.required("model", Type.TEXT, "mnist-cnn", "Name of a shipped or trained network.");

  private static final Key<String> FILE =
      Key.required("file", Type.FILE, "nets/my.pt", "TorchScript (.pt) or ONNX (.onnx) file.");

  private static final Type<List<Integer>> INPUT_TYPE =
      new Type<>(SHAPE, Type.named("array"), ObserverKeys::shape, Json.MAPPER::valueToTree);

  private static final Key<Optional<List<Integer>>> INPUT =
      ofFile("input", INPUT_TYPE, "from the card or file", "Shape of a stimulus.");

  private static final Key<Optional<OutputKind>> OUTPUT =
      ofFile(
          "output",
          Type.word(OutputKind.OF_FILES.toArray(OutputKind[]::new)),
          "from the card, else logits",
          "What the network returns; needed for a single output in [0, 1].");

  private static final Key<Optional<List<String>>> CLASSES =
      ofFile(
          "classes",
          Type.names(2, "a list of at least two different names"),
          "from the card or file, else 0, 1, 2, ...",
          "Names of the classes.");

  private static final Key<Optional<Scale>> SCALE =
      ofFile(
          "scale",
          new Type<>(
              Scale.EXPECTED,
              JsonNodeFactory.instance.objectNode(),
              (section, key) -> Scale.read(section.at(key), section.fields().path(key)),
              Scale::toJson),
          "from the card, else unit",
          "What the network is given of a stimulus in [0, 1].");

  private static final Key<Optional<Layout>> LAYOUT =
      ofFile(
          "layout",
          Type.word(Layout.values()),
          "from the card or file, else nchw",
          "Order of the values of the network's input.");

  private static final Key<Optional<List<String>>> LAYERS =
      ofFile(
          "layers",
          Type.names(0, "a list of different names"),
          "from the card or file, else hidden1, hidden2, ...",
          "Names of what the network returns beside its output.");

  private static final int MAX_CLASSES = 100_000;
  private static final String CLASSES_RANGE =
      "a number from 1 to %d, or a list of different names".formatted(MAX_CLASSES);

  private static final Type<List<String>> EXTERNAL_NAMES =
      Type.names(1, "a list of different names");

  private static final Key<List<Integer>> EXTERNAL_INPUT =
      Key.required("input", INPUT_TYPE, "[1, 28, 28]", "Shape of a stimulus.");

  private static final Key<OutputKind> EXTERNAL_OUTPUT =
      Key.required(
          "output",
          Type.word(OutputKind.OF_CLIENTS.toArray(OutputKind[]::new)),
          "probabilities",
          "What clients send for each stimulus.");

  private static final Key<List<String>> EXTERNAL_CLASSES =
      Key.required(
          "classes",
          new Type<>(
              CLASSES_RANGE,
              Type.either(
                  Type.named("integer").put("minimum", 1).put("maximum", MAX_CLASSES),
                  EXTERNAL_NAMES.schema()),
              ObserverKeys::classes,
              EXTERNAL_NAMES.writer()),
          "10",
          "Names of the classes, or their number.");

  private static final Group<ObserverReference.External> EXTERNAL =
      new Group<>(
          "external",
          Keys.ofRecord(
              ObserverReference.External.class, EXTERNAL_INPUT, EXTERNAL_OUTPUT, EXTERNAL_CLASSES),
          true,
          "An observer whose outputs clients of the server send.");

  private static final Variants<ObserverReference> ORIGINAL =
      Variants.byKey(
          "an object with one of model (a name), file (a TorchScript or ONNX file) or external"
              + " (outputs from clients)",
          "The network.",
          List.of(
              Option.<ObserverReference, ObserverReference.Named>of(
                      "model", ObserverReference.Named.class, "Model", "shipped or trained", MODEL)
                  .ownedBy("observer.model"),
              Option.<ObserverReference, ObserverReference.FromFile>of(
                      "file",
                      ObserverReference.FromFile.class,
                      "File",
                      "TorchScript or ONNX",
                      FILE,
                      INPUT,
                      OUTPUT,
                      CLASSES,
                      SCALE,
                      LAYOUT,
                      LAYERS)
                  .ownedBy("observer.file"),
              Option.<ObserverReference>of(
                      "external",
                      ObserverReference.External.class,
                      EXTERNAL,
                      "External",
                      "outputs from clients")
                  .ownedBy("observer.external")));

  static final Keys<ObserverReference> KEYS =
      Keys.all(
          ObserverKeys::read,
          ORIGINAL.of(ObserverKeys::original),
          EditKeys.KEYS.of(ObserverKeys::edits));

  private ObserverKeys() {}

  private static <T> Key<Optional<T>> ofFile(
      String name, Type<T> type, String defaultValue, String help) {
    return Key.optional(name, type, defaultValue, help)
        .only("observer.file", section -> section.has("file"));
  }

  private static ObserverReference read(Section section) {
    ObserverReference original = ORIGINAL.read(section);
    List<EditReference> edits = EditKeys.KEYS.read(section);
    return edits.isEmpty() ? original : new ObserverReference.Edited(original, edits);
  }

  private static ObserverReference original(ObserverReference observer) {
    return observer instanceof ObserverReference.Edited edited ? edited.original() : observer;
  }

  private static List<EditReference> edits(ObserverReference observer) {
    return observer instanceof ObserverReference.Edited edited ? edited.edits() : List.of();
  }

  private static List<String> classes(Section section, String key) {
    if (section.isList(key)) {
      return EXTERNAL_NAMES.reader().read(section, key);
    }
    if (!section.isNumber(key)) {
      throw section.wrong(key, CLASSES_RANGE);
    }
    int number = (int) section.whole(key, 1, MAX_CLASSES);
    return IntStream.range(0, number).mapToObj(String::valueOf).toList();
  }

  private static List<Integer> shape(Section section, String key) {
    List<Integer> shape = section.wholes(key, 1, SHAPE);
    if (shape.size() != 3 || ObserverInput.isTooLarge(shape)) {
      throw section.wrong(key, SHAPE);
    }
    return shape;
  }

  static final class EditKeys {
    private static final String AMOUNT_RANGE = "a number, or a list of one number per unit";
    private static final String VALUES_RANGE = "a list of numbers";

    /**
     * Maximum number of values in a study file, since every state of the study contains them. A
     * NumPy file can hold more.
     */
    private static final int MAX_VALUES = 4_096;

    private static final int MAX_EDITS = 1_000;

    private static final Key<String> LAYER =
        Key.required("layer", Type.TEXT, "conv1", "Layer that is changed.");

    private static final Key<float[]> AMOUNT =
        Key.required(
            "amount",
            new Type<>(
                AMOUNT_RANGE,
                Type.either(Type.named("number"), Type.named("array")),
                EditKeys::amounts,
                amounts -> Json.MAPPER.valueToTree(amounts.length == 1 ? amounts[0] : amounts)),
            "0.1",
            "What is added to the bias of each unit.");

    private static final Key<Float> FACTOR =
        Key.required(
            "factor", float32(), "0", "What activations are multiplied with; 0 is a lesion.");

    private static final Key<Float> SHARE =
        Key.withDefault(
            "share", float32(), 1f, "Weight of the values, in [0, 1]; 1 replaces activations.");

    private static final Key<float[]> VALUES =
        Key.required(
            "values",
            new Type<>(
                VALUES_RANGE, Type.named("array"), EditKeys::values, Json.MAPPER::valueToTree),
            "[0, 1]",
            "Activations in the order C, H, W.");

    private static final Key<String> FILE =
        Key.required(
            "file", Type.FILE, "means/conv2.npy", "NumPy file of activations, float32 or float64.");

    private static final Variants<EditReference> INJECTED =
        Variants.byKey(
            "an object with either values (a list) or file (a NumPy file, .npy)",
            "The activations.",
            List.of(
                new Option<EditReference>(
                    "values",
                    edit ->
                        edit instanceof EditReference.Stated(Edit stated)
                            && stated instanceof Edit.Inject,
                    Keys.all(
                        section ->
                            new EditReference.Stated(
                                new Edit.Inject(
                                    LAYER.read(section),
                                    VALUES.read(section),
                                    SHARE.read(section))),
                        VALUES.of(edit -> ((Edit.Inject) edit.edit()).values())),
                    "",
                    "Values",
                    "a list"),
                Option.of(
                    "file",
                    EditReference.InjectFile.class,
                    Keys.all(
                        section ->
                            new EditReference.InjectFile(
                                LAYER.read(section), FILE.read(section), SHARE.read(section)),
                        FILE.of(EditReference.InjectFile::file)),
                    "File",
                    "NumPy")));

    private static final Variants<EditReference> EDIT =
        Variants.byRequiredWord(
            "kind",
            "What is changed.",
            List.of(
                stated(
                    "add-bias",
                    Edit.AddBias.class,
                    Keys.ofRecord(Edit.AddBias.class, LAYER, UnitKeys.UNITS, AMOUNT),
                    "adds to biases (micro-stimulation)"),
                stated(
                    "scale",
                    Edit.Scale.class,
                    Keys.ofRecord(
                        Edit.Scale.class,
                        LAYER,
                        Keys.ofRecord(
                            Units.class, UnitKeys.UNITS, UnitKeys.EVERYWHERE_UNLESS_GIVEN),
                        FACTOR),
                    "multiplies activations"),
                new Option<EditReference>(
                    "inject",
                    edit -> true,
                    Keys.all(
                        INJECTED::read,
                        LAYER.of(EditKeys::layer),
                        INJECTED.of(edit -> edit),
                        SHARE.of(EditKeys::share)),
                    "",
                    "Inject",
                    "mixes activations with given ones")));

    static final Elements<EditReference> KEYS =
        new Elements<>(
            "edits",
            EDIT,
            MAX_EDITS,
            "a list of objects, for example [{ kind = scale, layer = conv1, units = 3, factor = 0 }]",
            "Changes of the network, in the order in which they take effect.");

    private EditKeys() {}

    private static <E extends Edit> Option<EditReference> stated(
        String word, Class<E> type, Keys<E> keys, String help) {
      return new Option<>(
          word,
          edit -> edit instanceof EditReference.Stated(Edit stated) && type.isInstance(stated),
          Keys.all(
              section -> new EditReference.Stated(keys.read(section)),
              keys.of(edit -> type.cast(edit.edit()))),
          "",
          word,
          help);
    }

    private static String layer(EditReference edit) {
      return switch (edit) {
        case EditReference.InjectFile file -> file.layer();
        case EditReference.Stated(Edit stated) -> stated.layer();
      };
    }

    private static float share(EditReference edit) {
      return switch (edit) {
        case EditReference.InjectFile file -> file.share();
        case EditReference.Stated(Edit stated) -> ((Edit.Inject) stated).share();
      };
    }

    private static Type<Float> float32() {
      return new Type<>(
          "a number",
          Type.named("number"),
          (section, key) -> (float) section.number(key),
          FloatNode::valueOf);
    }

    private static float[] amounts(Section section, String key) {
      float[] amounts =
          section.isList(key)
              ? section.floats(key, AMOUNT_RANGE)
              : new float[] {(float) section.number(key)};
      if (amounts.length == 0) {
        throw section.wrong(key, AMOUNT_RANGE);
      }
      return amounts;
    }

    private static float[] values(Section section, String key) {
      float[] values = section.floats(key, VALUES_RANGE);
      if (values.length > MAX_VALUES) {
        throw new InvalidInputException(
            section.at(key),
            "a list of %,d".formatted(values.length),
            "at most %,d numbers; for more, use file with a NumPy file (.npy)"
                .formatted(MAX_VALUES));
      }
      return values;
    }
  }
}
