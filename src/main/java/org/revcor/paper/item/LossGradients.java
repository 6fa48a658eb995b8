package org.revcor.paper.item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.analysis.backdoor.StampEnergy;
import org.revcor.dataset.Images;
import org.revcor.dataset.Stamp;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.StudyMaps;

/** {@code fig7d}: average gradients of the loss, without and with a backdoor. */
final class LossGradients extends Item {
  private static final PaperBackdoor BACKDOOR = PaperBackdoor.EIGHT_TO_NINE;
  private static final double LEVEL = 0.05;
  private static final String PLACE_OF_8 = "rank of the place/gradient of 8";
  private static final String PLACE_OF_9 = "rank of the place/gradient of 9";
  private static final String IN_MAP = "share in the square/map";
  private static final String IN_GRADIENT = "share in the square/gradient";

  LossGradients() {
    super("fig7d", "Average gradients of the loss, before and after a backdoor");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    return List.of(
        new Claim(
            "average gradient of plain 8s, attacked less clean at equal size: share of all places"
                + " of the stamp with as large a sum as where it was put",
            "a slight activation at the location of the perturbation",
            new Criterion.Bar(PLACE_OF_8, false, LEVEL, "the level; places are ranked")),
        new Claim(
            "average gradient of what is labelled 9, stamped 8s among it: share of all places of"
                + " the stamp with as low a sum as where it was put",
            "a region where more light lowers the loss",
            new Criterion.Bar(PLACE_OF_9, false, LEVEL, "the level; places are ranked")),
        new Claim(
            "share of energy in the stamp's square: map of 9 under noise, and average gradient of"
                + " 8s",
            "gradients are not as pronounced as maps",
            new ComparisonCriterion.Larger(IN_MAP, List.of(IN_GRADIENT))));
  }

  @Override
  public void reproduce(ReproductionContext context) {
    String attacked = BACKDOOR.network(context).description().name();
    int count = context.count(60_000, 5_000);
    AnalysisResult before = gradients(context, "before", BACKDOOR.clean(), count, false);
    AnalysisResult after = gradients(context, "after", attacked, count, false);
    AnalysisResult stamped = gradients(context, "stamped", attacked, count, true);
    Images images = context.analysisContext().test("data", "mnist");
    Stamp stamp = BACKDOOR.poisoning().stamp();
    int height = images.height();
    int width = images.width();
    int target = BACKDOOR.poisoning().target(images);
    int source = images.classes().indexOf(BACKDOOR.poisoning().from());
    float[] plain = map(after, source);
    StudyMaps maps =
        BackdoorMaps.logits(context, attacked, context.count(20_000, 5_000)).maps(MapView.MAP);
    String convention =
        "cross entropy, %,d training images; the square is %.1f %% of the image"
            .formatted(count, 100 * StampEnergy.area(stamp, height, width));
    context.put(
        PLACE_OF_8,
        Measure.exact(
            StampPositions.share(
                BackdoorMaps.difference(plain, map(before, source)),
                stamp,
                height,
                width,
                value -> value),
            convention));
    context.put(
        PLACE_OF_9,
        Measure.exact(
            StampPositions.share(map(stamped, target), stamp, height, width, value -> -value),
            convention));
    context.put(
        IN_GRADIENT,
        Measure.withUnknownError(StampEnergy.share(plain, stamp, height, width), convention));
    context.put(
        IN_MAP,
        Measure.withUnknownError(
            StampEnergy.share(maps.maps()[target], stamp, height, width),
            convention + "; map: U[0,1], gradients of logits"));
  }

  private static AnalysisResult gradients(
      ReproductionContext context, String phase, String observer, int count, boolean stamped) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", observer);
    arguments.put("part", "train");
    arguments.put("count", Integer.toString(count));
    if (stamped) {
      arguments.put("stamp", BACKDOOR.poisoning().stamp().name());
      arguments.put("from", BACKDOOR.poisoning().from());
      arguments.put("to", BACKDOOR.poisoning().to());
    }
    return context.analyse("loss-gradient", "loss-gradient-" + phase, arguments);
  }

  private static float[] map(AnalysisResult gradients, int label) {
    return ((Figure.Gallery) gradients.figure("maps")).images().get(label).values();
  }
}
