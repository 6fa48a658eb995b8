package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import org.revcor.observer.Layout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.schema.Json;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;

/** Keys of {@code study.observer}. */
final class ObserverKeys {
  private static final String SHAPE = "three positive whole numbers, [planes, rows, columns]";

  private static final Key<String> MODEL =
      Key.required("model", Type.TEXT, "mnist-cnn", "Name of a shipped or trained network.");

  private static final Key<String> FILE =
      Key.required("file", Type.FILE, "nets/my.pt", "TorchScript (.pt) or ONNX (.onnx) file.");

  private static final Key<Optional<List<Integer>>> INPUT =
      Key.optional(
              "input",
              new Type<>(SHAPE, Type.named("array"), ObserverKeys::shape, Json.MAPPER::valueToTree),
              "from the card or file",
              "Shape of a stimulus.")
          .only("observer.file", section -> section.has("file"));

  private static final Key<Optional<OutputKind>> OUTPUT =
      Key.optional(
              "output",
              Type.word(OutputKind.OF_FILES.toArray(OutputKind[]::new)),
              "from the card, else logits",
              "What the network returns.")
          .only("observer.file", section -> section.has("file"));

  private static final Key<Optional<List<String>>> CLASSES =
      Key.optional(
              "classes",
              Type.names(2, "a list of at least two different names"),
              "from the card or file, else 0, 1, 2, ...",
              "Names of the classes.")
          .only("observer.file", section -> section.has("file"));

  private static final Key<Optional<Scale>> SCALE =
      Key.optional(
              "scale",
              new Type<>(
                  "unit, bytes or { mean = [...], sd = [...] }",
                  JsonNodeFactory.instance.objectNode(),
                  (section, key) -> Scale.read(section.at(key), section.fields().path(key)),
                  Scale::toJson),
              "from the card, else unit",
              "What the network is given of a stimulus in [0, 1].")
          .only("observer.file", section -> section.has("file"));

  private static final Key<Optional<Layout>> LAYOUT =
      Key.optional(
              "layout",
              Type.word(Layout.values()),
              "from the card or file, else nchw",
              "Order of the values of the network's input.")
          .only("observer.file", section -> section.has("file"));

  private static final Key<Optional<List<String>>> LAYERS =
      Key.optional(
              "layers",
              Type.names(0, "a list of different names"),
              "from the card or file, else hidden1, hidden2, ...",
              "Names of what the network returns beside its output.")
          .only("observer.file", section -> section.has("file"));

  private static final Variants<ObserverReference> ORIGINAL =
      Variants.byKey(
          "an object with either model (a name) or file (a TorchScript or ONNX file)",
          "The network.",
          List.of(
              Option.<ObserverReference>of(
                      "model",
                      ObserverReference.Named.class,
                      Keys.all(
                          section -> new ObserverReference.Named(MODEL.read(section)),
                          MODEL.of(ObserverReference.Named::model)),
                      "Model",
                      "shipped or trained")
                  .ownedBy("observer.model"),
              Option.<ObserverReference>of(
                      "file",
                      ObserverReference.FromFile.class,
                      Keys.all(
                          section ->
                              new ObserverReference.FromFile(
                                  FILE.read(section),
                                  INPUT.read(section),
                                  OUTPUT.read(section),
                                  CLASSES.read(section),
                                  SCALE.read(section),
                                  LAYOUT.read(section),
                                  LAYERS.read(section)),
                          FILE.of(ObserverReference.FromFile::file),
                          INPUT.of(ObserverReference.FromFile::input),
                          OUTPUT.of(ObserverReference.FromFile::output),
                          CLASSES.of(ObserverReference.FromFile::classes),
                          SCALE.of(ObserverReference.FromFile::scale),
                          LAYOUT.of(ObserverReference.FromFile::layout),
                          LAYERS.of(ObserverReference.FromFile::layers)),
                      "File",
                      "TorchScript or ONNX")
                  .ownedBy("observer.file")));

  static final Keys<ObserverReference> KEYS =
      Keys.all(
          ObserverKeys::read,
          ORIGINAL.of(ObserverKeys::original),
          EditKeys.KEYS.of(ObserverKeys::edits));

  private ObserverKeys() {}

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

  private static List<Integer> shape(Section section, String key) {
    List<Integer> shape = section.sizes(key, SHAPE).orElseThrow();
    if (shape.size() != 3) {
      throw section.wrong(key, SHAPE);
    }
    return shape;
  }
}
