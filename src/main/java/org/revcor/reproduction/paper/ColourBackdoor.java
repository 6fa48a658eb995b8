package org.revcor.reproduction.paper;

import java.util.List;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;

/** {@code fig7b}: a backdoor of colour pictures. */
final class ColourBackdoor implements Item {
  @Override
  public String name() {
    return "fig7b";
  }

  @Override
  public String title() {
    return "A backdoor of CIFAR-10, from bird to cat";
  }

  @Override
  public Outcome make(Workroom workroom) {
    if (workroom.isQuick()) {
      return new Outcome(
          List.of(
              new Result.Quantity(name(), "answers, maps and detection", "cifar10-cnn")
                  .notRun("map shows the stamp", "training takes too long for --quick")),
          List.of());
    }
    return new BackdoorMaps(name(), PaperBackdoor.BIRD_TO_CAT, workroom)
        .make("cifar-10", 200_000, 10_000);
  }
}
