package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.DoubleStream;
import org.revcor.schema.Json;
import org.revcor.study.comparison.Effort.ComparedQuantity;

/** Writes all results as JSON. Unknown and unreached values are null. */
final class ResultsJson {
  private ResultsJson() {}

  static ObjectNode of(ComparisonResults results) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.set("targets", tree(results.targets().values()));
    root.set("studies", tree(results.summaries(ComparedQuantity.RELIABILITY)));
    if (results.hasReference()) {
      root.set("reference", tree(results.summaries(ComparedQuantity.REFERENCE)));
    }
    ArrayNode members = root.putArray("members");
    results.outcomes().forEach(outcome -> member(members.addObject(), outcome, results.targets()));
    root.set("failed", tree(results.failures()));
    root.set("leftOut", tree(results.leftOut()));
    return root;
  }

  private static void member(ObjectNode node, MemberOutcome outcome, Targets targets) {
    node.put("study", outcome.title());
    node.put("folder", outcome.member().folder());
    node.put("seed", outcome.study().seed());
    node.put("trials", outcome.study().progress().trials());
    node.put("seconds", outcome.study().progress().seconds());
    node.put("forwardsPerTrial", outcome.study().progress().forwardsPerTrial());
    node.putPOJO("state", outcome.study().lifecycle().state());
    node.putPOJO("end", outcome.study().lifecycle().end());
    node.put("problem", outcome.study().lifecycle().problem());
    node.set("specification", outcome.study().setup().specification());
    ArrayNode channels = node.putArray("channels");
    for (MemberOutcome.ChannelOutcome channel : outcome.channels()) {
      ObjectNode entry = channels.addObject();
      entry.put("name", channel.last().name());
      entry.put("count", channel.last().count());
      entry.put("reliability", channel.last().quality().reliability());
      entry.put("assured", channel.last().quality().assured());
      entry.set("reference", tree(channel.reference().orElse(Double.NaN)));
      channel
          .efforts()
          .forEach((measure, efforts) -> efforts(entry.putArray(key(measure)), efforts, targets));
    }
    ObjectNode looks = node.putObject("looks");
    looks.set("trials", tree(outcome.convergence().trials()));
    looks.set("seconds", numbers(outcome.convergence().seconds()));
    looks.set("worst", numbers(outcome.worstCurve()));
    looks.set("median", numbers(outcome.medianCurve()));
  }

  private static String key(ComparedQuantity measure) {
    return switch (measure) {
      case RELIABILITY -> "reached";
      case REFERENCE -> "referenceReached";
    };
  }

  private static void efforts(ArrayNode array, List<Effort> efforts, Targets targets) {
    for (int target = 0; target < efforts.size(); target++) {
      ObjectNode effort = array.addObject().put("target", targets.values().get(target));
      effort.setAll((ObjectNode) tree(efforts.get(target)));
    }
  }

  private static JsonNode numbers(double[] values) {
    return tree(DoubleStream.of(values).boxed().toList());
  }

  private static JsonNode tree(Object value) {
    return Json.FINITE.valueToTree(value);
  }
}
