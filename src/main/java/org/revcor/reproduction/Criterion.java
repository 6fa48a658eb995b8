package org.revcor.reproduction;

import static org.revcor.reproduction.Measure.number;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule that states itself in words and judges, so that text and check are the same.
 *
 * <p>Wherever something is sampled, the bar is {@value #ERRORS} standard errors of the difference:
 * with about a hundred comparisons a true claim fails one in four hundred times each.
 */
public sealed interface Criterion {
  /** Standard errors of a difference that count as more than chance. */
  int ERRORS = 3;

  /** From here on a rate or an area in [0,1] is at its ceiling; below 1 less it, at its floor. */
  double CEILING = 0.99;

  /** Names of the measures that it needs. */
  List<String> measures();

  /** Names of those that stand as ours beside the paper's figure. */
  default List<String> shown() {
    return measures();
  }

  /** The rule, in words. */
  String text();

  /**
   * Judges.
   *
   * @param measured has all of {@link #measures}, with numbers
   */
  Verdict decide(Measures measured);

  /** Judges; without a number, or with an unknown error, nothing can be compared. */
  default Verdict judge(Measures measured) {
    List<Measure> all = measures().stream().map(measured::get).toList();
    return all.stream()
        .filter(each -> !each.isNumber())
        .map(Measure::text)
        .findFirst()
        .or(
            () ->
                all.stream()
                    .filter(each -> !each.hasError())
                    .map(each -> "error unknown")
                    .findFirst())
        .map(Verdict::incomparable)
        .orElseGet(() -> decide(measured));
  }

  /**
   * A figure at which agreement means little: chance, or the most that can be reached.
   *
   * @param name what it is
   * @param paper its value in the paper
   * @param ours the measure of ours; "" if ours is the same number
   */
  record Limit(String name, double paper, String ours) {
    /** Whether both figures are at it, within three standard errors and rounding. */
    private boolean isNear(Near near, Measure figure, Measures measured) {
      Measure own = ours.isEmpty() ? Measure.exact(paper, "") : measured.get(ours);
      return Math.abs(near.paper - paper) <= ERRORS * near.paperError() + near.rounding
          && Math.abs(figure.value() - own.value())
              <= ERRORS * Math.hypot(figure.error(), own.error()) + near.rounding;
    }
  }

  /**
   * Ours is the paper's share within sampling error.
   *
   * @param paper a share in [0,1]
   * @param trials that the paper counted, or is assumed to have counted
   * @param rounding half a unit of the paper's last digit
   * @param counted what the paper's trials are, in words
   * @param limits at which both may be
   */
  record Near(
      String measure, double paper, int trials, double rounding, String counted, List<Limit> limits)
      implements Criterion {
    public Near {
      limits = List.copyOf(limits);
    }

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
          String.format(
              Locale.ROOT,
              "Within 3 standard errors of the difference of %s, and its rounding of %s; the"
                  + " paper's error is %.2g, binomial of %,d %s, ours stands beside our figure.",
              number(paper),
              number(rounding),
              paperError(),
              trials,
              counted);
      return limits.isEmpty()
          ? near
          : near
              + " Counted apart if both are as near to %s; cannot be compared if the bar reaches that far."
                  .formatted(
                      limits.stream()
                          .map(limit -> "%s (paper %s)".formatted(limit.name, number(limit.paper)))
                          .collect(Collectors.joining(" or ")));
    }

    private double paperError() {
      return Measure.binomialError(paper, trials);
    }

    @Override
    public Verdict decide(Measures measured) {
      Measure ours = measured.get(measure);
      if (limits.stream().anyMatch(limit -> limit.isNear(this, ours, measured))) {
        return Verdict.AGREES_AT_LIMIT;
      }
      double error = Math.hypot(paperError(), ours.error());
      double bar = ERRORS * error + rounding;
      double distance = ours.value() - paper;
      if (Math.abs(distance) > bar) {
        return Verdict.differs(distance(distance, error));
      }
      return limits.stream().anyMatch(limit -> Math.abs(paper - limit.paper) < bar)
          ? tooClose(distance(distance, error))
          : Verdict.AGREES;
    }
  }

  /**
   * Ours is above, or below, a bar by more than sampling error.
   *
   * @param above whether it is to be above
   * @param bar the bar
   * @param meaning what the bar is, in words
   */
  record Beyond(String measure, boolean above, double bar, String meaning) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "%s %s (%s) by more than 3 standard errors; cannot be compared within them."
          .formatted(above ? "Above" : "Below", number(bar), meaning);
    }

    @Override
    public Verdict decide(Measures measured) {
      Measure ours = measured.get(measure);
      double distance = ours.value() - bar;
      return beyond(above ? distance : -distance, distance(distance, ours.error()), ours.error());
    }
  }

  /**
   * The paper states that a figure is no more than chance; that ours is not either is no more than
   * an agreement at chance.
   */
  record NotAbove(String measure, double chance, String meaning) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "Not above %s (%s) by more than 3 standard errors; if so, it counts as at chance."
          .formatted(number(chance), meaning);
    }

    @Override
    public Verdict decide(Measures measured) {
      Measure ours = measured.get(measure);
      double distance = ours.value() - chance;
      return distance > ERRORS * ours.error()
          ? Verdict.differs(distance(distance, ours.error()))
          : Verdict.AGREES_AT_LIMIT;
    }
  }

  /**
   * A count, a rank or a p, which has no error of its own, keeps to a bar.
   *
   * @param least whether it is to be at least the bar; otherwise at most
   */
  record Bar(String measure, boolean least, double bar, String meaning) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "At %s %s (%s).".formatted(least ? "least" : "most", number(bar), meaning);
    }

    @Override
    public Verdict decide(Measures measured) {
      double distance = measured.get(measure).value() - bar;
      return Verdict.of(least ? distance >= 0 : distance <= 0, distance(distance, 0));
    }
  }

  /** Ours, which is not sampled, rounds to the paper's figure. */
  record Rounds(String measure, double paper, double rounding) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "Within the rounding of %s, which is %s; nothing is sampled."
          .formatted(number(paper), number(rounding));
    }

    @Override
    public Verdict decide(Measures measured) {
      double distance = measured.get(measure).value() - paper;
      return Verdict.of(Math.abs(distance) <= rounding, distance(distance, 0));
    }
  }

  /**
   * Two figures are the same up to a margin, and the sampling error is small enough to show it.
   *
   * @param margin largest difference that counts as none
   */
  record Alike(String measure, String other, double margin) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure, other);
    }

    @Override
    public String text() {
      return "%s and %s differ by at most %s, with 3 standard errors of the difference added; it differs if the difference less 3 exceeds that, and cannot be compared between."
          .formatted(label(measure), label(other), number(margin));
    }

    @Override
    public Verdict decide(Measures measured) {
      Measure one = measured.get(measure);
      Measure two = measured.get(other);
      double error = Math.hypot(one.error(), two.error());
      double distance = one.value() - two.value();
      if (Math.abs(distance) + ERRORS * error <= margin) {
        return Verdict.AGREES;
      }
      return Math.abs(distance) - ERRORS * error > margin
          ? Verdict.differs(distance(distance, error))
          : tooClose(distance(distance, error));
    }
  }

  /** The paper found no significant difference; a p above the level does not show that none is. */
  record NotSignificant(String measure, double level, String meaning) implements Criterion {
    @Override
    public List<String> measures() {
      return List.of(measure);
    }

    @Override
    public String text() {
      return "Differs if p is below %s (%s); cannot be compared otherwise, since that does not show equality."
          .formatted(number(level), meaning);
    }

    @Override
    public Verdict decide(Measures measured) {
      double p = measured.get(measure).value();
      return p < level
          ? Verdict.differs("p = " + number(p))
          : Verdict.incomparable("no significant difference, which does not show equality");
    }
  }

  /** One figure is larger than each of others by more than sampling error. */
  record Larger(String measure, List<String> others) implements Criterion {
    public Larger {
      others = List.copyOf(others);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(Stream.of(measure), others.stream()).toList();
    }

    @Override
    public String text() {
      return "%s is larger than %s by more than 3 standard errors of the difference; cannot be compared within them."
          .formatted(label(measure), labels(others, " and "));
    }

    @Override
    public Verdict decide(Measures measured) {
      Measure large = measured.get(measure);
      Verdict[] each = new Verdict[others.size()];
      for (int i = 0; i < each.length; i++) {
        Measure small = measured.get(others.get(i));
        double error = Math.hypot(large.error(), small.error());
        double distance = large.value() - small.value();
        each[i] =
            beyond(
                distance,
                "to %s: %s".formatted(label(others.get(i)), distance(distance, error)),
                error);
      }
      return Verdict.worst(each);
    }
  }

  /** Figures rise from the first to the last and fall at no step, beyond sampling error. */
  record Rising(List<String> measures) implements Criterion {
    public Rising {
      measures = List.copyOf(measures);
    }

    @Override
    public String text() {
      return "The last of %s is larger than the first by more than 3 standard errors of the difference, and no step falls by as much; cannot be compared within them."
          .formatted(labels(measures, ", "));
    }

    @Override
    public Verdict decide(Measures measured) {
      Verdict whole = new Larger(measures.getLast(), List.of(measures.getFirst())).decide(measured);
      for (int i = 1; i < measures.size(); i++) {
        Measure before = measured.get(measures.get(i - 1));
        Measure after = measured.get(measures.get(i));
        double error = Math.hypot(before.error(), after.error());
        double step = after.value() - before.value();
        if (step < 0 && -step > ERRORS * error) {
          return Verdict.worst(
              whole,
              Verdict.differs(
                  "%s to %s: %s"
                      .formatted(
                          label(measures.get(i - 1)),
                          label(measures.get(i)),
                          distance(step, error))));
        }
      }
      return whole;
    }
  }

  /** Ours is the paper's word. */
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
    public Verdict judge(Measures measured) {
      return decide(measured);
    }

    @Override
    public Verdict decide(Measures measured) {
      String ours = measured.get(measure).text();
      return Verdict.of(ours.equals(paper), "ours is “%s”".formatted(ours));
    }
  }

  /**
   * So many of several figures are on one side of 0 by more than sampling error.
   *
   * @param above whether it is the side above 0
   * @param least how many, at least; {@link #ALL_THAT_EXIST} for all that have a number
   * @param side what the side is called
   */
  record Side(List<String> measures, boolean above, int least, String side) implements Criterion {
    /** Every figure that exists. */
    public static final int ALL_THAT_EXIST = 0;

    public Side {
      measures = List.copyOf(measures);
    }

    @Override
    public String text() {
      String many =
          least == ALL_THAT_EXIST
              ? "All that exist of %s".formatted(labels(measures, ", "))
              : "At least %d of %d".formatted(least, measures.size());
      return "%s %s by more than 3 standard errors; cannot be compared if those within them could."
          .formatted(many, side);
    }

    @Override
    public Verdict judge(Measures measured) {
      return decide(measured);
    }

    @Override
    public Verdict decide(Measures measured) {
      long count = count(measures, above, measured);
      long others = count(measures, !above, measured);
      long all =
          least == ALL_THAT_EXIST
              ? measures.stream().filter(each -> measured.get(each).isNumber()).count()
              : measures.size();
      if (all == 0) {
        return Verdict.incomparable("none exists");
      }
      long enough = least == ALL_THAT_EXIST ? all : least;
      if (count >= enough) {
        return Verdict.AGREES;
      }
      long open = all - count - others;
      return count + open >= enough
          ? Verdict.incomparable("%d do, %d are too close to decide".formatted(count, open))
          : Verdict.differs("%d do, %d do the opposite".formatted(count, others));
    }
  }

  /**
   * Some of several curves between 0 and 1 shift to the left and some to the right.
   *
   * @param shifts areas between curves, negative to the left
   * @param rest areas below the curves at rest, in the same order; empty if none can reach a limit
   */
  record Mixed(List<String> shifts, List<String> rest) implements Criterion {
    public Mixed {
      shifts = List.copyOf(shifts);
      rest = List.copyOf(rest);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(shifts.stream(), rest.stream()).toList();
    }

    @Override
    public String text() {
      String rule =
          "At least one curve shifts to the left and at least one to the right, each by more than 3 standard errors; cannot be compared if those within them could.";
      return rest.isEmpty()
          ? rule
          : rule
              + " Counted apart if all of a side end with an area above %s or below %s."
                  .formatted(number(CEILING), number(1 - CEILING));
    }

    @Override
    public Verdict decide(Measures measured) {
      long left = count(shifts, false, measured);
      long right = count(shifts, true, measured);
      String found = "%d to the left, %d to the right".formatted(left, right);
      if (left == 0 || right == 0) {
        return left + right < shifts.size()
            ? Verdict.incomparable(found + ", the others are too close to decide")
            : Verdict.differs(found);
      }
      return !rest.isEmpty() && (isAtLimit(false, measured) || isAtLimit(true, measured))
          ? Verdict.AGREES_AT_LIMIT
          : Verdict.AGREES;
    }

    private boolean isAtLimit(boolean right, Measures measured) {
      for (int i = 0; i < shifts.size(); i++) {
        Measure shift = measured.get(shifts.get(i));
        double after = measured.get(rest.get(i)).value() - shift.value();
        boolean counts = (right ? shift.value() : -shift.value()) > ERRORS * shift.error();
        if (counts && (right ? after >= 1 - CEILING : after <= CEILING)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Curves between 0 and 1 all shift to one side.
   *
   * @param shifts areas between curves, negative to the left
   * @param rest areas below the curves at rest, in the same order
   * @param right whether to the right
   */
  record Shifts(List<String> shifts, List<String> rest, boolean right) implements Criterion {
    public Shifts {
      shifts = List.copyOf(shifts);
      rest = List.copyOf(rest);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(shifts.stream(), rest.stream()).toList();
    }

    @Override
    public String text() {
      return "Every curve shifts to the %s by more than 3 standard errors; it differs if one shifts to the other side by as much. Otherwise cannot be compared where the area below the curve at rest is %s already; counted apart where it is so afterwards."
          .formatted(
              right ? "right" : "left",
              right ? "below " + number(1 - CEILING) : "above " + number(CEILING));
    }

    @Override
    public Verdict decide(Measures measured) {
      Verdict[] each = new Verdict[shifts.size()];
      for (int i = 0; i < each.length; i++) {
        Measure shift = measured.get(shifts.get(i));
        double before = measured.get(rest.get(i)).value();
        double room = right ? before : 1 - before;
        double left = right ? before - shift.value() : 1 - before + shift.value();
        String name = label(shifts.get(i));
        Verdict found =
            beyond(
                right ? shift.value() : -shift.value(),
                "%s: %s".formatted(name, distance(shift.value(), shift.error())),
                shift.error());
        boolean opposite = (right ? shift.value() : -shift.value()) < -ERRORS * shift.error();
        if (room < 1 - CEILING && !opposite) {
          each[i] = Verdict.incomparable("the curve of %s cannot shift that way".formatted(name));
        } else {
          boolean atLimit = found.kind() == Verdict.Kind.AGREES && left < 1 - CEILING;
          each[i] = atLimit ? Verdict.AGREES_AT_LIMIT : found;
        }
      }
      return Verdict.worst(each);
    }
  }

  /** A figure without a counterpart in the paper. */
  record Shown(List<String> measures, String reason) implements Criterion {
    public Shown {
      measures = List.copyOf(measures);
    }

    @Override
    public String text() {
      return "None.";
    }

    @Override
    public Verdict judge(Measures measured) {
      return decide(measured);
    }

    @Override
    public Verdict decide(Measures measured) {
      return Verdict.incomparable(reason);
    }
  }

  /** More than three errors above 0 agrees, below it differs, and between it cannot be decided. */
  private static Verdict beyond(double distance, String words, double error) {
    if (distance > ERRORS * error) {
      return Verdict.AGREES;
    }
    return distance < -ERRORS * error || error == 0 ? Verdict.differs(words) : tooClose(words);
  }

  private static Verdict tooClose(String words) {
    return Verdict.incomparable(words + ", too close to decide");
  }

  private static long count(List<String> names, boolean above, Measures measured) {
    return names.stream()
        .map(measured::get)
        .filter(each -> (above ? each.value() : -each.value()) > ERRORS * each.error())
        .count();
  }

  private static String distance(double distance, double error) {
    String words = "%s %s".formatted(number(Math.abs(distance)), distance < 0 ? "below" : "above");
    return error > 0
        ? String.format(Locale.ROOT, "%s, %.1f standard errors", words, Math.abs(distance) / error)
        : words;
  }

  /** A measure's name beside others: what follows the last slash. */
  static String label(String measure) {
    return measure.substring(measure.lastIndexOf('/') + 1);
  }

  private static String labels(List<String> measures, String joint) {
    return measures.stream().map(Criterion::label).collect(Collectors.joining(joint));
  }
}
