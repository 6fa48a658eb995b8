package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Set;
import org.revcor.reproduction.Claim;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.MissingException;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.ReproductionContext;

/** {@code fig7b}: a backdoor of colour images. */
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
  public List<Claim> claims(Set<String> measured) {
    return BackdoorMaps.claims(
        PaperBackdoor.BIRD_TO_CAT, BackdoorMaps.likeClean(PaperBackdoor.BIRD_TO_CAT), 1_000);
  }

  @Override
  public Outcome reproduce(ReproductionContext context) {
    if (context.isQuick()) {
      throw new MissingException("training takes too long for --quick");
    }
    return new BackdoorMaps(PaperBackdoor.BIRD_TO_CAT, context)
        .reproduce("cifar-10", 200_000, 10_000);
  }
}
