package org.revcor.paper;

import java.util.Arrays;
import java.util.Comparator;
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

  /** A layer, with its number of trials in a quick run; 0 if that does not measure it. */
  private record Units(String observer, String layer, int quickTrials) {
    String words() {
      return "%s, %s".formatted(observer, layer);
    }

    String resultName() {
      return "%s-%s".formatted(observer, layer.replace('.', '-'));
    }

    /** Returns whether it is the first layer, whose kernels apply to pixels. */
    boolean isFirst() {
      return layer.startsWith("conv1.");
    }
  }

  private static final List<Units> ALL =
      List.of(
          new Units("mnist-cnn", "conv1.relu", 20_000),
          new Units("mnist-cnn", "conv2.relu", 20_000),
          new Units("cifar10-cnn", "conv1.relu", 20_000),
          new Units("cifar10-cnn", "conv2.relu", 1_000),
          new Units("cifar10-cnn", "conv4.relu", 0),
          new Units("cifar10-cnn", "conv6.relu", 0),
          new Units(TANH, "conv1.tanh", 0));

  private FilterFigure() {}

  static void measure(ReproductionContext context) {
    String layers = context.setting("layers", "");
    int full = Integer.parseInt(context.setting("trials", "1000000"));
    for (Units units : ALL) {
      int trials = context.count(full, units.quickTrials());
      if (trials > 0 && (layers.isEmpty() || layers.contains(units.words()))) {
        measure(context, units, trials);
      }
    }
  }

  private static void measure(ReproductionContext context, Units units, int trials) {
    if (units.observer().equals(TANH)) {
      context.trained(TANH, TANH, EPOCHS, 1, Optional.empty());
    }
    EndedStudy study =
        context.study(
            units.resultName() + (trials < 1_000_000 && !context.isQuick() ? "-" + trials : ""),
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
    String convention =
        "U[0,1], %,d trials, unit in the middle of each map, response-weighted mean"
            .formatted(study.view().progress().trials());
    if (units.isFirst()) {
      kernels(context, units, study, convention);
    } else {
      structure(context, units, study, convention);
    }
  }

  private static void kernels(
      ReproductionContext context, Units units, EndedStudy study, String convention) {
    double[] all =
        Measuring.rows(
                context.analyse("filters", units.resultName(), Measuring.argument(study)),
                "correlations")
            .stream()
            .mapToDouble(row -> Measuring.number(row, 2))
            .toArray();
    int[] active =
        IntStream.range(0, all.length)
            .filter(i -> Double.isFinite(all[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> Math.abs(all[i])))
            .mapToInt(Integer::intValue)
            .toArray();
    String driven = "%s; %d units that noise drives".formatted(convention, active.length);
    context.put(
        "correlation with kernels, least/" + units.words(),
        active.length == 0
            ? Measure.missing("noise drives no unit", driven)
            : Measure.estimate(
                Math.abs(all[active[0]]), error(study, active[0], all[active[0]]), driven));
    context.put(
        "units never driven/" + units.words(),
        Measure.exact(all.length - active.length, convention));
  }

  /** Returns the standard error of the correlation r of a unit's map with a kernel. */
  private static double error(EndedStudy study, int unit, double r) {
    return Math.sqrt(1 - r * r)
        * Likeness.noise(
            study.maps(MapView.MAP).maps()[unit], study.maps(MapView.ERROR).maps()[unit]);
  }

  /** Tests each unit's average at a level of .001, corrected for all units of the layer. */
  private static void structure(
      ReproductionContext context, Units units, EndedStudy study, String convention) {
    context.analysisResults().add(gallery(study, units));
    float[][] z = study.maps(MapView.Z).maps();
    double significant =
        Arrays.stream(z).filter(map -> Omnibus.of(map).p() < LEVEL / z.length).count();
    context.put(
        "share of units with structure/" + units.words(),
        Measure.exact(
            significant / z.length,
            "%s; χ² of the z-map at .001 over %d units".formatted(convention, z.length)));
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
