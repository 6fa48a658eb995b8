package org.revcor.paper;

import static org.revcor.paper.Measure.number;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A criterion on several measures: the comparison of one with others, the number that differ from
 * 0, or shifts of curves between 0 and 1, by areas between and below them.
 */
sealed interface ComparisonCriterion extends Criterion {

  /**
   * Two measures are equal up to a margin, and their sampling error is small enough to show it.
   *
   * @param margin largest difference that counts as equal
   */
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
      Measure one = measured.get(measure);
      Measure two = measured.get(other);
      double error = Math.hypot(one.error(), two.error());
      double distance = one.value() - two.value();
      if (Math.abs(distance) + ERRORS * error <= margin) {
        return ClaimVerdict.AGREES;
      }
      return Math.abs(distance) - ERRORS * error > margin
          ? ClaimVerdict.differs(Measure.distance(distance, error))
          : ClaimVerdict.tooClose(Measure.distance(distance, error));
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
      Measure large = measured.get(measure);
      ClaimVerdict[] each = new ClaimVerdict[others.size()];
      for (int i = 0; i < each.length; i++) {
        Measure small = measured.get(others.get(i));
        double error = Math.hypot(large.error(), small.error());
        double distance = large.value() - small.value();
        each[i] =
            ClaimVerdict.beyond(
                distance,
                "to %s: %s"
                    .formatted(Criterion.label(others.get(i)), Measure.distance(distance, error)),
                error);
      }
      return ClaimVerdict.worst(each);
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
        Measure before = measured.get(measures.get(i - 1));
        Measure after = measured.get(measures.get(i));
        double error = Math.hypot(before.error(), after.error());
        double step = after.value() - before.value();
        if (step < 0 && -step > ERRORS * error) {
          return ClaimVerdict.worst(
              whole,
              ClaimVerdict.differs(
                  "%s to %s: %s"
                      .formatted(
                          Criterion.label(measures.get(i - 1)),
                          Criterion.label(measures.get(i)),
                          Measure.distance(step, error))));
        }
      }
      return whole;
    }
  }

  /**
   * A number of measures is on one side of 0 by more than the sampling error.
   *
   * @param above whether the side is above 0
   * @param least minimum number; {@link #ALL_DEFINED} for all measures with a number
   * @param side name of the side
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
   * @param shifts areas between curves, negative to the left
   * @param baseline areas below the curves without a shift, in the same order; empty if none can
   *     reach a limit
   */
  record Mixed(List<String> shifts, List<String> baseline) implements ComparisonCriterion {
    public Mixed {
      shifts = Criterion.named(shifts);
      baseline = Criterion.named(baseline);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(shifts.stream(), baseline.stream()).toList();
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

  /**
   * All curves shift to one side.
   *
   * @param shifts areas between curves, negative to the left
   * @param baseline areas below the curves without a shift, in the same order
   * @param right whether the side is to the right
   */
  record Shifts(List<String> shifts, List<String> baseline, boolean right)
      implements ComparisonCriterion {
    public Shifts {
      shifts = Criterion.named(shifts);
      baseline = Criterion.named(baseline);
    }

    @Override
    public List<String> measures() {
      return Stream.concat(shifts.stream(), baseline.stream()).toList();
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
        double remaining = right ? before - shift.value() : 1 - before + shift.value();
        String name = Criterion.label(shifts.get(i));
        ClaimVerdict found =
            ClaimVerdict.beyond(
                right ? shift.value() : -shift.value(),
                "%s: %s".formatted(name, Measure.distance(shift.value(), shift.error())),
                shift.error());
        boolean opposite = (right ? shift.value() : -shift.value()) < -ERRORS * shift.error();
        if (possible < 1 - CEILING && !opposite) {
          each[i] =
              ClaimVerdict.incomparable("the curve of %s cannot shift that way".formatted(name));
        } else {
          boolean atLimit = found.kind() == ClaimVerdict.Kind.AGREES && remaining < 1 - CEILING;
          each[i] = atLimit ? ClaimVerdict.AGREES_AT_LIMIT : found;
        }
      }
      return ClaimVerdict.worst(each);
    }
  }

  private static String labels(List<String> measures, String joint) {
    return measures.stream().map(Criterion::label).collect(Collectors.joining(joint));
  }
}
