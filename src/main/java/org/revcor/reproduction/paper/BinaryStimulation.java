package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/** {@code fig25}: micro-stimulation of networks that tell two digits apart. */
final class BinaryStimulation implements Item {
  private static final List<String> PAIRS = List.of("1-3", "2-8");
  private static final List<DoseShifts.Target> TARGETS =
      List.of(
          new DoseShifts.Target("conv1", "1"),
          new DoseShifts.Target("conv2", "10"),
          new DoseShifts.Target("fc1", "0.1"));

  private static final int MOST = 10;

  @Override
  public String name() {
    return "fig25";
  }

  @Override
  public String title() {
    return "Micro-stimulation of binary networks, 1 and 3, 2 and 8";
  }

  @Override
  public Outcome make(Workroom workroom) {
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (String pair : PAIRS) {
      String recipe = "mnist-binary-" + pair;
      String network = workroom.isQuick() ? recipe + "-quick" : recipe;
      workroom.trained(network, recipe, workroom.isQuick() ? 1 : 0, 1, Optional.empty());
      Map<String, String> arguments = new LinkedHashMap<>(PsychometricFigure.arguments(workroom));
      arguments.put("observer", network);
      for (DoseShifts.Target target : TARGETS) {
        Findings found =
            target.stimulate(
                workroom,
                pair + "-" + target.layer(),
                workroom.isQuick() ? "-10:10:10" : "-10:1:10",
                arguments);
        findings.add(found);
        results.add(result(pair, target, found, workroom));
      }
    }
    return new Outcome(results, findings);
  }

  /** Noise is taken for one of the two digits, whose curve is at its ceiling from the beginning. */
  private Result result(String pair, DoseShifts.Target target, Findings found, Workroom workroom) {
    DoseShifts raised = DoseShifts.of(found, MOST);
    DoseShifts lowered = DoseShifts.of(found, -MOST);
    int all = raised.distances().size();
    Result.Quantity quantity =
        new Result.Quantity(
            name(),
            "%s, %s, λ = %s: shift in γ by digit, k = 10 and -10"
                .formatted(pair.replace('-', '/'), target.layer(), target.lambda()),
            PsychometricFigure.convention(workroom));
    String ours =
        "raised %s (%s); lowered %s (%s)"
            .formatted(raised.all(), raised.words(), lowered.all(), lowered.words());
    if (target.layer().equals("fc1")) {
      return quantity.words(
          "raised left, lowered right",
          ours,
          raised.right().isEmpty()
              && !raised.left().isEmpty()
              && lowered.left().isEmpty()
              && lowered.right().size() == all,
          "units that are active under one digit also speak for the other in this network");
    }
    return quantity.words(
        "no one side, as with ten digits",
        ours,
        isMixed(raised) && isMixed(lowered),
        "both curves shift to one side, or neither shifts");
  }

  /** Whether some curve shifts, and not all of them to the same side. */
  private static boolean isMixed(DoseShifts shifts) {
    int all = shifts.distances().size();
    return shifts.left().size() + shifts.right().size() > 0
        && shifts.left().size() < all
        && shifts.right().size() < all;
  }
}
