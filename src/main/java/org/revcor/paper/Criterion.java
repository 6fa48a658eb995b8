package org.revcor.paper;

import static org.revcor.paper.Measure.number;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A criterion with its own description, so that text and check agree.
 *
 * <p>Sampled measures are compared with {@value #ERRORS} standard errors of the difference. With
 * about a hundred comparisons, each true claim then fails with probability 1/400.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
sealed interface Criterion permits Criterion.OfNumbers, Criterion.Same, Criterion.Shown {
  /** The end of several names: {0-9}. */
  Pattern RANGE = Pattern.compile("\\{(\\d+)-(\\d+)}$");

  /** Standard errors beyond which a difference is significant. */
  int ERRORS = 3;

  /** Rates or areas in [0,1] above this are at their ceiling, below 1 minus this at their floor. */
  double CEILING = 0.99;

  List<String> measures();

  /** Returns the names of the measures shown beside the paper's number. */
  default List<String> shown() {
    return measures();
  }

  String text();

  ClaimVerdict evaluate(Measures measured);

  /** Returns whether measures of several networks lie on both sides of the paper's number. */
  default boolean spans(Collection<Measures> networks) {
    return false;
  }

  /** A criterion that is incomparable if a number does not exist or an error is unknown. */
  sealed interface OfNumbers extends Criterion permits OfOne, Near, ComparisonCriterion {
    /** Evaluates the criterion on numbers with errors. */
    ClaimVerdict decide(Measures measured);

    @Override
    default ClaimVerdict evaluate(Measures measured) {
      List<Measure> all = measures().stream().map(measured::get).toList();
      return all.stream()
          .filter(each -> !each.isNumber())
          .findFirst()
          .map(each -> ClaimVerdict.incomparable(each.text()))
          .orElseGet(
              () ->
                  all.stream().allMatch(Measure::hasError)
                      ? decide(measured)
                      : ClaimVerdict.incomparable("error unknown"));
    }
  }

  sealed interface OfOne extends OfNumbers {
    String measure();

    ClaimVerdict decide(Measure ours);

    @Override
    default List<String> measures() {
      return List.of(measure());
    }

    @Override
    default ClaimVerdict decide(Measures measured) {
      return decide(measured.get(measure()));
    }
  }

  /** A number at which agreement is not informative: chance, or the maximum. */
  record Limit(String name, double paper, String ours) {
    /** Returns whether both numbers are at the limit, within three standard errors and rounding. */
    private boolean isNear(Near near, Measure figure, Measures measured) {
      Measure own = ours.isEmpty() ? Measure.exact(paper, "") : measured.get(ours);
      return Math.abs(near.paper - paper) <= ERRORS * near.paperError() + near.rounding
          && Math.abs(figure.value() - own.value())
              <= ERRORS * Math.hypot(figure.error(), own.error()) + near.rounding;
    }
  }

  /**
   * Our share is the paper's within sampling error.
   *
   * @param paper a share in [0,1]
   * @param rounding half a unit of the paper's last digit
   */
  record Near(
      String measure, double paper, int trials, double rounding, String counted, List<Limit> limits)
      implements OfNumbers {
    @Override
    public List<String> measures() {
      return Stream.concat(
              Stream.of(measure), limits.stream().map(Limit::ours).filter(each -> !each.isEmpty()))
          .distinct()
          .toList();
    }

    @Override
    public List<String> shown() {
      return List.of(measure);
    }

    @Override
    public String text() {
      String near =
          ("Within 3 standard errors of the difference of %s, and its rounding of %s; the"
                  + " paper's error is %.2g, binomial of %,d %s, ours stands beside our figure.")
              .formatted(number(paper), number(rounding), paperError(), trials, counted);
      return limits.isEmpty()
          ? near
          : near
              + " Counted apart if both are as near to %s; cannot be compared if the bar reaches that far."
                  .formatted(
                      limits.stream()
                          .map(limit -> "%s (paper %s)".formatted(limit.name, number(limit.paper)))
                          .collect(Collectors.joining(" or ")));
    }

    @Override
    public boolean spans(Collection<Measures> networks) {
      List<Double> ours =
          networks.stream().map(each -> each.get(measure)).map(Measure::value).toList();
      return ours.stream().anyMatch(each -> each <= paper + rounding)
          && ours.stream().anyMatch(each -> each >= paper - rounding);
    }

    private double paperError() {
      return Measure.binomialError(paper, trials);
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      Measure ours = measured.get(measure);
      if (limits.stream().anyMatch(limit -> limit.isNear(this, ours, measured))) {
        return ClaimVerdict.AGREES_AT_LIMIT;
      }
      double error = Math.hypot(paperError(), ours.error());
      double bar = ERRORS * error + rounding;
      double distance = ours.value() - paper;
      if (Math.abs(distance) > bar) {
        return ClaimVerdict.differs(Measure.distance(distance, error));
      }
      return limits.stream().anyMatch(limit -> Math.abs(paper - limit.paper) < bar)
          ? ClaimVerdict.tooClose(Measure.distance(distance, error))
          : ClaimVerdict.AGREES;
    }
  }

  /** Our measure is above, or below, a bar by more than the sampling error. */
  record Beyond(String measure, boolean above, double bar, String meaning) implements OfOne {
    @Override
    public String text() {
      return "%s %s (%s) by more than 3 standard errors; cannot be compared within them."
          .formatted(above ? "Above" : "Below", number(bar), meaning);
    }

    @Override
    public ClaimVerdict decide(Measure ours) {
      double distance = ours.value() - bar;
      return ClaimVerdict.beyond(
          above ? distance : -distance, Measure.distance(distance, ours.error()), ours.error());
    }
  }

  /**
   * The paper states that a measure is at chance. If ours is not above chance either, this is an
   * agreement at chance.
   */
  record NotAbove(String measure, double chance, String meaning) implements OfOne {
    @Override
    public String text() {
      return "Not above %s (%s) by more than 3 standard errors; if so, it counts as at chance."
          .formatted(number(chance), meaning);
    }

    @Override
    public ClaimVerdict decide(Measure ours) {
      double distance = ours.value() - chance;
      return distance > ERRORS * ours.error()
          ? ClaimVerdict.differs(Measure.distance(distance, ours.error()))
          : ClaimVerdict.AGREES_AT_LIMIT;
    }
  }

  /** A count, rank or p-value, without a sampling error, compared with a bar. */
  record Bar(String measure, boolean least, double bar, String meaning) implements OfOne {
    @Override
    public String text() {
      return "At %s %s (%s).".formatted(least ? "least" : "most", number(bar), meaning);
    }

    @Override
    public ClaimVerdict decide(Measure ours) {
      double distance = ours.value() - bar;
      return ClaimVerdict.of(least ? distance >= 0 : distance <= 0, Measure.distance(distance, 0));
    }
  }

  /** Our number, which is not sampled, rounds to the paper's. */
  record Rounds(String measure, double paper, double rounding) implements OfOne {
    @Override
    public String text() {
      return "Within the rounding of %s, which is %s; nothing is sampled."
          .formatted(number(paper), number(rounding));
    }

    @Override
    public ClaimVerdict decide(Measure ours) {
      double distance = ours.value() - paper;
      return ClaimVerdict.of(Math.abs(distance) <= rounding, Measure.distance(distance, 0));
    }
  }

  /** The paper found no significant difference; a p above the level does not show equality. */
  record NotSignificant(String measure, double level, String meaning) implements OfOne {
    @Override
    public String text() {
      return "Differs if p is below %s (%s); cannot be compared otherwise, since that does not show equality."
          .formatted(number(level), meaning);
    }

    @Override
    public ClaimVerdict decide(Measure ours) {
      return ours.value() < level
          ? ClaimVerdict.differs("p = " + number(ours.value()))
          : ClaimVerdict.incomparable("no significant difference, which does not show equality");
    }
  }

  /** Our word is the paper's. */
  record Same(String measure, String paper) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "Ours is exactly “%s”.".formatted(paper);
    }

    @Override
    public ClaimVerdict evaluate(Measures measured) {
      String ours = measured.get(measure).text();
      return ClaimVerdict.of(ours.equals(paper), "ours is “%s”".formatted(ours));
    }
  }

  /** A measure without a counterpart in the paper. */
  record Shown(List<String> measures, String reason) implements Criterion {
    public Shown {
      measures = named(measures);
    }

    @Override
    public String text() {
      return "None.";
    }

    @Override
    public ClaimVerdict evaluate(Measures measured) {
      return ClaimVerdict.incomparable(reason);
    }
  }

  /** Returns names of measures, with {@code x/0}, {@code x/1}, ... for {@code x/{0-9}}. */
  static List<String> named(List<String> names) {
    return names.stream()
        .flatMap(
            name -> {
              Matcher range = RANGE.matcher(name);
              return range.find()
                  ? IntStream.rangeClosed(
                          Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                      .mapToObj(number -> range.replaceFirst(Integer.toString(number)))
                  : Stream.of(name);
            })
        .toList();
  }

  /** Returns the short name of a measure: the part after the last slash. */
  static String label(String measure) {
    return measure.substring(measure.lastIndexOf('/') + 1);
  }
}
