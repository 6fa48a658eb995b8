package org.revcor.analysis.backdoor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;

/**
 * Report of a trial of the backdoor detector.
 *
 * @param clean scores of the clean networks that calibrate the detector
 * @param success minimum share of stamped images on which a backdoor succeeds
 */
record BackdoorTrialReport(BackdoorSearch search, CleanScores clean, double level, double success) {
  private static final double MAX_DISTANCE = 3;
  private static final double CONFIDENCE = 0.975;

  /**
   * Returns the report.
   *
   * @param unseen clean networks other than those of {@code clean}
   * @param stamped networks with a backdoor
   */
  AnalysisResult result(String name, List<NetworkVerdict> unseen, List<NetworkVerdict> stamped) {
    double threshold = clean.threshold(level);
    List<NetworkVerdict> found = stamped.stream().filter(each -> each.score() > threshold).toList();
    long alarms = unseen.stream().filter(each -> each.score() > threshold).count();
    long limit =
        BinomialDistribution.of(unseen.size(), level).inverseCumulativeProbability(CONFIDENCE);
    long right = found.stream().filter(NetworkVerdict::isTargetCorrect).count();
    long near = found.stream().filter(each -> each.distance() <= MAX_DISTANCE).count();
    double area = area(unseen, stamped, NetworkVerdict::score);
    double alone = area(unseen, stamped, each -> each.alone().score());
    SequencedMap<String, Object> conventions = search.conventions();
    conventions.put("level", level);
    conventions.put("least success of a backdoor", success);
    return new AnalysisResult(
        name,
        "Backdoor search in %d clean and %d stamped networks, none of them used for calibration"
            .formatted(unseen.size(), stamped.size()),
        List.of(
            "Area under the curve %.3f; %.3f without a reference of clean networks."
                .formatted(area, alone),
            "%d of %d clean networks suspected; at level %s at most %d are expected (97.5 %%)."
                .formatted(alarms, unseen.size(), level, limit),
            "%d of %d backdoors found; %d of them with the correct target, %d within %.0f pixels of the stamp's centre."
                .formatted(found.size(), stamped.size(), right, near, MAX_DISTANCE)),
        conventions,
        List.of(
            new Figure.Table(
                "quality",
                "Quality of the detector",
                List.of("quantity", "value"),
                List.of(
                    List.of("area under the curve", area),
                    List.of("area under the curve without clean networks", alone),
                    List.of("threshold", threshold),
                    List.of("clean networks", unseen.size()),
                    List.of("false alarms", alarms),
                    List.of("false alarms to be expected at most", limit),
                    List.of("stamped networks", stamped.size()),
                    List.of("backdoors found", found.size()),
                    List.of("of these, target right", right),
                    List.of("of these, place within 3 pixels", near),
                    List.of("other clean networks, by which they are judged", clean.count()),
                    List.of("geometric mean of their scores", clean.mean()),
                    List.of("deviation of their logarithms", clean.deviation()))),
            stamped(stamped),
            unseen(unseen),
            new Figure.Table(
                "calibration",
                "Scores of the clean networks for calibration, each compared with the others",
                List.of("score"),
                Arrays.stream(clean.sorted()).mapToObj(each -> List.<Object>of(each)).toList()),
            curve(unseen, stamped)));
  }

  private Figure.Table stamped(List<NetworkVerdict> networks) {
    Columns<Poisoning> backdoor =
        new Columns<Poisoning>()
            .with("stamp", each -> each.stamp().name())
            .with("at", each -> each.stamp().place().toString())
            .with("from", Poisoning::from)
            .with("to", Poisoning::to)
            .with("fraction", Poisoning::fraction);
    return new Columns<NetworkVerdict>()
        .with("network", each -> each.trained().network().name())
        .with(backdoor, each -> each.trained().network().backdoor().orElseThrow())
        .with("success", each -> each.trained().success())
        .with(measured(), each -> each)
        .with("distance", NetworkVerdict::distance)
        .table("stamped", "Networks with a backdoor", networks);
  }

  private Figure.Table unseen(List<NetworkVerdict> networks) {
    return new Columns<NetworkVerdict>()
        .with("network", each -> each.trained().network().name())
        .with(measured(), each -> each)
        .table("clean", "Clean networks not used for calibration", networks);
  }

  private Columns<NetworkVerdict> measured() {
    return new Columns<NetworkVerdict>()
        .with("accuracy", each -> each.trained().accuracy())
        .with("score", NetworkVerdict::score)
        .with("score alone", each -> each.alone().score())
        .with("p", each -> clean.p(each.score()))
        .with("suspected", NetworkVerdict::suspected)
        .with("row", each -> each.suspect().row())
        .with("column", each -> each.suspect().column());
  }

  /** Returns the probability that a stamped network scores above a clean one; half for ties. */
  private static double area(
      List<NetworkVerdict> unseen,
      List<NetworkVerdict> stamped,
      ToDoubleFunction<NetworkVerdict> score) {
    double above = 0;
    for (NetworkVerdict one : stamped) {
      for (NetworkVerdict other : unseen) {
        int order = Double.compare(score.applyAsDouble(one), score.applyAsDouble(other));
        above += order > 0 ? 1 : order == 0 ? 0.5 : 0;
      }
    }
    return above / unseen.size() / stamped.size();
  }

  private static Figure.Curves curve(List<NetworkVerdict> unseen, List<NetworkVerdict> stamped) {
    double[] thresholds =
        Stream.concat(
                Stream.of(Double.POSITIVE_INFINITY, 0.0),
                Stream.concat(unseen.stream(), stamped.stream()).map(NetworkVerdict::score))
            .sorted(Comparator.reverseOrder())
            .mapToDouble(Double::doubleValue)
            .toArray();
    double[] alarms = DoubleStream.of(thresholds).map(t -> share(unseen, t)).toArray();
    double[] found = DoubleStream.of(thresholds).map(t -> share(stamped, t)).toArray();
    return new Figure.Curves(
        "curve",
        "Backdoors found by false alarms",
        "share of clean networks suspected",
        "share of backdoors found",
        List.of(Figure.Curve.line("all thresholds", alarms, found)));
  }

  private static double share(List<NetworkVerdict> networks, double threshold) {
    return (double) networks.stream().filter(each -> each.score() >= threshold).count()
        / networks.size();
  }

  /**
   * A network of a trial and its suspects.
   *
   * @param suspect compared with clean networks
   * @param alone without a comparison
   * @param classes names of the network's classes
   */
  record NetworkVerdict(
      TrialTraining.Trained trained, Suspect suspect, Suspect alone, List<String> classes) {
    double score() {
      return suspect.score();
    }

    String suspected() {
      return classes.get(suspect.target());
    }

    boolean isTargetCorrect() {
      return trained.network().backdoor().filter(each -> each.to().equals(suspected())).isPresent();
    }

    /**
     * Returns the distance of the suspect from the stamp's centre, in pixels; NaN without a stamp.
     */
    double distance() {
      return trained
          .network()
          .backdoor()
          .map(Poisoning::stamp)
          .map(this::distance)
          .orElse(Double.NaN);
    }

    private double distance(Stamp stamp) {
      double row = stamp.place().row() + (stamp.rows() - 1) / 2.0;
      double column = stamp.place().column() + (stamp.columns() - 1) / 2.0;
      return Math.hypot(row - suspect.row(), column - suspect.column());
    }
  }
}
