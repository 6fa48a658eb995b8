package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.paper.ComparisonCriterion;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;

/**
 * {@code fig1}: classification images of binary networks of two digits, by the weight of the
 * signal.
 */
final class ClassificationFigures extends Item {
  private static final List<List<String>> PAIRS = List.of(List.of("1", "7"), List.of("5", "6"));
  private static final List<String> GAMMAS = List.of("0.0", "0.1", "0.2", "0.3");

  ClassificationFigures() {
    super("fig1", "Classification images of binary networks");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (List<String> pair : PAIRS) {
      String words = String.join(" or ", pair);
      claims.add(
          new Claim(
              words
                  + ", gamma 0.3: rank of its own pair among 90 differences of mean digits, by"
                  + " correlation with the image",
              "resembles the template",
              new Criterion.Bar(
                  name("rank", pair, "0.3"), false, 1, "first; chance is one in ninety")));
      claims.add(
          new Claim(
              words + ": correlation of image and difference of mean digits, gamma 0.3 beside 0",
              "fades with increasing noise",
              new ComparisonCriterion.Larger(
                  name("likeness", pair, "0.3"), List.of(name("likeness", pair, "0.0")))));
      claims.add(
          new Claim(
              words + ": correlation of the images of gamma 0 and 0.3",
              "still resembles the template in the low-noise condition",
              new Criterion.Beyond(
                  name("correlation", pair, "0 and 0.3"), true, 0, "no resemblance")));
      claims.add(
          new Claim(
              words + ", gamma 0.3: share of test digits of the pair that the image classifies",
              "can be used to classify a digit",
              new Criterion.Beyond(
                  name("accuracy", pair, "0.3"), true, 0.5, "chance, one of two digits")));
    }
    return claims;
  }

  private static String name(String quantity, List<String> pair, String gamma) {
    return "%s of %s/gamma %s".formatted(quantity, String.join(" or ", pair), gamma);
  }

  @Override
  public void reproduce(ReproductionContext context) {
    Images test = context.analysisContext().test("data", "mnist");
    float[][] means = MeanImages.of(test);
    for (List<String> pair : PAIRS) {
      String recipe = "mnist-binary-" + String.join("-", pair);
      String network = context.isQuick() ? recipe + "-quick" : recipe;
      context.trained(network, recipe, context.count(0, 1), 1, Optional.empty());
      List<PairImage.Image> images = new ArrayList<>();
      String convention = "";
      for (String gamma : GAMMAS) {
        EndedStudy study = study(context, network, pair, gamma);
        context.analyse(
            "classification",
            "images-%s-gamma-%s".formatted(String.join("-", pair), gamma.replace(".", "")),
            Map.of("study", NamedAnalyses.folder(study)));
        convention = NoiseStudies.convention("signal in U[0,1]", study) + ", Eq 1";
        String of = convention;
        PairImage.Image image = PairImage.Image.of(study);
        images.add(image);
        PairImage tested = new PairImage(pair, means);
        context.put(
            name("rank", pair, gamma),
            image.measure(of, () -> Measure.exact(tested.rank(image.values()), of)));
        context.put(
            name("likeness", pair, gamma), image.measure(of, () -> tested.likeness(image, of)));
        context.put(
            name("accuracy", pair, gamma),
            image.measure(of, () -> tested.accuracy(image.values(), test, of)));
      }
      PairImage.Image noisy = images.getFirst();
      PairImage.Image clear = images.getLast();
      String both = convention;
      context.put(
          name("correlation", pair, "0 and 0.3"),
          noisy.measure(
              both, () -> clear.measure(both, () -> PairImage.correlation(noisy, clear, both))));
    }
  }

  private static EndedStudy study(
      ReproductionContext context, String network, List<String> pair, String gamma) {
    return context.study(
        "%s-gamma-%s".formatted(network, gamma.replace(".", "")),
        """
        study {
          name = "%s, gamma %s"
          observer.model = "%s"
          stimulus {
            kind = signal-in-noise, data = mnist, part = train, classes = ["%s", "%s"], gamma = %s
          }
          readout { kind = label, by-signal = true }
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(
                network,
                gamma,
                network,
                pair.get(0),
                pair.get(1),
                gamma,
                context.count(1_250_000, 20_000)));
  }
}
