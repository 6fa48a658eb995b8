package org.revcor.paper;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.RevcorException;

/**
 * A figure or table of the paper.
 *
 * @param name unique, such as {@code fig2a}
 * @param others returns the claims on a network that the paper lacks
 * @param images figures of the item's page, as analysis and figure
 * @param procedures other ways to measure, which may explain differences
 */
public record Item(
    String name,
    String title,
    List<Claim> fixed,
    Function<String, List<Claim>> others,
    List<String> images,
    List<Procedure> procedures,
    Measurement measurement) {
  /** Measures the quantities of an item. Stateless. */
  @FunctionalInterface
  interface Measurement {
    /**
     * Adds the item's measures and analysis results to the context. Studies and networks are
     * cached, so that a run after a stop resumes.
     *
     * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException if the reproduction was
     *     stopped
     * @throws MissingException if data that the user provides is missing
     */
    void measure(ReproductionContext context);

    /** Describes the data that the user provides; an item runs again if it changes. */
    default String inputs(ImageNet imageNet) {
      return "";
    }
  }

  /**
   * Another way to measure: a step of the paper's code, another network, or a better design.
   *
   * @param spread for one of several networks that show how far results spread, the procedure that
   *     they have in common, or {@code item} for the item's own; otherwise ""
   * @param settings settings of the measurement
   * @param instead the item's measures to take, by the names of those that they replace; if given,
   *     nothing is measured
   */
  record Procedure(
      String name, String spread, Map<String, String> settings, Map<String, String> instead) {}

  /**
   * A claim of the paper and the criterion that checks it.
   *
   * @param absence why a reproduced item may lack the measures; "" if it may not
   * @param cause why it differs or cannot be compared, where no procedure can show it; may be ""
   */
  record Claim(String quantity, String paper, Criterion criterion, String absence, String cause) {
    /** Absence for measures that only a full run has. */
    static final String TOO_LONG = "takes too long for --quick";

    Claim(String quantity, String paper, Criterion criterion) {
      this(quantity, paper, criterion, "", "");
    }

    /** Returns why a run may lack the measures; "" if it may not. */
    String absence(boolean quick) {
      return absence.equals(TOO_LONG) && !quick ? "" : absence;
    }
  }

  /**
   * Returns the paper's claims, after those on networks that the paper lacks.
   *
   * @param measured names of the measures, without values; empty before the item has run
   */
  List<Claim> claims(Set<String> measured) {
    List<Claim> nameless = others.apply("");
    if (nameless.isEmpty()) {
      return fixed;
    }
    String ending = nameless.getFirst().criterion().measures().getFirst();
    Set<String> known =
        fixed.stream()
            .flatMap(each -> each.criterion().measures().stream())
            .collect(Collectors.toSet());
    return Stream.concat(
            measured.stream()
                .filter(each -> each.endsWith(ending) && !known.contains(each))
                .map(each -> each.substring(0, each.length() - ending.length()))
                .sorted()
                .flatMap(network -> others.apply(network).stream()),
            fixed.stream())
        .toList();
  }

  static final class MissingException extends RevcorException {
    private static final long serialVersionUID = 1L;

    MissingException(String what) {
      super(what);
    }
  }
}
