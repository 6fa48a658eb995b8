package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/**
 * {@code fig23} and {@code fig24}: psychometric curves of all digits by dose, biases of each layer
 * raised and lowered.
 */
final class StimulationFigures implements Item {
  /** Biases are raised. */
  static final Item RAISED = new StimulationFigures("fig23", 10);

  /** Biases are lowered. */
  static final Item LOWERED = new StimulationFigures("fig24", -10);

  private static final List<DoseShifts.Target> TARGETS =
      List.of(
          new DoseShifts.Target("conv1", "0.1"),
          new DoseShifts.Target("conv2", "1"),
          new DoseShifts.Target("fc1", "0.01"));
  private static final String FULLY_CONNECTED = "fc1";

  private final String name;
  private final int most;

  private StimulationFigures(String name, int most) {
    this.name = name;
    this.most = most;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return "Micro-stimulation of the CNN for all ten digits, biases "
        + (most > 0 ? "raised" : "lowered");
  }

  @Override
  public Outcome make(Workroom workroom) {
    Map<String, String> arguments = PsychometricFigure.arguments(workroom);
    String convention = PsychometricFigure.convention(workroom);
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (DoseShifts.Target target : TARGETS) {
      Findings found = target.stimulate(workroom, target.layer(), doses(workroom), arguments);
      findings.add(found);
      DoseShifts shifts = DoseShifts.of(found, most);
      Result.Quantity quantity =
          new Result.Quantity(
              name,
              "%s, k = %d, λ = %s: curves that shift, and how far in γ"
                  .formatted(target.layer(), most, target.lambda()),
              convention + "; shift is the area between curves");
      results.add(verdict(target, quantity, shifts));
    }
    return new Outcome(results, findings);
  }

  private Result verdict(DoseShifts.Target target, Result.Quantity quantity, DoseShifts shifts) {
    int all = shifts.distances().size();
    if (target.layer().equals(FULLY_CONNECTED)) {
      return most > 0
          ? quantity.words(
              "all left",
              shifts.words() + ": " + shifts.all(),
              shifts.left().size() == all,
              "a digit that noise is taken for anyway has no room to the left")
          : quantity.words(
              "all right",
              shifts.words() + ": " + shifts.all(),
              shifts.right().size() == all,
              "not every digit at this count of pictures");
    }
    if (target.layer().equals("conv1")) {
      return quantity.words(
          "almost all right",
          shifts.words() + ": " + shifts.all(),
          shifts.right().size() >= 0.8 * all,
          "at this dose lower biases let less noise through, higher ones more; Fig 9 has larger"
              + " doses, which hurt either way");
    }
    boolean mixed = !shifts.left().isEmpty() && !shifts.right().isEmpty();
    if (most < 0) {
      return quantity.words(
          "mixed",
          shifts.words() + ": " + shifts.all(),
          mixed,
          "all that shift do so to one side in this network");
    }
    boolean sides = shifts.right().containsAll(List.of("0", "1")) && shifts.left().contains("3");
    return quantity.words(
        "mixed; 0 and 1 right, 3 left",
        shifts.words() + ": " + shifts.all(),
        mixed && sides,
        mixed ? "mixed, but not by the same digits" : "all that shift do so to one side");
  }

  private String doses(Workroom workroom) {
    if (workroom.isQuick()) {
      return most > 0 ? "5,10" : "-10,-5";
    }
    return most > 0 ? "0:1:10" : "-10:1:0";
  }
}
