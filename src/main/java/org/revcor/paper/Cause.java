package org.revcor.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Item.Procedure;

/**
 * Why a claim differs or cannot be compared: the procedures that meet its criterion, or those that
 * are excluded since they do not.
 */
public record Cause(Kind kind, String text) {
  /** What explains a claim. */
  public enum Kind {
    NONE,
    /** A procedure meets the criterion. */
    REPRODUCED,
    /**
     * Networks of one recipe lie on both sides of the paper's number, or some meet the criterion.
     */
    SPREAD
  }

  static final Cause NONE = new Cause(Kind.NONE, "");

  boolean isExplained() {
    return kind != Kind.NONE;
  }

  /**
   * Explains a claim that does not agree.
   *
   * @param ours measures of the item
   * @param measured measures by the name of the procedure
   */
  static Cause of(
      Claim claim, List<Procedure> procedures, Measures ours, Map<String, Measures> measured) {
    Criterion criterion = claim.criterion();
    Map<String, Measures> tried = new LinkedHashMap<>();
    SequencedMap<String, Measures> networks = new LinkedHashMap<>();
    Measures common = ours;
    for (Procedure procedure : procedures) {
      boolean isAlias = !procedure.instead().isEmpty();
      Measures found =
          isAlias
              ? ours.with(procedure.instead())
              : measured.getOrDefault(procedure.name(), new Measures(Map.of()));
      boolean isUnchanged = isAlias && found.areEqual(ours, criterion.measures());
      if (isUnchanged || !found.haveAll(criterion.measures())) {
        continue;
      }
      if (procedure.spread().isEmpty()) {
        tried.put(procedure.name(), found);
      } else {
        networks.put(procedure.name(), found);
        common = tried.getOrDefault(procedure.spread(), ours);
      }
    }
    List<String> parts = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    tried.forEach(
        (name, found) -> {
          ClaimVerdict verdict = criterion.evaluate(found);
          String words = "%s (%s)".formatted(name, Result.shown(criterion, found));
          if (verdict.kind() == ClaimVerdict.Kind.AGREES_AT_LIMIT) {
            parts.add("reproduced at chance or ceiling with " + words);
          } else if (verdict.agrees()) {
            parts.add("reproduced with " + words);
          } else {
            (verdict.kind() == ClaimVerdict.Kind.DIFFERS ? excluded : undecided).add(words);
          }
        });
    boolean isReproduced = !parts.isEmpty();
    boolean isSpread = false;
    if (!networks.isEmpty()) {
      networks.putFirst("the item's", common);
      long agree =
          networks.values().stream().filter(each -> criterion.evaluate(each).agrees()).count();
      isSpread = agree > 0 || criterion.spans(networks.values());
      (isSpread ? parts : excluded)
          .add(
              "%s: %d of %d agree (%s)"
                  .formatted(
                      isSpread ? "spread over networks" : "networks",
                      agree,
                      networks.size(),
                      networks.entrySet().stream()
                          .map(
                              each ->
                                  "%s: %s"
                                      .formatted(
                                          each.getKey(), Result.shown(criterion, each.getValue())))
                          .collect(Collectors.joining(" | "))));
    }
    if (!claim.cause().isEmpty()) {
      parts.add(claim.cause());
    }
    if (!undecided.isEmpty()) {
      parts.add("undecided: " + String.join(", ", undecided));
    }
    if (!excluded.isEmpty()) {
      parts.add("excluded: " + String.join(", ", excluded));
    }
    return new Cause(
        isReproduced ? Kind.REPRODUCED : isSpread ? Kind.SPREAD : Kind.NONE,
        parts.isEmpty() ? "not explained: no procedure tried" : String.join("; ", parts));
  }
}
