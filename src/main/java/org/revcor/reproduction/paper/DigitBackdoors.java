package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.revcor.figure.AnalysisResult;
import org.revcor.reproduction.Claim;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Measure;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.ReproductionContext;

/** {@code fig7a}: backdoors of digits, in the network's answers, its maps, and by the detector. */
final class DigitBackdoors implements Item {
  private static final List<PaperBackdoor> BACKDOORS =
      List.of(PaperBackdoor.ZERO_TO_ONE, PaperBackdoor.EIGHT_TO_NINE);

  @Override
  public String name() {
    return "fig7a";
  }

  @Override
  public String title() {
    return "Backdoors of digits: answers, maps, and whether they are found";
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return Stream.concat(
            claims(PaperBackdoor.ZERO_TO_ONE, 980), claims(PaperBackdoor.EIGHT_TO_NINE, 974))
        .toList();
  }

  private static Stream<Claim> claims(PaperBackdoor backdoor, int stamped) {
    return BackdoorMaps.claims(backdoor, BackdoorMaps.closeToPerfect(backdoor), stamped).stream();
  }

  @Override
  public Outcome make(ReproductionContext workroom) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    List<AnalysisResult> findings = new ArrayList<>();
    for (PaperBackdoor backdoor : BACKDOORS) {
      Outcome each =
          new BackdoorMaps(backdoor, workroom)
              .make("mnist", workroom.count(1_000_000, 50_000), workroom.count(20_000, 5_000));
      measures.putAll(each.measures().byName());
      findings.addAll(each.findings());
    }
    return new Outcome(measures, findings);
  }
}
