package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.revcor.schema.Json;

/** Writes all results as JSON. Unknown and unreached values are null. */
final class ResultsJson {
  private ResultsJson() {}

  static ObjectNode of(ComparisonResults results) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    ArrayNode targets = root.putArray("targets");
    results.targets().values().forEach(targets::add);
    ArrayNode summaries = root.putArray("studies");
    results
        .summaries(ComparedQuantity.RELIABILITY)
        .forEach(summary -> summary(summaries.addObject(), summary));
    if (results.hasReference()) {
      ArrayNode references = root.putArray("reference");
      results
          .summaries(ComparedQuantity.REFERENCE)
          .forEach(summary -> summary(references.addObject(), summary));
    }
    ArrayNode members = root.putArray("members");
    results.outcomes().forEach(outcome -> member(members.addObject(), outcome, results.targets()));
    ArrayNode failed = root.putArray("failed");
    results
        .failures()
        .forEach(
            failure ->
                failed
                    .addObject()
                    .put("study", failure.title())
                    .put("seed", failure.seed())
                    .put("folder", failure.folder())
                    .put("reason", failure.reason()));
    ArrayNode leftOut = root.putArray("leftOut");
    results
        .leftOut()
        .forEach(
            left ->
                leftOut
                    .addObject()
                    .put("combination", left.combination())
                    .put("reason", left.reason()));
    return root;
  }

  private static void summary(ObjectNode node, ComparisonResults.Summary summary) {
    node.put("study", summary.title());
    node.put("seeds", summary.seeds());
    node.put("target", summary.target());
    node.put("channels", summary.channels());
    node.put("reached", summary.reached());
    effort(node.putObject("worst"), summary.worst());
    effort(node.putObject("median"), summary.median());
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
      entry.put("reference", Json.finite(channel.reference().orElse(Double.NaN)));
      channel
          .efforts()
          .forEach((measure, efforts) -> efforts(entry.putArray(key(measure)), efforts, targets));
    }
    ObjectNode looks = node.putObject("looks");
    numbers(looks.putArray("trials"), outcome.convergence().trials());
    numbers(looks.putArray("seconds"), outcome.convergence().seconds());
    numbers(looks.putArray("worst"), outcome.worstCurve());
    numbers(looks.putArray("median"), outcome.medianCurve());
  }

  private static String key(ComparedQuantity measure) {
    return switch (measure) {
      case RELIABILITY -> "reached";
      case REFERENCE -> "referenceReached";
    };
  }

  private static void efforts(ArrayNode array, List<Effort> efforts, Targets targets) {
    for (int target = 0; target < efforts.size(); target++) {
      effort(array.addObject().put("target", targets.values().get(target)), efforts.get(target));
    }
  }

  private static void effort(ObjectNode node, Effort effort) {
    node.put("trials", Json.finite(effort.trials()));
    node.put("forwards", Json.finite(effort.forwards()));
    node.put("seconds", Json.finite(effort.seconds()));
  }

  private static void numbers(ArrayNode array, double[] values) {
    for (double value : values) {
      array.add(Json.finite(value));
    }
  }

  private static void numbers(ArrayNode array, long[] values) {
    for (long value : values) {
      array.add(value);
    }
  }
}
