package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.FloatNode;
import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.observer.Edit;
import org.revcor.observer.Units;
import org.revcor.schema.Elements;
import org.revcor.schema.Json;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.schema.Variants;
import org.revcor.schema.Variants.Option;
import org.revcor.study.specification.ObserverReference.EditReference;

final class EditKeys {
  private static final String AMOUNT_RANGE = "a number, or a list of one number per unit";
  private static final String VALUES_RANGE = "a list of numbers";

  /**
   * Maximum number of values in a study file, since every state of the study contains them. A NumPy
   * file can hold more.
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
          new Type<>(VALUES_RANGE, Type.named("array"), EditKeys::values, Json.MAPPER::valueToTree),
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
                                  LAYER.read(section), VALUES.read(section), SHARE.read(section))),
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
                      Keys.ofRecord(Units.class, UnitKeys.UNITS, UnitKeys.EVERYWHERE_UNLESS_GIVEN),
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
          "at most %,d numbers; for more, use file with a NumPy file (.npy)".formatted(MAX_VALUES));
    }
    return values;
  }
}
