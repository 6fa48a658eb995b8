package org.revcor.specification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.revcor.InvalidInputException;
import org.revcor.observer.Edit;
import org.revcor.observer.Units;

/** Reads {@code observer.edits}. */
final class EditReader {
  private static final String EDITS = "edits";
  private static final String EXPECTED =
      "a list of objects, for example [{ kind = scale, layer = conv1, units = 3, factor = 0 }]";
  private static final String EXPECTED_AMOUNT = "a number, or a list of one number per unit";
  private static final String EXPECTED_VALUES = "a list of numbers";

  /** More of them belong into a file, since they are a part of every state of the study. */
  private static final int MAX_VALUES = 4_096;

  private static final List<String> ADD_BIAS = List.of("kind", "layer", UnitKeys.UNITS, "amount");
  private static final List<String> SCALE =
      List.of("kind", "layer", UnitKeys.UNITS, UnitKeys.AT, "factor");
  private static final List<String> INJECT = List.of("kind", "layer", "values", "file", "share");

  /** Keys of each kind. */
  private static final Map<String, List<String>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("add-bias", ADD_BIAS);
    KINDS.put("scale", SCALE);
    KINDS.put("inject", INJECT);
  }

  private final UnaryOperator<Path> located;

  /**
   * @param located where a file is that the study names
   */
  EditReader(UnaryOperator<Path> located) {
    this.located = located;
  }

  List<EditReference> read(Section observer) {
    List<EditReference> edits = new ArrayList<>();
    observer.elements(EDITS, EXPECTED).forEach((path, node) -> edits.add(edit(path, node)));
    return edits;
  }

  private EditReference edit(String path, JsonNode node) {
    List<String> any = KINDS.values().stream().flatMap(List::stream).distinct().toList();
    List<String> keys =
        Section.of(path, node, any)
            .choice("kind", KINDS)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        path + ".kind", "missing", "one of " + String.join(", ", KINDS.keySet())));
    Section edit = Section.of(path, node, keys);
    String layer =
        edit.text("layer").orElseThrow(() -> edit.wrong("layer", "set, for example layer = conv1"));
    if (keys.equals(ADD_BIAS)) {
      return new EditReference.Stated(new Edit.AddBias(layer, UnitKeys.maps(edit), amounts(edit)));
    }
    if (keys.equals(SCALE)) {
      Units units = UnitKeys.units(edit, new Units.Place.Everywhere());
      return new EditReference.Stated(new Edit.Scale(layer, units, number(edit, "factor")));
    }
    return inject(edit, layer);
  }

  private static float[] amounts(Section edit) {
    if (!edit.isList("amount")) {
      return new float[] {number(edit, "amount")};
    }
    float[] amounts = edit.floats("amount", EXPECTED_AMOUNT);
    if (amounts.length == 0) {
      throw edit.wrong("amount", EXPECTED_AMOUNT);
    }
    return amounts;
  }

  private static float number(Section edit, String key) {
    OptionalDouble number = edit.number(key);
    return (float) number.orElseThrow(() -> edit.wrong(key, "set to a number"));
  }

  private EditReference inject(Section edit, String layer) {
    float share = (float) edit.number("share").orElse(1);
    if (edit.has("values") == edit.has("file")) {
      throw edit.wrong("an object with either values (a list) or file (a NumPy file, .npy)");
    }
    if (edit.has("file")) {
      String file = edit.text("file").orElseThrow();
      try {
        return new EditReference.InjectFile(layer, located.apply(Path.of(file)).toString(), share);
      } catch (InvalidPathException unusable) {
        throw edit.wrong("file", "the path of a file");
      }
    }
    float[] values = edit.floats("values", EXPECTED_VALUES);
    if (values.length > MAX_VALUES) {
      throw new InvalidInputException(
          edit.at("values"),
          "a list of %,d".formatted(values.length),
          "at most %,d numbers; for more, use file with a NumPy file (.npy)".formatted(MAX_VALUES));
    }
    return new EditReference.Stated(new Edit.Inject(layer, values, share));
  }
}
