package org.revcor.study.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.comparison.TargetCost.ComparedQuantity;
import org.revcor.study.specification.StudyFile.Sweep;

/**
 * The results of a comparison.
 *
 * @param failures failed members, and refused ones, which have no outcome
 */
public record ComparisonResults(
    Targets targets,
    List<MemberOutcome> outcomes,
    List<Failure> failures,
    List<Sweep.LeftOut> leftOut) {
  public ComparisonResults {
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
    leftOut = List.copyOf(leftOut);
  }

  /** A failed or refused member. */
  public record Failure(
      @JsonProperty("study") String title, long seed, String folder, String reason) {}

  /** The cost of one target over the repetitions of a study. */
  public record Summary(
      @JsonProperty("study") String title,
      int seeds,
      double target,
      int channels,
      int reached,
      TargetCost worst,
      TargetCost median) {}

  public boolean hasReference() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.channels().stream())
        .anyMatch(
            channel ->
                channel.reference().isPresent()
                    || channel.costs().containsKey(ComparedQuantity.REFERENCE));
  }

  /** Returns the number of members without correlations with the reference at each look. */
  public long withoutCourse() {
    return outcomes.stream()
        .filter(outcome -> !outcome.includes(ComparedQuantity.REFERENCE))
        .count();
  }

  public List<Summary> summaries(ComparedQuantity measure) {
    List<Summary> summaries = new ArrayList<>();
    byTitle()
        .forEach(
            (title, repetitions) -> {
              for (int target = 0; target < targets.values().size(); target++) {
                summaries.add(summary(measure, title, repetitions, target));
              }
            });
    return summaries;
  }

  Map<String, List<MemberOutcome>> byTitle() {
    Map<String, List<MemberOutcome>> titles = new LinkedHashMap<>();
    outcomes.forEach(
        outcome ->
            titles.computeIfAbsent(outcome.title(), first -> new ArrayList<>()).add(outcome));
    return titles;
  }

  private Summary summary(
      ComparedQuantity measure, String title, List<MemberOutcome> repetitions, int target) {
    List<List<TargetCost>> costs =
        repetitions.stream()
            .filter(outcome -> outcome.includes(measure))
            .map(outcome -> outcome.costs(measure, target))
            .toList();
    List<TargetCost> all = costs.stream().flatMap(List::stream).toList();
    return new Summary(
        title,
        costs.size(),
        targets.values().get(target),
        all.size(),
        (int) all.stream().filter(TargetCost::reached).count(),
        TargetCost.median(costs.stream().map(TargetCost::worst).toList()),
        TargetCost.median(costs.stream().map(TargetCost::median).toList()));
  }

  /**
   * Writes {@code compare.csv}, {@code compare.json}, {@code worst.svg} and {@code median.svg}.
   *
   * @throws IOException if one cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve("compare.csv"), csv());
    WholeFile.write(folder.resolve("compare.json"), Json.bytes(toJson()));
    draw(folder, "worst", MemberOutcome::worstCurve);
    draw(folder, "median", MemberOutcome::medianCurve);
  }

  /**
   * Draws reliability against the logarithm of trials, a curve for each member: the horizontal
   * distance of two curves is the ratio of their costs.
   */
  private void draw(Path folder, String channel, Function<MemberOutcome, double[]> curve)
      throws IOException {
    List<Figure.Curve> curves =
        outcomes.stream()
            .map(
                outcome ->
                    Figure.Curve.line(
                        outcome.title(),
                        LongStream.of(outcome.convergence().trials())
                            .mapToDouble(Math::log10)
                            .toArray(),
                        curve.apply(outcome)))
            .toList();
    String title = "Reliability of the %s channel".formatted(channel);
    String svg =
        AnalysisResultFiles.svg(
                new Figure.Curves(channel, title, "log10 of trials", "reliability", curves))
            .orElseThrow();
    WholeFile.write(folder.resolve(channel + ".svg"), svg.getBytes(StandardCharsets.UTF_8));
  }

  private record Row(MemberOutcome outcome, MemberOutcome.ChannelOutcome channel, int target) {
    private TargetCost cost(ComparedQuantity measure) {
      List<TargetCost> costs = channel.costs().get(measure);
      return costs == null ? TargetCost.UNREACHED : costs.get(target);
    }
  }

  /** Returns a row for each member, channel and target. Unknown and unreached values are empty. */
  private byte[] csv() {
    List<Row> rows = new ArrayList<>();
    for (MemberOutcome outcome : outcomes) {
      for (MemberOutcome.ChannelOutcome channel : outcome.channels()) {
        for (int target = 0; target < targets.values().size(); target++) {
          rows.add(new Row(outcome, channel, target));
        }
      }
    }
    Columns<Row> columns =
        new Columns<Row>()
            .with("study", row -> row.outcome().title())
            .with("seed", row -> row.outcome().study().seed())
            .with("observer", row -> row.outcome().study().setup().observer().name())
            .with("stimulus", row -> kind(row.outcome().member()))
            .with("readout", row -> row.outcome().study().setup().readout())
            .with("estimator", row -> row.outcome().study().setup().estimator())
            .with("channel", row -> row.channel().last().name())
            .with("count", row -> number(row.channel().last().count()))
            .with("reliability", row -> number(row.channel().last().quality().reliability()))
            .with("assured", row -> number(row.channel().last().quality().assured()))
            .with("reference", row -> number(row.channel().reference().orElse(Double.NaN)))
            .with("target", row -> targets.values().get(row.target()));
    addCost(columns, ComparedQuantity.RELIABILITY, "trials", "forwards", "seconds");
    addCost(
        columns,
        ComparedQuantity.REFERENCE,
        "referenceTrials",
        "referenceForwards",
        "referenceSeconds");
    return columns
        .with("folder", row -> row.outcome().member().folder())
        .csv(rows)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void addCost(
      Columns<Row> columns,
      ComparedQuantity measure,
      String trials,
      String forwards,
      String seconds) {
    columns
        .with(trials, row -> number(row.cost(measure).trials()))
        .with(forwards, row -> number(row.cost(measure).forwards()))
        .with(seconds, row -> number(row.cost(measure).seconds()));
  }

  private static String kind(Member member) {
    return member.variant().path("stimulus").path("kind").asText();
  }

  private static String number(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return "";
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }

  public JsonNode toJson() {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.set("targets", tree(targets.values()));
    root.set("studies", tree(summaries(ComparedQuantity.RELIABILITY)));
    if (hasReference()) {
      root.set("reference", tree(summaries(ComparedQuantity.REFERENCE)));
    }
    ArrayNode members = root.putArray("members");
    outcomes.forEach(outcome -> member(members.addObject(), outcome, targets));
    root.set("failed", tree(failures));
    root.set("leftOut", tree(leftOut));
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
          .costs()
          .forEach((measure, costs) -> costs(entry.putArray(key(measure)), costs, targets));
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

  private static void costs(ArrayNode array, List<TargetCost> costs, Targets targets) {
    for (int target = 0; target < costs.size(); target++) {
      ObjectNode cost = array.addObject().put("target", targets.values().get(target));
      cost.setAll((ObjectNode) tree(costs.get(target)));
    }
  }

  private static JsonNode numbers(double[] values) {
    return tree(DoubleStream.of(values).boxed().toList());
  }

  private static JsonNode tree(Object value) {
    return Json.FINITE.valueToTree(value);
  }
}
