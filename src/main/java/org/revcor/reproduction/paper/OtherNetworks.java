package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.revcor.analysis.template.MeanImages;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/**
 * {@code fig2b}, {@code fig13}: maps of other networks of MNIST under white noise, and how like
 * digits they are beside those of the CNN.
 *
 * @param observers which networks
 * @param emptyClass a class that the paper has no noise in; "" for none
 */
record OtherNetworks(String name, String title, List<String> observers, String emptyClass)
    implements Item {
  static final OtherNetworks LOGISTIC =
      new OtherNetworks(
          "fig2b",
          "Class maps of logistic regression under white noise",
          List.of("mnist-logistic"),
          "");
  static final OtherNetworks PERCEPTRON_AND_RECURRENT =
      new OtherNetworks(
          "fig13",
          "Class maps of a multi-layer perceptron and a recurrent network under white noise",
          List.of("mnist-mlp", "mnist-rnn"),
          "1");

  /** Two standard deviations above chance, of 10,000 pictures of ten classes. */
  private static final double ABOVE_CHANCE = 10.6;

  @Override
  public Outcome make(Workroom workroom) {
    float[][] means = MeanImages.of(workroom.laboratory().training("dataset", "mnist"));
    double ofCnn = likeness(NoiseStudies.white(workroom, "mnist-cnn"), means);
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    for (String observer : observers) {
      EndedStudy study = NoiseStudies.white(workroom, observer);
      String noise = NoiseStudies.convention("U[0,1]", study);
      Map<String, String> arguments = Map.of("study", Analyses.folder(study));
      Findings frequencies =
          Analyses.run(workroom, "frequencies", observer + "-frequencies", arguments);
      Findings templates = Analyses.run(workroom, "templates", observer + "-templates", arguments);
      findings.add(frequencies);
      findings.add(templates);
      results.add(digitLike(observer, noise, likeness(study, means), ofCnn));
      if (!emptyClass.isEmpty()) {
        results.add(empty(observer, noise, frequencies));
        results.add(informative(observer, noise, Analyses.accuracy(templates)));
      }
    }
    return new Outcome(results, findings);
  }

  /** Mean over classes with a known map of its correlation with the mean image. */
  private static double likeness(EndedStudy study, float[][] means) {
    StudyMaps maps = study.maps(MapView.MAP);
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < means.length; c++) {
      Double reliability = study.view().channels().get(c).reliability();
      if (Reliability.isKnown(reliability)) {
        sum += Reliability.correlation(maps.maps()[c], means[c]);
        classes++;
      }
    }
    return sum / classes;
  }

  private Result digitLike(String observer, String noise, double ours, double ofCnn) {
    return new Result.Quantity(
            name,
            observer + ": mean correlation of maps and mean digits",
            noise + ", maps of reliability .5")
        .words(
            "maps do not look like digits, those of the CNN do",
            String.format(Locale.ROOT, "%.3f, CNN %.3f", ours, ofCnn),
            ours < ofCnn / 2,
            Double.isNaN(ours)
                ? "no map of it has a reliability of .5"
                : "its maps are more than half as much like digits as those of the CNN");
  }

  private Result empty(String observer, String noise, Findings frequencies) {
    List<Object> row =
        Analyses.rows(frequencies, "frequencies").stream()
            .filter(each -> each.getFirst().equals(emptyClass))
            .findFirst()
            .orElseThrow();
    double count = Analyses.number(row, 1);
    return new Result.Quantity(name, "%s: noise in class %s".formatted(observer, emptyClass), noise)
        .words(
            "none",
            String.format(Locale.ROOT, "%,.0f", count),
            count == 0,
            "another network of the same recipe");
  }

  private Result informative(String observer, String noise, double accuracy) {
    return new Result.Quantity(
            name, observer + ": test pictures that maps classify, %", noise + ", raw dot")
        .words(
            "above chance (10)",
            String.format(Locale.ROOT, "%.2f", accuracy),
            accuracy > ABOVE_CHANCE,
            "most classes have no noise, and no map");
  }
}
