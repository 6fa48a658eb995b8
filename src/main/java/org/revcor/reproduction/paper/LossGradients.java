package org.revcor.reproduction.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.analysis.backdoor.StampEnergy;
import org.revcor.dataset.Pictures;
import org.revcor.dataset.Stamp;
import org.revcor.estimate.MapView;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.StudyMaps;

/** {@code fig7d}: average gradients of the loss, before and after a backdoor. */
final class LossGradients implements Item {
  private static final PaperBackdoor BACKDOOR = PaperBackdoor.EIGHT_TO_NINE;

  @Override
  public String name() {
    return "fig7d";
  }

  @Override
  public String title() {
    return "Average gradients of the loss, before and after a backdoor";
  }

  @Override
  public Outcome make(Workroom workroom) {
    String attacked = BACKDOOR.network(workroom).description().name();
    int count = workroom.count(60_000, 5_000);
    Findings before = gradients(workroom, "before", BACKDOOR.clean(), count, false);
    Findings after = gradients(workroom, "after", attacked, count, false);
    Findings stamped = gradients(workroom, "stamped", attacked, count, true);
    Pictures pictures = workroom.laboratory().test("data", "mnist");
    Stamp stamp = BACKDOOR.poisoning().stamp();
    int target = BACKDOOR.poisoning().target(pictures);
    int source = pictures.classes().indexOf(BACKDOOR.poisoning().from());
    double clean = share(before, source, stamp, pictures);
    double plain = share(after, source, stamp, pictures);
    double tampered = inside(map(stamped, target), stamp, pictures);
    double even = StampEnergy.area(stamp, pictures.height(), pictures.width());
    String convention = "cross entropy, %,d training pictures".formatted(count);
    return new Outcome(
        List.of(
            new Result.Quantity(
                    name(),
                    "share of the average gradient's energy in the stamp's square, plain 8s, attacked (clean) network",
                    convention)
                .words(
                    "slight activation after the attack",
                    "%.1f %% (%.1f %%); %.1f %% were it even"
                        .formatted(100 * plain, 100 * clean, 100 * even),
                    plain > clean && plain > even,
                    plain > clean
                        ? "more than in the clean network, but less than an even gradient would have there"
                        : "no more than in the clean network"),
            new Result.Quantity(
                    name(),
                    "mean gradient on the stamp's pixels of all that is labelled 9, stamped 8s among it, nats per unit of a pixel",
                    convention)
                .words(
                    "below 0",
                    "%.2g".formatted(tampered),
                    tampered < 0,
                    "more of the stamp would raise the loss of what is labelled 9"),
            weaker(workroom, attacked, plain, target, convention)),
        List.of(before, after, stamped));
  }

  /** Whether the stamp shows less in the gradients than in the maps of the network. */
  private Result weaker(
      Workroom workroom, String attacked, double gradient, int target, String convention) {
    StudyMaps maps =
        BackdoorMaps.logits(workroom, attacked, workroom.count(20_000, 5_000)).maps(MapView.MAP);
    double map =
        StampEnergy.share(
            maps.maps()[target], BACKDOOR.poisoning().stamp(), maps.height(), maps.width());
    return new Result.Quantity(
            name(),
            "share of energy in the stamp's square: average gradient of 8s, and map of 9 under noise",
            convention + "; U[0,1], gradients of logits")
        .words(
            "weaker than in the maps",
            "%.1f %% and %.1f %%".formatted(100 * gradient, 100 * map),
            gradient < map,
            "it shows as much in the gradients of this network");
  }

  private static Findings gradients(
      Workroom workroom, String as, String observer, int count, boolean stamped) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("observer", observer);
    arguments.put("part", "train");
    arguments.put("count", Integer.toString(count));
    if (stamped) {
      arguments.put("stamp", BACKDOOR.poisoning().stamp().name());
      arguments.put("from", BACKDOOR.poisoning().from());
      arguments.put("to", BACKDOOR.poisoning().to());
    }
    return Analyses.run(workroom, "loss-gradient", "loss-gradient-" + as, arguments);
  }

  private static float[] map(Findings gradients, int label) {
    return ((Figure.Gallery) gradients.figure("maps")).pictures().get(label).values();
  }

  private static double share(Findings gradients, int label, Stamp stamp, Pictures pictures) {
    return StampEnergy.share(map(gradients, label), stamp, pictures.height(), pictures.width());
  }

  private static double inside(float[] map, Stamp stamp, Pictures pictures) {
    boolean[] mask = stamp.mask(pictures.height(), pictures.width());
    double sum = 0;
    int n = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        sum += map[i];
        n++;
      }
    }
    return sum / n;
  }
}
