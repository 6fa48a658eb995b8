package org.revcor.paper.item;

import java.util.List;
import java.util.Set;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Item.MissingException;
import org.revcor.paper.ReproductionContext;

/** {@code fig7b}: a backdoor of colour images. */
final class ColourBackdoor extends Item {
  ColourBackdoor() {
    super("fig7b", "A backdoor of CIFAR-10, from bird to cat");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return BackdoorClaims.of(
        PaperBackdoor.BIRD_TO_CAT, BackdoorClaims.likeClean(PaperBackdoor.BIRD_TO_CAT), 1_000);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    if (context.isQuick()) {
      throw new MissingException("training takes too long for --quick");
    }
    new BackdoorMaps(PaperBackdoor.BIRD_TO_CAT, context).reproduce("cifar-10", 200_000, 10_000);
  }
}
