package org.revcor.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.revcor.estimate.StoppingRule;
import org.revcor.stimulus.BernoulliLaw;
import org.revcor.stimulus.GaussianLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.UniformLaw;

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
    law(study.putObject("stimulus").put("kind", "white-noise"), specification.law());
    study.putObject("readout").put("kind", specification.readout().word());
    study.put("estimator", SpecificationReader.word(specification.estimator()));
    study.put("conventions", SpecificationReader.word(specification.conventions()));
    stop(study.putObject("stop"), specification.stop());
    specification.blockSize().ifPresent(size -> study.put("block-size", size));
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
        file.output().ifPresent(output -> node.put("output", SpecificationReader.word(output)));
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
    }
  }

  private static void law(ObjectNode node, Law law) {
    node.put("law", law.name());
    switch (law) {
      case UniformLaw() -> {}
      case GaussianLaw(double mean, double sd) -> node.put("mean", mean).put("sd", sd);
      case BernoulliLaw(double p) -> node.put("p", p);
    }
  }

  private static void stop(ObjectNode node, StoppingRule stop) {
    stop.maxTrials().ifPresent(trials -> node.put("max-trials", trials));
    stop.reliability().ifPresent(reliability -> node.put("reliability", reliability));
  }
}
