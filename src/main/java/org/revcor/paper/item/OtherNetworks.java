package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.revcor.analysis.template.MeanImages;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/**
 * {@code fig2b}, {@code fig13}: maps of other networks of MNIST under white noise, and their
 * similarity to digits, compared with the CNN's.
 */
final class OtherNetworks extends Item {
  private static final String LOGISTIC_REGRESSION = "mnist-logistic";
  private static final int TRIALS = 1_000_000;
  private static final String CNN = "more likeness of the CNN/";

  static final OtherNetworks LOGISTIC =
      new OtherNetworks(
          "fig2b",
          "Class maps of logistic regression under white noise",
          List.of(LOGISTIC_REGRESSION));
  static final OtherNetworks PERCEPTRON_AND_RECURRENT =
      new OtherNetworks(
          "fig13",
          "Class maps of a multi-layer perceptron and a recurrent network under white noise",
          List.of("mnist-mlp", "mnist-rnn"));

  private final List<String> observers;

  /**
   * @param observers names of the networks
   */
  private OtherNetworks(String name, String title, List<String> observers) {
    super(name, title);
    this.observers = observers;
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (String observer : observers) {
      if (observer.equals(LOGISTIC_REGRESSION)) {
        claims.add(
            new Claim(
                "test accuracy of logistic regression",
                "0.9246",
                new Criterion.Near(
                    "accuracy/" + observer, 0.9246, 10_000, 0.00005, "test images", List.of())));
      }
      claims.add(
          new Claim(
              observer + ": maps that are recognised as their digit",
              "maps do not resemble digits",
              new Criterion.NotAbove(
                  "recognised share/" + observer, 0.1, "chance, one of ten classes")));
      claims.add(
          new Claim(
              observer + ": likeness of maps and mean digits, the CNN's less these, by class",
              "the CNN's maps resemble digits, these do not",
              new Criterion.Beyond(CNN + observer, true, 0, "no difference")));
      if (!observer.equals(LOGISTIC_REGRESSION)) {
        claims.add(
            new Claim(
                observer + ": share of noise in class 1",
                "none",
                new Criterion.Near(
                    "share of noise %s/1".formatted(observer),
                    0,
                    TRIALS,
                    0,
                    "noise images",
                    List.of(new Criterion.Limit("no noise at all", 0, "")))));
        claims.add(
            new Claim(
                observer + ": share of test images that maps classify",
                "maps still convey information",
                new Criterion.Beyond("template accuracy/" + observer, true, 0.1, "chance")));
      }
    }
    return claims;
  }

  @Override
  public void reproduce(ReproductionContext context) {
    float[][] means = MeanImages.of(context.analysisContext().test("data", "mnist"));
    EndedStudy cnn = NoiseStudies.white(context, "mnist-cnn");
    Likeness ofCnn = Likeness.of(cnn, means);
    for (String observer : observers) {
      EndedStudy study = NoiseStudies.white(context, observer);
      String noise = NoiseStudies.convention("U[0,1]", study);
      Map<String, String> arguments = Map.of("study", NamedAnalyses.folder(study));
      AnalysisResult frequencies =
          context.analyse("frequencies", observer + "-frequencies", arguments);
      AnalysisResult templates = context.analyse("templates", observer + "-templates", arguments);

      Likeness likeness = Likeness.of(study, means);
      context.put("accuracy/" + observer, NamedAnalyses.testAccuracy(context, observer, "mnist"));
      context.put("recognised share/" + observer, likeness.share(noise));
      context.put(CNN + observer, ofCnn.more(likeness, noise));
      context.putAll(NamedAnalyses.frequencies(frequencies, "share of noise " + observer, noise));
      context.put(
          "template accuracy/" + observer, NamedAnalyses.accuracy(templates, noise + ", raw dot"));
    }
  }
}
