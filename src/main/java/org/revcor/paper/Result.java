package org.revcor.paper;

import java.util.List;
import java.util.stream.Collectors;
import org.revcor.paper.Item.Claim;

/**
 * A row of {@code results.csv}: a claim of the paper and our result.
 *
 * @param ours our numbers with standard errors; "-" if the item was not run
 */
public record Result(
    String item,
    String quantity,
    String convention,
    String paper,
    String ours,
    ClaimVerdict verdict,
    String criterion) {
  static final List<String> COLUMNS =
      List.of("item", "quantity", "convention", "paper", "ours", "verdict", "criterion");

  static Result of(String item, Claim claim, boolean quick, Measures measured) {
    List<String> names = claim.criterion().shown();
    if (!measured.haveAll(claim.criterion().measures())) {
      return notRun(
          item,
          claim,
          claim.absence(quick).isEmpty()
              ? "not measured yet; use revcor reproduce %s".formatted(item)
              : claim.absence(quick));
    }
    Measure first = measured.get(names.getFirst());
    String ours =
        names.size() == 1
            ? first.shown()
            : names.stream()
                .map(name -> "%s: %s".formatted(Criterion.label(name), measured.get(name).shown()))
                .collect(Collectors.joining("; "));
    return new Result(
        item,
        claim.quantity(),
        first.convention(),
        claim.paper(),
        ours,
        claim.criterion().evaluate(measured),
        claim.criterion().text());
  }

  /** Returns the row of a claim without a measurement. */
  static Result notRun(String item, Claim claim, String why) {
    return new Result(
        item,
        claim.quantity(),
        "-",
        claim.paper(),
        "-",
        ClaimVerdict.notRun(why),
        claim.criterion().text());
  }

  /** Returns the row for a quick run, whose counts are too small for a comparison. */
  Result ofSmallCounts() {
    return verdict.kind() == ClaimVerdict.Kind.NOT_RUN
        ? this
        : new Result(
            item,
            quantity,
            convention,
            paper,
            ours,
            ClaimVerdict.incomparable("small counts; by the rule: " + verdict.text()),
            criterion);
  }

  List<String> cells() {
    return List.of(item, quantity, convention, paper, ours, verdict.text(), criterion);
  }
}
