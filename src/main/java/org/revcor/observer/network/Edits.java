package org.revcor.observer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.observer.Edit;
import org.revcor.observer.EngineArrays;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Units;
import org.revcor.observer.network.Operations.Operation;

/** Checks edits of a network, and converts them to changed weights or additional operations. */
final class Edits {
  private static final String FIELD = "study.observer.edits";

  private Edits() {}

  static void requireFit(List<Edit> edits, ObserverDescription observer) {
    for (int i = 0; i < edits.size(); i++) {
      String field = "%s[%d]".formatted(FIELD, i);
      LayerDescription layer = observer.layer(field + ".layer", edits.get(i).layer());
      switch (edits.get(i)) {
        case Edit.AddBias add -> requireFit(add, layer, field, observer);
        case Edit.Scale scale -> {
          scale.units().in(layer, field);
          requireFinite(field + ".factor", scale.factor());
        }
        case Edit.Inject inject -> requireFit(inject, layer, field);
      }
    }
  }

  private static void requireFit(
      Edit.AddBias add, LayerDescription layer, String field, ObserverDescription observer) {
    observer.requireBias(field + ".layer", layer);
    int selected = add.units().of(layer.planes(), field + ".units", layer.name()).length;
    if (add.amounts().length != 1 && add.amounts().length != selected) {
      throw new InvalidInputException(
          field + ".amount",
          "a list of " + add.amounts().length,
          "one number, or one for each of the %d units".formatted(selected));
    }
    for (float amount : add.amounts()) {
      requireFinite(field + ".amount", amount);
    }
  }

  private static void requireFit(Edit.Inject inject, LayerDescription layer, String field) {
    if (inject.values().length != layer.units()) {
      throw new InvalidInputException(
          field + ".values",
          "a list of %,d".formatted(inject.values().length),
          "%s = %,d numbers for %s".formatted(layer.shapeText(), layer.units(), layer.name()));
    }
    for (float value : inject.values()) {
      requireFinite(field + ".values", value);
    }
    if (!(inject.share() >= 0 && inject.share() <= 1)) {
      throw new InvalidInputException(field + ".share", "" + inject.share(), "in [0, 1]");
    }
  }

  private static void requireFinite(String field, float value) {
    if (!Float.isFinite(value)) {
      throw new InvalidInputException(field, "" + value, "a finite number");
    }
  }

  /** Returns the digest of a variant. It depends on the network, the edits and their order. */
  static String digest(String network, List<Edit> edits) {
    StringBuilder text = new StringBuilder(network);
    edits.forEach(edit -> text.append('\n').append(edit.layer()).append(' ').append(text(edit)));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Edit edit) {
    return switch (edit) {
      case Edit.AddBias add -> add.units().text() + " + " + Arrays.toString(add.amounts());
      case Edit.Scale scale ->
          scale.units().maps().text()
              + " at "
              + text(scale.units().place())
              + " * "
              + scale.factor();
      case Edit.Inject inject -> Arrays.toString(inject.values()) + " mixed by " + inject.share();
    };
  }

  private static String text(Units.Position place) {
    return switch (place) {
      case Units.Position.Everywhere everywhere -> "everywhere";
      case Units.Position.Centre centre -> "centre";
      case Units.Position.At(int row, int column) -> row + "," + column;
    };
  }

  static long bytes(List<Edit> edits, ObserverDescription observer) {
    return edits.stream()
        .filter(edit -> !(edit instanceof Edit.AddBias))
        .mapToLong(edit -> Float.BYTES * (long) observer.layer(FIELD, edit.layer()).units())
        .sum();
  }

  static Weights inWeights(Weights weights, List<Edit> edits) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    for (Edit edit : edits) {
      if (edit instanceof Edit.AddBias add) {
        tensors.computeIfPresent(add.layer() + ".bias", (name, bias) -> added(bias, add));
      }
    }
    return new Weights(tensors);
  }

  private static Tensor added(Tensor bias, Edit.AddBias add) {
    float[] values = bias.values().clone();
    int[] units = add.units().of(values.length, FIELD, add.layer());
    for (int i = 0; i < units.length; i++) {
      values[units[i]] += add.amounts()[add.amounts().length == 1 ? 0 : i];
    }
    return new Tensor(bias.shape(), values);
  }

  /** An edit of values, C x H x W: multiplies each by a factor and adds a summand. */
  record Constants(float[] factors, float[] summands) {}

  /** Returns the constants of an edit of values; empty if the edit changes weights. */
  static Optional<Constants> constants(Edit edit, Size size) {
    return switch (edit) {
      case Edit.AddBias add -> Optional.empty();
      case Edit.Scale scale ->
          Optional.of(new Constants(factors(scale, size), new float[size.values()]));
      case Edit.Inject inject -> {
        float[] remaining = new float[size.values()];
        Arrays.fill(remaining, 1 - inject.share());
        yield Optional.of(new Constants(remaining, shares(inject)));
      }
    };
  }

  /**
   * Returns the operation of an edit on the values of its layer; empty if the edit changes weights.
   */
  static Optional<Operation> ofValues(Edit edit, Size size, NDManager manager) {
    return switch (edit) {
      case Edit.AddBias add -> Optional.empty();
      case Edit.Scale scale -> {
        NDArray factors = array(factors(scale, size), size, manager);
        yield Optional.of((input, recording) -> input.mul(factors));
      }
      case Edit.Inject inject -> {
        NDArray injected = array(shares(inject), size, manager);
        NDArray remaining = EngineArrays.of(manager, 1 - inject.share());
        yield Optional.of(
            (input, recording) -> {
              try (NDArray rest = input.mul(remaining)) {
                return (PtNDArray) rest.add(injected);
              }
            });
      }
    };
  }

  private static float[] shares(Edit.Inject inject) {
    float[] shares = inject.values().clone();
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= inject.share();
    }
    return shares;
  }

  private static float[] factors(Edit.Scale scale, Size size) {
    LayerDescription layer =
        new LayerDescription(
            scale.layer(), size.planes(), size.height(), size.width(), Optional.empty(), false);
    float[] factors = new float[size.values()];
    Arrays.fill(factors, 1);
    for (Units.Unit unit : scale.units().in(layer, FIELD)) {
      factors[unit.index(layer)] = scale.factor();
    }
    return factors;
  }

  private static NDArray array(float[] values, Size size, NDManager manager) {
    return size.isFlat()
        ? EngineArrays.of(manager, values, new Shape(1, size.planes()))
        : EngineArrays.of(
            manager, values, new Shape(1, size.planes(), size.height(), size.width()));
  }
}
