package org.revcor.paper;

import java.util.List;
import java.util.function.Supplier;
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
    Cause cause,
    String criterion) {
  static final List<String> COLUMNS =
      List.of("item", "quantity", "convention", "paper", "ours", "verdict", "cause", "criterion");

  static Result of(String item, Claim claim, boolean quick, Measures measured) {
    if (!measured.haveAll(claim.criterion().measures())) {
      return notRun(
          item,
          claim,
          claim.absence(quick).isEmpty()
              ? "not measured yet; use revcor reproduce %s".formatted(item)
              : claim.absence(quick));
    }
    Measure first = measured.get(claim.criterion().shown().getFirst());
    return new Result(
        item,
        claim.quantity(),
        first.convention(),
        claim.paper(),
        shown(claim.criterion(), measured),
        claim.criterion().evaluate(measured),
        Cause.NONE,
        claim.criterion().text());
  }

  /** Returns the measures that stand beside the paper's number, as text. */
  static String shown(Criterion criterion, Measures measured) {
    List<String> names = criterion.shown();
    return names.size() == 1
        ? measured.get(names.getFirst()).shown()
        : names.stream()
            .map(name -> "%s: %s".formatted(Criterion.label(name), measured.get(name).shown()))
            .collect(Collectors.joining("; "));
  }

  /** Returns the row with the cause of a claim that differs or cannot be compared. */
  Result withCause(Supplier<Cause> found) {
    return verdict.agrees()
        ? this
        : new Result(item, quantity, convention, paper, ours, verdict, found.get(), criterion);
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
        Cause.NONE,
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
            Cause.NONE,
            criterion);
  }

  List<String> cells() {
    return List.of(
        item, quantity, convention, paper, ours, verdict.text(), cause.text(), criterion);
  }
}
