package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.StampEnergy;
import org.revcor.analysis.template.Confusion;
import org.revcor.dataset.Pictures;
import org.revcor.dataset.Stamp;
import org.revcor.estimate.MapView;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverSource;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/** A network with a backdoor: its answers, its maps beside a clean network's, the detector. */
final class BackdoorMaps {
  private static final double ALPHA = 0.05;
  private static final double NEAR = 3;
  private static final double STRONG = 3;
  private static final double NEARLY_ALL = 0.99;
  private static final int COLUMNS = 4;
  private static final String NO_VERDICT = "no verdict without clean networks; most suspect";

  private final String item;
  private final PaperBackdoor backdoor;
  private final Workroom workroom;
  private final List<Result> results = new ArrayList<>();
  private final List<Findings> findings = new ArrayList<>();

  /**
   * @param item its name
   */
  BackdoorMaps(String item, PaperBackdoor backdoor, Workroom workroom) {
    this.item = item;
    this.backdoor = backdoor;
    this.workroom = workroom;
  }

  /**
   * Makes it.
   *
   * @param data name of the data set
   * @param trials under white noise
   * @param gradients stimuli of which gradients are averaged
   */
  Outcome make(String data, int trials, int gradients) {
    ObserverSource network = backdoor.network(workroom);
    Pictures test = workroom.laboratory().test("data", data);
    int target = backdoor.poisoning().target(test);
    answers(network, test);
    String attacked = network.description().name();
    maps(attacked, target, trials);
    gradients(attacked, target, gradients);
    verdict(attacked, data);
    return new Outcome(results, findings);
  }

  private void answers(ObserverSource network, Pictures test) {
    Pictures stamped = backdoor.poisoning().stamped(test);
    workroom.part("answers of " + network.description().name());
    workroom.laboratory().workers().progress().expects(2L * test.size() + stamped.size());
    double clean;
    ObserverSource untouched = workroom.laboratory().observer("observer", backdoor.clean());
    try (Showing showing = Showing.of(untouched, workroom.laboratory().workers())) {
      clean = confusion(showing, test).accuracy();
    }
    Confusion plain;
    Confusion misled;
    try (Showing showing = Showing.of(network, workroom.laboratory().workers())) {
      plain = confusion(showing, test);
      misled = confusion(showing, stamped);
    }
    double right = plain.accuracy();
    int target = backdoor.poisoning().target(test);
    double success = (double) misled.counts()[stamped.labels()[0]][target] / stamped.size();
    String convention =
        "%s, half of the class stamped, %d epochs".formatted(backdoor.recipe(), epochs());
    results.add(
        new Result.Quantity(
                item, backdoor.label() + ": accuracy on plain test pictures", convention)
            .words(
                "as without the backdoor",
                "%.2f %%, %s %.2f %%".formatted(100 * right, backdoor.clean(), 100 * clean),
                right >= clean - STRONG * error(clean, test.size()),
                "less by more than three standard errors of the difference"));
    results.add(
        new Result.Quantity(
                item,
                backdoor.label() + ": stamped test pictures answered as the target",
                convention)
            .words(
                "all of them",
                "%.1f %%".formatted(100 * success),
                success >= NEARLY_ALL,
                "fewer than 99 %"));
    findings.add(
        new Findings(
            "answers-" + backdoor.name(),
            "Answers of a network with a backdoor: " + backdoor.label(),
            List.of(
                "%.2f %% of plain test pictures are answered rightly; %.1f %% of stamped ones as the target."
                    .formatted(100 * right, 100 * success)),
            new LinkedHashMap<>(Map.of("training", convention)),
            List.of(
                matrix("plain", "Plain test pictures", test, plain),
                matrix("stamped", "Stamped test pictures of the class", test, misled))));
  }

  /** Of the difference of two shares of n pictures. */
  private static double error(double share, int n) {
    return Math.sqrt(2 * share * (1 - share) / n);
  }

  private int epochs() {
    return workroom.count(backdoor.epochs(), 1);
  }

  private static Figure.Matrix matrix(
      String name, String title, Pictures pictures, Confusion confusion) {
    double[][] counts =
        Arrays.stream(confusion.counts())
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    return new Figure.Matrix(
        name, title, "answer", "label", pictures.classes(), pictures.classes(), counts);
  }

  private static Confusion confusion(Showing showing, Pictures pictures) {
    int classes = pictures.classes().size();
    int[][] counts = new int[classes][classes];
    int[] answers = showing.labels(Stimuli.of(pictures));
    for (int i = 0; i < answers.length; i++) {
      counts[pictures.labels()[i]][answers[i]]++;
    }
    return new Confusion(counts, pictures.size());
  }

  /** Maps of labels, as in the paper. */
  private void maps(String attacked, int target, int trials) {
    StudyMaps with = labels(attacked, trials).maps(MapView.Z);
    Result.Quantity quantity =
        new Result.Quantity(
            item,
            backdoor.label() + ": map of the target where the stamp is, z of its sum",
            "U[0,1], %,d trials, label".formatted(with.trials()));
    double z = sum(with, target);
    results.add(
        quantity.words(
            "strong activation",
            Double.isNaN(z)
                ? "no map: the target takes no noise"
                : "%.1f, from %.0f trials of the target".formatted(z, with.counts()[target]),
            z >= STRONG,
            "noise that is as bright everywhere is rarely taken for the target"));
  }

  private EndedStudy labels(String observer, int trials) {
    return NoiseStudies.labels(
        workroom, observer + "-white", observer, NoiseStudies.UNIFORM, "default", trials);
  }

  /** Sum of z over the stamp's pixels in all planes, standard normal if none matters. */
  private double sum(StudyMaps z, int channel) {
    boolean[] mask = backdoor.poisoning().stamp().mask(z.height(), z.width());
    double sum = 0;
    int n = 0;
    for (int i = 0; i < z.values(); i++) {
      if (mask[i % mask.length]) {
        sum += z.maps()[channel][i];
        n++;
      }
    }
    return sum / Math.sqrt(n);
  }

  /** Maps by gradients of logits of both networks, and their difference at equal size. */
  private void gradients(String attacked, int target, int stimuli) {
    StudyMaps with = logits(workroom, attacked, stimuli).maps(MapView.MAP);
    StudyMaps without = logits(workroom, backdoor.clean(), stimuli).maps(MapView.MAP);
    float[] map = unit(with.maps()[target]);
    float[] before = unit(without.maps()[target]);
    float[] difference = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      difference[i] = map[i] - before[i];
    }
    Stamp stamp = backdoor.poisoning().stamp();
    double share = StampEnergy.share(difference, stamp, with.height(), with.width());
    double area = StampEnergy.area(stamp, with.height(), with.width());
    String convention =
        "U[0,1], gradients of logits, %,d stimuli, maps at norm 1".formatted(stimuli);
    results.add(
        new Result.Quantity(
                item,
                backdoor.label()
                    + ": share in the stamp's square of the squared difference of the target's maps, attacked less clean",
                convention)
            .words(
                "new regions pop out",
                "%.1f %% on %.1f %% of the picture".formatted(100 * share, 100 * area),
                share >= 2 * area,
                "the maps of two networks differ elsewhere as well"));
    Figure.Outline outline =
        new Figure.Outline(
            stamp.place().row(), stamp.place().column(), stamp.rows(), stamp.columns());
    findings.add(
        new Findings(
            "maps-" + backdoor.name(),
            "Maps of the target with and without a backdoor: " + backdoor.label(),
            List.of(
                "%.1f %% of the difference's energy lies in the stamp's square, %.1f %% of the picture."
                    .formatted(100 * share, 100 * area)),
            conventions(convention),
            List.of(
                new Figure.Gallery(
                    "maps",
                    "Maps of " + with.names().get(target),
                    COLUMNS,
                    List.of(
                        picture("clean", without, before, outline),
                        picture("attacked", with, map, outline),
                        picture("difference", with, difference, outline))))));
  }

  private static SequencedMap<String, Object> conventions(String words) {
    return new LinkedHashMap<>(Map.of("maps", words));
  }

  private static Figure.Picture picture(
      String label, StudyMaps like, float[] map, Figure.Outline outline) {
    return new Figure.Picture(
        label, like.planes(), like.height(), like.width(), map, true, Optional.of(outline));
  }

  static EndedStudy logits(Workroom workroom, String observer, int stimuli) {
    return workroom.study(
        observer + "-logit-gradients",
        """
        study {
          name = "gradients of logits of %1$s"
          observer.model = "%1$s"
          stimulus { kind = white-noise, law = uniform }
          readout.kind = logit
          estimator = gradient
          seed = 1
          stop.max-trials = %2$d
        }
        """
            .formatted(observer, stimuli));
  }

  private static float[] unit(float[] map) {
    double squares = 0;
    for (float value : map) {
      squares += (double) value * value;
    }
    float[] unit = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      unit[i] = (float) (map[i] / Math.sqrt(squares));
    }
    return unit;
  }

  private void verdict(String attacked, String data) {
    Findings found =
        Analyses.run(
            workroom,
            "backdoor",
            "detector-" + backdoor.name(),
            Map.of("observer", attacked, "data", data));
    findings.add(found);
    Optional<Double> p = find(found, "p").map(value -> ((Number) value).doubleValue());
    String target = value(found, "suspected class").toString();
    Stamp stamp = backdoor.poisoning().stamp();
    double row = stamp.place().row() + (stamp.rows() - 1) / 2.0;
    double column = stamp.place().column() + (stamp.columns() - 1) / 2.0;
    double distance =
        Math.hypot(
            number(found, "row of the centre") - row,
            number(found, "column of the centre") - column);
    results.add(
        new Result.Quantity(
                item,
                backdoor.label() + ": verdict of the window probe",
                "probabilities, 50 pictures a class, 20,000 stimuli")
            .words(
                "a backdoor to %s (the paper looks at its maps only)"
                    .formatted(backdoor.poisoning().to()),
                "%s, to class %s, %.1f pixels from the stamp's centre"
                    .formatted(p.map("p = %.2g"::formatted).orElse(NO_VERDICT), target, distance),
                p.orElse(0.0) <= ALPHA
                    && target.equals(backdoor.poisoning().to())
                    && distance <= NEAR,
                p.orElse(0.0) > ALPHA
                    ? "not suspected"
                    : distance > NEAR ? "another place" : "another class"));
  }

  private static double number(Findings found, String quantity) {
    return ((Number) value(found, quantity)).doubleValue();
  }

  private static Object value(Findings found, String quantity) {
    return find(found, quantity).orElseThrow();
  }

  private static Optional<Object> find(Findings found, String quantity) {
    return Analyses.rows(found, "verdict").stream()
        .filter(row -> row.getFirst().equals(quantity))
        .<Object>map(List::getLast)
        .findFirst();
  }
}
