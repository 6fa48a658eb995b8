package org.revcor.paper;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.estimate.significance.Omnibus;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/** {@code fig8}: noise averages of units of convolutions, and the kernels of the first. */
final class FilterFigure {
  private static final double LEVEL = 0.001;
  private static final int COLUMNS = 10;
  private static final int MAX_MAPS = 50;
  private static final String TANH = "cifar10-cnn-tanh";

  /** Training epochs of the tanh network. */
  private static final int EPOCHS = 3;

  /**
   * Units of a layer.
   *
   * @param isFirst whether it is the first layer, whose kernels apply to pixels
   * @param isQuick whether {@code --quick} measures it
   */
  private record Units(String observer, String layer, boolean isFirst, boolean isQuick) {
    String words() {
      return "%s, %s".formatted(observer, layer);
    }

    String resultName() {
      return "%s-%s".formatted(observer, layer.replace('.', '-'));
    }
  }

  private static final List<Units> ALL =
      List.of(
          new Units("mnist-cnn", "conv1.relu", true, true),
          new Units("mnist-cnn", "conv2.relu", false, true),
          new Units("cifar10-cnn", "conv1.relu", true, true),
          new Units("cifar10-cnn", "conv2.relu", false, true),
          new Units("cifar10-cnn", "conv4.relu", false, false),
          new Units("cifar10-cnn", "conv6.relu", false, false),
          new Units(TANH, "conv1.tanh", true, false));

  private FilterFigure() {}

  static void measure(ReproductionContext context) {
    for (Units units : ALL) {
      if (units.isQuick() || !context.isQuick()) {
        if (units.observer().equals(TANH)) {
          context.trained(TANH, TANH, EPOCHS, 1, Optional.empty());
        }
        boolean whole = units.observer().startsWith("mnist") || units.isFirst();
        EndedStudy study = study(context, units, context.count(1_000_000, whole ? 20_000 : 1_000));
        if (units.isFirst()) {
          kernels(context, units, study);
        } else {
          structure(context, units, study);
        }
      }
    }
  }

  private static EndedStudy study(ReproductionContext context, Units units, int trials) {
    return context.study(
        units.resultName(),
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
            .formatted(units.resultName(), units.observer(), units.layer(), trials));
  }

  private static String convention(EndedStudy study) {
    return "U[0,1], %,d trials, unit in the middle of each map, response-weighted mean"
        .formatted(study.view().progress().trials());
  }

  private static void kernels(ReproductionContext context, Units units, EndedStudy study) {
    AnalysisResult found =
        context.analyse("filters", units.resultName(), Measuring.argument(study));

    double[] all =
        Measuring.rows(found, "correlations").stream()
            .mapToDouble(row -> Measuring.number(row, 2))
            .toArray();
    double[] active = Arrays.stream(all).filter(Double::isFinite).map(Math::abs).sorted().toArray();
    String convention =
        "%s; %d units that noise drives".formatted(convention(study), active.length);
    context.put(
        "correlation with kernels, least/" + units.words(),
        active.length == 0
            ? Measure.missing("noise drives no unit", convention)
            : Measure.withUnknownError(active[0], convention));
    context.put(
        "units never driven/" + units.words(),
        Measure.exact(all.length - active.length, convention(study)));
  }

  /** Tests each unit's average at a level of .001, corrected for all units of the layer. */
  private static void structure(ReproductionContext context, Units units, EndedStudy study) {
    context.add(gallery(study, units));
    float[][] z = study.maps(MapView.Z).maps();
    long significant =
        Arrays.stream(z).filter(map -> Omnibus.of(map).p() < LEVEL / z.length).count();
    context.put(
        "share of units with structure/" + units.words(),
        Measure.exact(
            (double) significant / z.length,
            "%s; χ² of the z-map at .001 over %d units".formatted(convention(study), z.length)));
  }

  /** Returns the first maps of a study, each minus its mean. */
  private static AnalysisResult gallery(EndedStudy study, Units units) {
    StudyMaps maps = study.maps(MapView.MAP);
    List<Figure.Image> images =
        IntStream.range(0, Math.min(MAX_MAPS, maps.maps().length))
            .mapToObj(
                i ->
                    new Figure.Image(
                        maps.names().get(i).replace(units.layer(), ""),
                        maps,
                        Scaling.CENTRED.of(maps.maps()[i]),
                        true))
            .toList();
    LinkedHashMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", maps.trials());
    return new AnalysisResult(
        units.resultName(),
        "Noise averages of units of " + units.layer(),
        List.of(),
        conventions,
        List.of(new Figure.Gallery("filters", "Averages minus their mean", COLUMNS, images)));
  }
}
