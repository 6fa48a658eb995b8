package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.BasisCard;
import org.revcor.study.results.EndedStudy;

/** {@code fig5}: maps under Gabor-PCA noise as templates, of three data sets. */
final class GaborMaps extends Item {
  /**
   * @param part part of the data set that the authors classified
   * @param images number of its images
   * @param rounding half a unit of the paper's last digit
   */
  private record DataSet(
      String dataset, String observer, String part, double paper, int images, double rounding) {}

  private static final List<DataSet> SETS =
      List.of(
          new DataSet("mnist", "mnist-cnn", "test", 0.355, 10_000, 0.0005),
          new DataSet("fashion-mnist", "fashion-cnn", "train", 0.4121, 60_000, 0.00005),
          new DataSet("cifar-10", "cifar10-cnn", "test", 0.2167, 10_000, 0.00005));

  private static final String GREY = "mnist";

  /** Share of variance that the paper's components explain, by plane. */
  private static final SortedMap<String, Double> EXPLAINED =
      new TreeMap<>(
          Map.of(
              GREY,
              0.961,
              "cifar-10, plane 1",
              0.9757,
              "cifar-10, plane 2",
              0.9751,
              "cifar-10, plane 3",
              0.9752));

  GaborMaps() {
    super("fig5", "Class maps under Gabor-PCA noise, and their accuracy as templates");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (DataSet set : SETS) {
      claims.add(
          new Claim(
              "%s: share of %s images classified"
                  .formatted(set.dataset(), set.part().replace("train", "training")),
              Double.toString(set.paper()),
              new Criterion.Near(
                  "accuracy/" + set.dataset(),
                  set.paper(),
                  set.images(),
                  set.rounding(),
                  set.part().replace("train", "training") + " images",
                  List.of(new Criterion.Limit("chance", 0.1, "")))));
      claims.add(
          new Claim(
              set.dataset() + ": maps that are recognised as their class",
              "maps resemble the target classes",
              Likeness.ofCorrelatedPixels(set.dataset())));
      claims.add(
          new Claim(
              set.dataset() + ": likeness to mean images, Gabor-PCA less white noise, by class",
              "even better than with white noise",
              new Criterion.Beyond(
                  "more likeness than under white noise/" + set.dataset(),
                  true,
                  0,
                  "no difference")));
    }
    EXPLAINED.forEach(
        (basis, paper) ->
            claims.add(
                new Claim(
                    basis + ": share of variance that the components explain",
                    Double.toString(paper),
                    new Criterion.Rounds(
                        "explained variance/" + basis,
                        paper,
                        basis.equals(GREY) ? 0.0005 : 0.00005))));
    return claims;
  }

  private static Map<String, Measure> explained(
      ReproductionContext context, String dataset, String basis) {
    BasisCard card =
        context
            .analysisContext()
            .materials()
            .bases()
            .find(basis)
            .flatMap(BasisEntry::card)
            .orElseThrow();
    Map<String, Measure> measures = new LinkedHashMap<>();
    for (int plane = 0; plane < card.planes(); plane++) {
      measures.put(
          "explained variance/"
              + (card.planes() == 1 ? dataset : "%s, plane %d".formatted(dataset, plane + 1)),
          Measure.exact(
              card.explainedVariance().get(plane),
              "%d components of %d wavelets".formatted(card.components(), card.wavelets())));
    }
    return measures;
  }

  @Override
  public void reproduce(ReproductionContext context) {
    for (DataSet set : SETS) {
      Images test = context.analysisContext().test("data", set.dataset());
      String basis = context.basis(set.dataset(), test.height());
      context.putAll(explained(context, set.dataset(), basis));
      String stimulus = "kind = gabor-pca, basis = \"%s\", conventions = paper".formatted(basis);
      boolean coloured = test.planes() > 1;
      EndedStudy authors =
          NoiseStudies.labels(
              context,
              set.observer() + "-gabor-authors",
              set.observer(),
              stimulus,
              "authors",
              context.count(1_000_000, coloured ? 2_000 : 20_000));
      Map<String, String> study = Map.of("study", NamedAnalyses.folder(authors));
      context.analyse("frequencies", set.dataset() + "-frequencies", study);
      AnalysisResult templates =
          context.analyse(
              "templates",
              set.dataset() + "-templates",
              Map.of(
                  "study",
                  NamedAnalyses.folder(authors),
                  "scaling",
                  "min-max",
                  "metric",
                  "cosine",
                  "part",
                  set.part()));

      String noise = NoiseStudies.convention("Gabor-PCA without the PCA mean", authors);
      context.put(
          "accuracy/" + set.dataset(),
          NamedAnalyses.accuracy(templates, noise + ", root of the mean square, min-max, cosine"));
      float[][] means = MeanImages.of(test);
      Likeness likeness = Likeness.of(authors, means).ofCorrelatedPixels();
      context.putAll(likeness.margins(set.dataset(), noise));
      EndedStudy white =
          coloured ? CifarMaps.white(context) : NoiseStudies.white(context, set.observer());
      context.put(
          "more likeness than under white noise/" + set.dataset(),
          likeness.more(Likeness.of(white, means), noise));
    }
  }
}
