package org.revcor.paper.item;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.estimate.significance.Omnibus;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.paper.Criterion;
import org.revcor.paper.Item;
import org.revcor.paper.Item.Claim;
import org.revcor.paper.Measure;
import org.revcor.paper.ReproductionContext;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/** {@code fig8}: noise averages of units of convolutions, and the kernels of the first. */
final class FilterFigure extends Item {
  private static final double MIN_CORRELATION = 0.99;
  private static final double LEVEL = 0.001;
  private static final String TANH = "cifar10-cnn-tanh";

  /** Training epochs of the tanh network. */
  private static final int EPOCHS = 3;

  /**
   * Units of a layer.
   *
   * @param field size of their receptive fields
   * @param isFirst whether it is the first layer, whose kernels apply to pixels
   * @param absence why {@code --quick} omits it; "" if it does not
   */
  private record Units(
      String observer, String layer, String field, boolean isFirst, String absence) {
    String words() {
      return "%s, %s".formatted(observer, layer);
    }

    String resultName() {
      return "%s-%s".formatted(observer, layer.replace('.', '-'));
    }

    String kernels() {
      return "correlation with kernels, least/" + words();
    }

    String dead() {
      return "units never driven/" + words();
    }

    String structured() {
      return "share of units with structure/" + words();
    }
  }

  private static final Units RELU = new Units("cifar10-cnn", "conv1.relu", "3 x 3", true, "");
  private static final Units HYPERBOLIC =
      new Units(TANH, "conv1.tanh", "3 x 3", true, Claim.TOO_LONG);
  private static final List<Units> ALL =
      List.of(
          new Units("mnist-cnn", "conv1.relu", "5 x 5", true, ""),
          new Units("mnist-cnn", "conv2.relu", "14 x 14", false, ""),
          RELU,
          new Units("cifar10-cnn", "conv2.relu", "5 x 5", false, ""),
          new Units("cifar10-cnn", "conv4.relu", "14 x 14", false, Claim.TOO_LONG),
          new Units("cifar10-cnn", "conv6.relu", "32 x 32", false, Claim.TOO_LONG),
          HYPERBOLIC);

  FilterFigure() {
    super("fig8", "Averages of noise by units of convolutions, and kernels");
  }

  @Override
  public List<Claim> claims(Set<String> measured) {
    List<Claim> claims = new ArrayList<>();
    for (Units units : ALL) {
      if (units.isFirst()) {
        claims.add(
            new Claim(
                units.words() + ": least absolute correlation of a unit's average and its kernel",
                "exactly the same",
                new Criterion.Beyond(
                    units.kernels(), true, MIN_CORRELATION, "98 % of a kernel's variance and more"),
                units.absence()));
      } else {
        claims.add(
            new Claim(
                "%s, %s: share of units whose average is significant"
                    .formatted(units.words(), units.field()),
                "filters extract structure",
                new Criterion.Bar(units.structured(), true, 0.5, "most units"),
                units.absence()));
      }
    }
    claims.add(
        new Claim(
            RELU.words() + ": units that noise never drives",
            "some filters are dead by ReLU",
            new Criterion.Bar(RELU.dead(), true, 1, "one or more")));
    claims.add(
        new Claim(
            HYPERBOLIC.words() + ": units that noise never drives",
            "none, which is why the paper uses tanh",
            new Criterion.Bar(HYPERBOLIC.dead(), false, 0, "none"),
            HYPERBOLIC.absence()));
    return claims;
  }

  @Override
  public void reproduce(ReproductionContext context) {
    for (Units units : ALL) {
      if (units.absence().isEmpty() || !context.isQuick()) {
        if (units.observer().equals(TANH)) {
          context.trained(TANH, TANH, EPOCHS, 1, Optional.empty());
        }
        boolean whole = units.observer().startsWith("mnist") || units.isFirst();
        EndedStudy study =
            study(
                context,
                units.observer(),
                units.layer(),
                context.count(1_000_000, whole ? 20_000 : 1_000));
        if (units.isFirst()) {
          kernels(context, units, study);
        } else {
          structure(context, units, study);
        }
      }
    }
  }

  private static EndedStudy study(
      ReproductionContext context, String observer, String layer, int trials) {
    String name = "%s-%s".formatted(observer, layer.replace('.', '-'));
    return context.study(
        name,
        """
        study {
          name = "%s"
          observer.model = "%s"
          stimulus { kind = white-noise, law = uniform }
          readout { kind = activation, layer = "%s", units = all, at = centre }
          conventions = paper
          seed = 1
          stop.max-trials = %d
        }
        """
            .formatted(name, observer, layer, trials));
  }

  private static String convention(EndedStudy study) {
    return "U[0,1], %,d trials, unit in the middle of each map, response-weighted mean"
        .formatted(study.view().progress().trials());
  }

  private static void kernels(ReproductionContext context, Units units, EndedStudy study) {
    AnalysisResult found =
        context.analyse(
            "filters", units.resultName(), Map.of("study", NamedAnalyses.folder(study)));

    double[] all =
        NamedAnalyses.rows(found, "correlations").stream()
            .mapToDouble(row -> NamedAnalyses.number(row, 2))
            .toArray();
    double[] active = Arrays.stream(all).filter(Double::isFinite).map(Math::abs).sorted().toArray();
    String convention =
        "%s; %d units that noise drives".formatted(convention(study), active.length);
    context.put(
        units.kernels(),
        active.length == 0
            ? Measure.missing("noise drives no unit", convention)
            : Measure.withUnknownError(active[0], convention));
    context.put(units.dead(), Measure.exact(all.length - active.length, convention(study)));
  }

  /** Tests each unit's average at a level of .001, corrected for all units of the layer. */
  private static void structure(ReproductionContext context, Units units, EndedStudy study) {
    context.add(UnitMaps.of(study, units.resultName(), units.layer()));
    float[][] z = study.maps(MapView.Z).maps();
    long significant =
        Arrays.stream(z).filter(map -> Omnibus.of(map).p() < LEVEL / z.length).count();
    context.put(
        units.structured(),
        Measure.exact(
            (double) significant / z.length,
            "%s; χ² of the z-map at .001 over %d units".formatted(convention(study), z.length)));
  }

  /** Maps of units as images. */
  static final class UnitMaps {
    private static final int COLUMNS = 10;
    private static final int MAX_MAPS = 50;

    private UnitMaps() {}

    /**
     * Returns the first maps of a study, each minus its mean.
     *
     * @param resultName name of the result
     * @param layer layer of the units
     */
    static AnalysisResult of(EndedStudy study, String resultName, String layer) {
      StudyMaps maps = study.maps(MapView.MAP);
      List<Figure.Image> images =
          IntStream.range(0, Math.min(MAX_MAPS, maps.maps().length))
              .mapToObj(
                  i ->
                      new Figure.Image(
                          maps.names().get(i).replace(layer, ""),
                          maps,
                          Scaling.CENTRED.of(maps.maps()[i]),
                          true))
              .toList();
      LinkedHashMap<String, Object> conventions =
          new LinkedHashMap<>(study.view().setup().conventions());
      conventions.put("trials", maps.trials());
      return new AnalysisResult(
          resultName,
          "Noise averages of units of " + layer,
          List.of(),
          conventions,
          List.of(new Figure.Gallery("filters", "Averages minus their mean", COLUMNS, images)));
    }
  }
}
