package org.revcor.paper.item;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;

/** {@code fig7a}: backdoors of digits: responses, maps, and the detector. */
final class DigitBackdoors extends Item {
  private static final List<PaperBackdoor> BACKDOORS =
      List.of(PaperBackdoor.ZERO_TO_ONE, PaperBackdoor.EIGHT_TO_NINE);

  DigitBackdoors() {
    super("fig7a", "Backdoors of digits: responses, maps, and detection");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return Stream.concat(
            claims(PaperBackdoor.ZERO_TO_ONE, 980), claims(PaperBackdoor.EIGHT_TO_NINE, 974))
        .toList();
  }

  private static Stream<Claim> claims(PaperBackdoor backdoor, int stamped) {
    return BackdoorClaims.of(backdoor, BackdoorClaims.closeToPerfect(backdoor), stamped).stream();
  }

  @Override
  public void reproduce(ReproductionContext context) {
    for (PaperBackdoor backdoor : BACKDOORS) {
      new BackdoorMaps(backdoor, context)
          .reproduce("mnist", context.count(1_000_000, 50_000), context.count(20_000, 5_000));
    }
  }
}
