package org.revcor.paper;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An item of a report, with its cached outcome and the results of its claims. */
record ReportPart(Item item, Optional<CachedResults.Entry> entry, List<Result> results) {
  static final List<String> HEADS =
      List.of("claim", "convention", "paper", "criterion", "ours", "verdict");

  /** Returns the number of claims with a verdict. */
  long count(ClaimVerdict.Kind kind) {
    return results.stream().filter(row -> row.verdict().kind() == kind).count();
  }

  /** Returns whether the item has run, in words. */
  String status() {
    return entry
        .map(
            cached ->
                cached.isMeasured()
                    ? "Run time %.0f s%s."
                        .formatted(cached.seconds(), cached.quick() ? ", with small counts" : "")
                    : "Not run.")
        .orElse("Not run yet.");
  }

  /** Returns the folders of the analysis results. */
  List<String> folders() {
    return entry.map(CachedResults.Entry::folders).orElse(List.of());
  }

  /** Returns the table of claims, with {@link #HEADS}. */
  List<List<String>> rows() {
    return results.stream()
        .map(
            row ->
                List.of(
                    row.quantity(),
                    row.convention(),
                    row.paper(),
                    row.criterion(),
                    row.ours(),
                    row.verdict().text()))
        .toList();
  }

  /** Returns the number of items, and of claims by verdict, in words. */
  static String summary(List<ReportPart> parts) {
    return "%d items, %d claims: %s."
        .formatted(
            parts.size(),
            parts.stream().mapToInt(part -> part.results().size()).sum(),
            Arrays.stream(ClaimVerdict.Kind.values())
                .map(
                    kind ->
                        "%d %s"
                            .formatted(
                                parts.stream().mapToLong(part -> part.count(kind)).sum(),
                                kind.words()))
                .collect(Collectors.joining(", ")));
  }
}
