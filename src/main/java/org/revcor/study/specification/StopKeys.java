package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;

/** Keys of {@code study.stop}; an absent rule does not apply. */
final class StopKeys {
  private static final String TIME_RANGE = "a time from 1s to 365d, such as 90s, 10m or 1h";

  private static final Key<Optional<Long>> MAX_TRIALS =
      Key.optional(
          "max-trials", Type.whole(2, StoppingRule.MAX_TRIALS), "", "Largest number of trials.");

  private static final Key<Optional<Double>> RELIABILITY =
      Key.optional(
          "reliability",
          Type.number(Double.MIN_VALUE, Math.nextDown(1.0), "a number above 0 and below 1"),
          "",
          "Reliability that channels must reach.");

  private static final Key<Optional<Double>> PRECISION =
      Key.optional(
          "precision",
          Type.number(Double.MIN_VALUE, Double.MAX_VALUE, "a number above 0"),
          "",
          "Half-width of the confidence band that channels must reach, in the unit of the maps.");

  private static final Key<Optional<Double>> LEVEL =
      Key.optional(
              "level",
              Type.number(1e-6, 0.5, "a number from 0.000001 to 0.5"),
              "0.05",
              "Familywise error of the precision, over all values, channels and looks.")
          .only("precision", StopKeys::hasPrecision);

  private static final Key<Optional<Double>> QUANTILE =
      Key.optional(
              "quantile",
              Type.number(Double.MIN_VALUE, 1, "a number above 0 and at most 1"),
              "1",
              "Share of the channels that must reach the targets.")
          .only(
              "reliability or precision",
              section -> section.has("reliability") || section.has("precision"));

  private static final Key<Optional<TargetCombination>> REQUIRE =
      Key.optional(
              "require",
              Type.word(TargetCombination.values()),
              "all",
              "Whether one target is enough.")
          .only(
              "reliability together with precision",
              section -> section.has("reliability") && section.has("precision"));

  private static final Key<Optional<Duration>> TIME =
      Key.optional(
          "time",
          new Type<>(TIME_RANGE, Type.named("string"), StopKeys::time, StopKeys::text),
          "",
          "Longest running time.");

  static final Keys<StoppingRule> KEYS =
      Keys.all(
          StopKeys::rule,
          MAX_TRIALS.of(StoppingRule::maxTrials),
          RELIABILITY.of(StoppingRule::reliability),
          PRECISION.of(StoppingRule::precision),
          LEVEL.of(rule -> Optional.of(rule.level()).filter(level -> rule.precision().isPresent())),
          QUANTILE.of(
              rule -> Optional.of(rule.quantile()).filter(share -> rule.hasTarget() && share < 1)),
          REQUIRE.of(
              rule ->
                  Optional.of(rule.require())
                      .filter(
                          require ->
                              rule.reliability().isPresent() && rule.precision().isPresent())),
          TIME.of(StoppingRule::time));

  private StopKeys() {}

  private static boolean hasPrecision(Section section) {
    return section.has("precision");
  }

  private static StoppingRule rule(Section section) {
    return new StoppingRule(
        MAX_TRIALS.read(section),
        RELIABILITY.read(section),
        PRECISION.read(section),
        LEVEL.read(section).orElse(StoppingRule.DEFAULT_LEVEL),
        QUANTILE.read(section).orElse(1.0),
        REQUIRE.read(section).orElse(TargetCombination.ALL),
        TIME.read(section));
  }

  private static Duration time(Section section, String key) {
    Duration time = section.duration(key, TIME_RANGE);
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
      throw section.wrong(key, TIME_RANGE);
    }
    return time;
  }

  /** Returns a duration as text, in the largest unit of which it is a whole multiple. */
  private static JsonNode text(Duration time) {
    long millis = time.toMillis();
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1_000L);
    return TextNode.valueOf(
        units.entrySet().stream()
            .filter(unit -> millis % unit.getValue() == 0)
            .findFirst()
            .map(unit -> millis / unit.getValue() + unit.getKey())
            .orElse(millis + "ms"));
  }
}
