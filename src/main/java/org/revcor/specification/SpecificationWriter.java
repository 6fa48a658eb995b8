package org.revcor.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.revcor.Spelling;
import org.revcor.estimate.ConfidenceSequence;
import org.revcor.estimate.StoppingRule;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.PooledReadout;
import org.revcor.observer.Readout;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;

/**
 * Writes a specification as the object that {@link SpecificationReader} reads, defaults included.
 */
final class SpecificationWriter {
  private SpecificationWriter() {}

  static JsonNode write(String root, StudySpecification specification) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    ObjectNode study = file.putObject(root);
    study.put("name", specification.name());
    study.put("seed", specification.seed());
    observer(study.putObject("observer"), specification.observer());
    ObjectNode stimulus = study.putObject("stimulus");
    StimulusWriter.write(stimulus, specification.stimulus());
    if (specification.antithetic()) {
      stimulus.put("antithetic", true);
    }
    ObjectNode readout = study.putObject("readout");
    readout(readout, specification.readout());
    if (specification.bySignal()) {
      readout.put("by-signal", true);
    }
    study.put("estimator", Spelling.word(specification.estimator()));
    specification
        .gradientChannel()
        .ifPresent(turn -> study.put("gradient-channel", Spelling.word(turn)));
    study.put("conventions", Spelling.word(specification.conventions()));
    stop(study.putObject("stop"), specification.stop());
    specification.blockSize().ifPresent(size -> study.put("block-size", size));
    switch (specification.batchSize()) {
      case BatchSize.Standard standard -> {}
      case BatchSize.Calibrated calibrated -> study.put("batch-size", BatchSize.Calibrated.WORD);
      case BatchSize.Most(int trials) -> study.put("batch-size", trials);
    }
    if (specification.precision().isHalf()) {
      study.put("precision", specification.precision().word());
    }
    specification.ridge().ifPresent(ridge -> study.put("whiten", true).put("ridge", ridge));
    specification.covariance().ifPresent(axes -> covariance(study.putObject("covariance"), axes));
    return file;
  }

  private static void observer(ObjectNode node, ObserverReference observer) {
    switch (observer) {
      case ObserverReference.Named(String model) -> node.put("model", model);
      case ObserverReference.FromFile file -> {
        node.put("file", file.file());
        file.input()
            .ifPresent(
                sizes -> {
                  ArrayNode input = node.putArray("input");
                  sizes.forEach(input::add);
                });
        file.output().ifPresent(output -> node.put("output", Spelling.word(output)));
        file.classes()
            .ifPresent(
                names -> {
                  ArrayNode classes = node.putArray("classes");
                  names.forEach(classes::add);
                });
        file.scale().ifPresent(scale -> node.set("scale", scale.toJson()));
        file.layers()
            .ifPresent(
                names -> {
                  ArrayNode layers = node.putArray("layers");
                  names.forEach(layers::add);
                });
      }
      case ObserverReference.Edited edited -> {
        observer(node, edited.original());
        ArrayNode edits = node.putArray("edits");
        edited.edits().forEach(edit -> edit(edits.addObject(), edit));
      }
    }
  }

  private static void edit(ObjectNode node, EditReference reference) {
    switch (reference) {
      case EditReference.InjectFile(String layer, String file, float share) ->
          node.put("kind", "inject").put("layer", layer).put("file", file).put("share", share);
      case EditReference.Stated(Edit.AddBias add) -> {
        UnitKeys.write(node.put("kind", "add-bias").put("layer", add.layer()), add.units());
        if (add.amounts().length == 1) {
          node.put("amount", add.amounts()[0]);
        } else {
          floats(node.putArray("amount"), add.amounts());
        }
      }
      case EditReference.Stated(Edit.Scale(String layer, Units units, float factor)) -> {
        UnitKeys.write(node.put("kind", "scale").put("layer", layer), units);
        node.put("factor", factor);
      }
      case EditReference.Stated(Edit.Inject(String layer, float[] values, float share)) -> {
        floats(node.put("kind", "inject").put("layer", layer).putArray("values"), values);
        node.put("share", share);
      }
    }
  }

  private static void floats(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(value);
    }
  }

  private static void readout(ObjectNode node, Readout readout) {
    node.put("kind", readout.word());
    switch (readout) {
      case ClassReadout ofClasses -> {}
      case UnitReadout(String layer, Units units, boolean crop) -> {
        UnitKeys.write(node.put("layer", layer), units);
        node.put("crop", crop);
      }
      case PooledReadout(String layer, Indices maps) -> {
        UnitKeys.write(node.put("layer", layer), maps);
        node.put(UnitKeys.AT, UnitKeys.POOLED);
      }
    }
  }

  private static void covariance(ObjectNode node, CovarianceSpecification axes) {
    if (!axes.channels().isEmpty()) {
      axes.channels().forEach(node.putArray("channels")::add);
    }
    node.put("level", axes.level());
    if (axes.permutations() > 0) {
      node.put("permutations", axes.permutations());
    }
  }

  private static void stop(ObjectNode node, StoppingRule stop) {
    stop.maxTrials().ifPresent(trials -> node.put("max-trials", trials));
    stop.reliability().ifPresent(reliability -> node.put("reliability", reliability));
    if (stop.precision().isPresent()) {
      node.put("precision", stop.precision().getAsDouble());
      if (stop.sequence() != ConfidenceSequence.ASYMPTOTIC) {
        node.put("sequence", Spelling.word(stop.sequence()));
      }
      node.put("level", stop.level());
    }
    if (stop.hasTarget() && stop.quantile() < 1) {
      node.put("quantile", stop.quantile());
    }
    if (stop.reliability().isPresent() && stop.precision().isPresent()) {
      node.put("require", Spelling.word(stop.require()));
    }
    stop.time().ifPresent(time -> node.put("time", text(time)));
  }

  /** In the largest unit of which it is a whole number. */
  private static String text(Duration time) {
    long millis = time.toMillis();
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1_000L);
    return units.entrySet().stream()
        .filter(unit -> millis % unit.getValue() == 0)
        .findFirst()
        .map(unit -> millis / unit.getValue() + unit.getKey())
        .orElse(millis + "ms");
  }
}
