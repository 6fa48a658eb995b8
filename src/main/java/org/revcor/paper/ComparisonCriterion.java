package org.revcor.paper;

import static org.revcor.paper.Measure.number;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A criterion on several measures: the comparison of one with others, the number that differ from
 * 0, or shifts of curves between 0 and 1, by areas between and below them.
 */
sealed interface ComparisonCriterion extends Criterion.OfNumbers {
  /** A criterion on curves between 0 and 1, by areas between and below them. */
  sealed interface OfCurves extends ComparisonCriterion {
    /** Returns the names of areas between curves, negative to the left. */
    List<String> shifts();

    /** Returns the names of areas below the curves without a shift, in the same order. */
    List<String> baseline();

    @Override
    default List<String> measures() {
      return Stream.concat(shifts().stream(), baseline().stream()).toList();
    }
  }

  /** Two measures are equal up to a margin, and their sampling error is small enough to show it. */
  record Alike(String measure, String other, double margin) implements ComparisonCriterion {
    @Override
    public List<String> measures() {
      return List.of(measure, other);
    }

    @Override
    public String text() {
      return "%s and %s differ by at most %s, with 3 standard errors of the difference added; it differs if the difference less 3 exceeds that, and cannot be compared between."
          .formatted(Criterion.label(measure), Criterion.label(other), number(margin));
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      Measure distance = difference(measured, measure, other);
      double bar = ERRORS * distance.error();
      if (Math.abs(distance.value()) + bar <= margin) {
        return ClaimVerdict.AGREES;
      }
      return Math.abs(distance.value()) - bar > margin
          ? ClaimVerdict.differs(distance.distance())
          : ClaimVerdict.tooClose(distance.distance());
    }
  }

  /** One measure is larger than each of others by more than the sampling error. */
  record Larger(String measure, List<String> others) implements ComparisonCriterion {
    public Larger {
      others = Criterion.named(others);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(Stream.of(measure), others.stream()).toList();
    }

    @Override
    public String text() {
      return "%s is larger than %s by more than 3 standard errors of the difference; cannot be compared within them."
          .formatted(Criterion.label(measure), labels(others, " and "));
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      return ClaimVerdict.worst(
          others.stream()
              .map(
                  other -> {
                    Measure distance = difference(measured, measure, other);
                    return ClaimVerdict.beyond(
                        distance.value(),
                        "to %s: %s".formatted(Criterion.label(other), distance.distance()),
                        distance.error());
                  })
              .toArray(ClaimVerdict[]::new));
    }
  }

  /**
   * Measures rise from the first to the last and fall at no step by more than the sampling error.
   */
  record Rising(List<String> measures) implements ComparisonCriterion {
    public Rising {
      measures = Criterion.named(measures);
    }

    @Override
    public String text() {
      return "The last of %s is larger than the first by more than 3 standard errors of the difference, and no step falls by as much; cannot be compared within them."
          .formatted(labels(measures, ", "));
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      ClaimVerdict whole =
          new Larger(measures.getLast(), List.of(measures.getFirst())).decide(measured);
      for (int i = 1; i < measures.size(); i++) {
        Measure step = difference(measured, measures.get(i), measures.get(i - 1));
        if (step.value() < -ERRORS * step.error() && step.value() < 0) {
          return ClaimVerdict.worst(
              whole,
              ClaimVerdict.differs(
                  "%s to %s: %s"
                      .formatted(
                          Criterion.label(measures.get(i - 1)),
                          Criterion.label(measures.get(i)),
                          step.distance())));
        }
      }
      return whole;
    }
  }

  /**
   * A number of measures is on one side of 0 by more than the sampling error.
   *
   * @param least minimum number; {@link #ALL_DEFINED} for all measures with a number
   */
  record Side(List<String> measures, boolean above, int least, String side)
      implements ComparisonCriterion {
    /** All measures with a number. */
    static final int ALL_DEFINED = 0;

    public Side {
      measures = Criterion.named(measures);
    }

    @Override
    public String text() {
      String many =
          least == ALL_DEFINED
              ? "All that exist of %s".formatted(labels(measures, ", "))
              : "At least %d of %d".formatted(least, measures.size());
      return "%s %s by more than 3 standard errors; cannot be compared if those within them could."
          .formatted(many, side);
    }

    @Override
    public ClaimVerdict evaluate(Measures measured) {
      return decide(measured);
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      long count = measured.beyond(measures, above);
      long others = measured.beyond(measures, !above);
      long all =
          least == ALL_DEFINED
              ? measures.stream().filter(each -> measured.get(each).isNumber()).count()
              : measures.size();
      if (all == 0) {
        return ClaimVerdict.incomparable("none exists");
      }
      long enough = least == ALL_DEFINED ? all : least;
      if (count >= enough) {
        return ClaimVerdict.AGREES;
      }
      long open = all - count - others;
      return count + open >= enough
          ? ClaimVerdict.incomparable("%d do, %d are too close to decide".formatted(count, open))
          : ClaimVerdict.differs("%d do, %d do the opposite".formatted(count, others));
    }
  }

  /**
   * Some of several curves shift to the left and some to the right.
   *
   * @param baseline empty if none can reach a limit
   */
  record Mixed(List<String> shifts, List<String> baseline) implements OfCurves {
    public Mixed {
      shifts = Criterion.named(shifts);
      baseline = Criterion.named(baseline);
    }

    @Override
    public String text() {
      String rule =
          "At least one curve shifts to the left and at least one to the right, each by more than 3"
              + " standard errors; cannot be compared if those within them could.";
      return baseline.isEmpty()
          ? rule
          : rule
              + " Counted apart if all of a side end with an area above %s or below %s."
                  .formatted(number(CEILING), number(1 - CEILING));
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      long left = measured.beyond(shifts, false);
      long right = measured.beyond(shifts, true);
      String found = "%d to the left, %d to the right".formatted(left, right);
      if (left == 0 || right == 0) {
        return left + right < shifts.size()
            ? ClaimVerdict.incomparable(found + ", the others are too close to decide")
            : ClaimVerdict.differs(found);
      }
      return !baseline.isEmpty() && (isAtLimit(false, measured) || isAtLimit(true, measured))
          ? ClaimVerdict.AGREES_AT_LIMIT
          : ClaimVerdict.AGREES;
    }

    private boolean isAtLimit(boolean right, Measures measured) {
      for (int i = 0; i < shifts.size(); i++) {
        Measure shift = measured.get(shifts.get(i));
        double after = measured.get(baseline.get(i)).value() - shift.value();
        boolean counts = (right ? shift.value() : -shift.value()) > ERRORS * shift.error();
        if (counts && (right ? after >= 1 - CEILING : after <= CEILING)) {
          return false;
        }
      }
      return true;
    }
  }

  record Shifts(List<String> shifts, List<String> baseline, boolean right) implements OfCurves {
    public Shifts {
      shifts = Criterion.named(shifts);
      baseline = Criterion.named(baseline);
    }

    @Override
    public String text() {
      return "Every curve shifts to the %s by more than 3 standard errors; it differs if one shifts to the other side by as much. Otherwise cannot be compared where the area below the curve at rest is %s already; counted apart where it is so afterwards."
          .formatted(
              right ? "right" : "left",
              right ? "below " + number(1 - CEILING) : "above " + number(CEILING));
    }

    @Override
    public ClaimVerdict decide(Measures measured) {
      ClaimVerdict[] each = new ClaimVerdict[shifts.size()];
      for (int i = 0; i < each.length; i++) {
        Measure shift = measured.get(shifts.get(i));
        double before = measured.get(baseline.get(i)).value();
        double possible = right ? before : 1 - before;
        double size = right ? shift.value() : -shift.value();
        String name = Criterion.label(shifts.get(i));
        each[i] =
            ClaimVerdict.beyond(
                size,
                "%s: %s".formatted(name, Measure.distance(shift.value(), shift.error())),
                shift.error());
        if (possible < 1 - CEILING && size >= -ERRORS * shift.error()) {
          each[i] =
              ClaimVerdict.incomparable("the curve of %s cannot shift that way".formatted(name));
        } else if (each[i].equals(ClaimVerdict.AGREES) && possible - size < 1 - CEILING) {
          each[i] = ClaimVerdict.AGREES_AT_LIMIT;
        }
      }
      return ClaimVerdict.worst(each);
    }
  }

  /** Returns one measure less another, with the error of the difference. */
  private static Measure difference(Measures measured, String one, String other) {
    Measure from = measured.get(one);
    Measure less = measured.get(other);
    return Measure.estimate(
        from.value() - less.value(), Math.hypot(from.error(), less.error()), "");
  }

  private static String labels(List<String> measures, String joint) {
    return measures.stream().map(Criterion::label).collect(Collectors.joining(joint));
  }
}
