package org.revcor.study.comparison;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.revcor.figure.Columns;
import org.revcor.study.comparison.Effort.ComparedQuantity;

/** Writes a row for each member, channel and target. Unknown and unreached values are empty. */
final class ResultsCsv {
  private record Row(MemberOutcome outcome, MemberOutcome.ChannelOutcome channel, int target) {
    private Effort effort(ComparedQuantity measure) {
      List<Effort> efforts = channel.efforts().get(measure);
      return efforts == null ? Effort.UNREACHED : efforts.get(target);
    }
  }

  private ResultsCsv() {}

  static byte[] bytes(ComparisonResults results) {
    List<Double> targets = results.targets().values();
    List<Row> rows = new ArrayList<>();
    for (MemberOutcome outcome : results.outcomes()) {
      for (MemberOutcome.ChannelOutcome channel : outcome.channels()) {
        for (int target = 0; target < targets.size(); target++) {
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
            .with("target", row -> targets.get(row.target()));
    addEffort(columns, ComparedQuantity.RELIABILITY, "trials", "forwards", "seconds");
    addEffort(
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

  private static void addEffort(
      Columns<Row> columns,
      ComparedQuantity measure,
      String trials,
      String forwards,
      String seconds) {
    columns
        .with(trials, row -> number(row.effort(measure).trials()))
        .with(forwards, row -> number(row.effort(measure).forwards()))
        .with(seconds, row -> number(row.effort(measure).seconds()));
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
}
