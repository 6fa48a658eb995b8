package org.revcor.reproduction.paper;

import java.util.List;
import java.util.stream.Stream;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Workroom;

/** {@code fig7a}: backdoors of digits, in the network's answers, its maps, and by the detector. */
final class DigitBackdoors implements Item {
  @Override
  public String name() {
    return "fig7a";
  }

  @Override
  public String title() {
    return "Backdoors of digits: answers, maps, and whether they are found";
  }

  @Override
  public Outcome make(Workroom workroom) {
    List<Outcome> each =
        Stream.of(PaperBackdoor.ZERO_TO_ONE, PaperBackdoor.EIGHT_TO_NINE)
            .map(
                backdoor ->
                    new BackdoorMaps(name(), backdoor, workroom)
                        .make(
                            "mnist",
                            workroom.count(1_000_000, 50_000),
                            workroom.count(20_000, 5_000)))
            .toList();
    return new Outcome(
        each.stream().flatMap(outcome -> outcome.results().stream()).toList(),
        each.stream().flatMap(outcome -> outcome.findings().stream()).toList());
  }
}
