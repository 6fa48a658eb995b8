package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.revcor.study.results.StudyView;

/** Writes a row for each member, channel and target. Unknown and unreached values are empty. */
final class ResultsCsv {
  private static final List<String> COLUMNS =
      List.of(
          "study",
          "seed",
          "observer",
          "stimulus",
          "readout",
          "estimator",
          "channel",
          "count",
          "reliability",
          "assured",
          "reference",
          "target",
          "trials",
          "forwards",
          "seconds",
          "referenceTrials",
          "referenceForwards",
          "referenceSeconds",
          "folder");

  private ResultsCsv() {}

  static byte[] bytes(ComparisonResults results) {
    StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (MemberOutcome outcome : results.outcomes()) {
      for (MemberOutcome.ChannelOutcome channel : outcome.channels()) {
        for (int target = 0; target < results.targets().values().size(); target++) {
          csv.append(row(outcome, channel, target, results.targets())).append('\n');
        }
      }
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String row(
      MemberOutcome outcome, MemberOutcome.ChannelOutcome channel, int target, Targets targets) {
    StudyView study = outcome.study();
    JsonNode stimulus = outcome.member().variant().path("stimulus").path("kind");
    List<String> cells = new ArrayList<>();
    cells.add(outcome.title());
    cells.add(String.valueOf(study.seed()));
    cells.add(study.setup().observer().name());
    cells.add(stimulus.asText());
    cells.add(study.setup().readout());
    cells.add(study.setup().estimator());
    cells.add(channel.last().name());
    cells.add(number(channel.last().count()));
    cells.add(number(channel.last().quality().reliability()));
    cells.add(number(channel.last().quality().assured()));
    cells.add(number(channel.reference().orElse(Double.NaN)));
    cells.add(String.valueOf(targets.values().get(target)));
    for (ComparedQuantity measure : ComparedQuantity.values()) {
      List<Effort> efforts = channel.efforts().get(measure);
      Effort effort = efforts == null ? Effort.UNREACHED : efforts.get(target);
      cells.add(number(effort.trials()));
      cells.add(number(effort.forwards()));
      cells.add(number(effort.seconds()));
    }
    cells.add(outcome.member().folder());
    return cells.stream().map(ResultsCsv::quoted).collect(Collectors.joining(","));
  }

  private static String number(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return "";
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
