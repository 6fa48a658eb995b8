package org.revcor.reproduction;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A row of {@code results.csv}: a claim of the paper beside what we measured.
 *
 * @param item name of the item
 * @param quantity what it is
 * @param convention what it depends on: noise, centring, scaling, metric, count
 * @param paper the paper's, in words or digits
 * @param ours ours, with standard errors; "-" where nothing was run
 * @param verdict of the criterion
 * @param criterion the rule, fixed before the result
 */
public record Result(
    String item,
    String quantity,
    String convention,
    String paper,
    String ours,
    Verdict verdict,
    String criterion) {
  static final List<String> COLUMNS =
      List.of("item", "quantity", "convention", "paper", "ours", "verdict", "criterion");

  /** Judges a claim. */
  static Result of(String item, Claim claim, boolean quick, Measures measured) {
    List<String> names = claim.criterion().shown();
    if (!measured.haveAll(claim.criterion().measures())) {
      return notRun(
          item,
          claim,
          claim.absence(quick).isEmpty()
              ? "not measured yet; revcor reproduce %s measures it".formatted(item)
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
        claim.criterion().judge(measured),
        claim.criterion().text());
  }

  /** A claim of which nothing was run. */
  static Result notRun(String item, Claim claim, String why) {
    return new Result(
        item,
        claim.quantity(),
        "-",
        claim.paper(),
        "-",
        Verdict.notRun(why),
        claim.criterion().text());
  }

  /** The same row of a quick run, whose counts are too small to compare with the paper. */
  Result ofSmallCounts() {
    return verdict.kind() == Verdict.Kind.NOT_RUN
        ? this
        : new Result(
            item,
            quantity,
            convention,
            paper,
            ours,
            Verdict.incomparable("small counts; by the rule: " + verdict.text()),
            criterion);
  }

  /** In the order of {@link #COLUMNS}. */
  List<String> cells() {
    return List.of(item, quantity, convention, paper, ours, verdict.text(), criterion);
  }
}
