package org.revcor.paper;

import static org.revcor.paper.Measure.number;

import java.util.List;
import java.util.stream.Stream;

/** A criterion on shifts of curves between 0 and 1, by areas between and below them. */
public sealed interface CurveCriterion extends Criterion {

  /**
   * Some of several curves shift to the left and some to the right.
   *
   * @param shifts areas between curves, negative to the left
   * @param baseline areas below the curves without a shift, in the same order; empty if none can
   *     reach a limit
   */
  record Mixed(List<String> shifts, List<String> baseline) implements CurveCriterion {
    public Mixed {
      shifts = List.copyOf(shifts);
      baseline = List.copyOf(baseline);
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
      implements CurveCriterion {
    public Shifts {
      shifts = List.copyOf(shifts);
      baseline = List.copyOf(baseline);
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
}
