package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.Filters;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/**
 * {@code filters}: averages of noise by units of a layer, and their kernels (the paper's Fig 8).
 */
public final class FiltersAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final Pattern UNIT = Pattern.compile("([^.\\[]+)[^\\[]*\\[(\\d+)(?:,.*)?]");
  private static final int PAIRS = 10;
  private static final int MAX_PAIRS = 50;

  /** A channel and the kernel of its feature map. */
  private record Pair(String name, int map) {}

  public FiltersAnalysis() {
    super(
        "filters",
        "How similar the noise averages of units of the first layer are to their kernels.",
        List.of(
            Parameter.study(
                STUDY,
                "A finished study of activations of the first convolution, before or after its"
                    + " ReLU.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverSource source = context.observerOf(study);
    List<Matcher> units = maps.names().stream().map(UNIT::matcher).toList();
    if (!units.stream().allMatch(Matcher::matches)) {
      throw new InvalidInputException(
          STUDY,
          arguments.text(STUDY) + ", whose maps are not those of a layer's units",
          "a study with readout activation");
    }
    String layer = units.getFirst().group(1);
    Filters kernels =
        source
            .filters(layer)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        STUDY,
                        "%s, a study of units of %s".formatted(arguments.text(STUDY), layer),
                        "a study of units of the first layer of a network of a recipe, whose"
                            + " weights apply to pixels"));
    if (!kernels.isShapedLike(maps)) {
      throw new InvalidInputException(
          STUDY,
          "%s, with maps of %s".formatted(arguments.text(STUDY), maps.shapeText()),
          "a study with maps of %s, the size of the kernels of %s: of the layer before pooling, cropped to receptive fields"
              .formatted(kernels.shapeText(), layer));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      pairs.add(new Pair(maps.names().get(i), Integer.parseInt(units.get(i).group(2))));
    }
    return result(study, maps, source, kernels, pairs);
  }

  private AnalysisResult result(
      EndedStudy study, StudyMaps maps, ObserverSource source, Filters kernels, List<Pair> pairs) {
    List<List<Object>> rows = new ArrayList<>();
    double[] correlations = new double[pairs.size()];
    List<Figure.Image> images = new ArrayList<>();
    for (int first = 0; first < Math.min(pairs.size(), MAX_PAIRS); first += PAIRS) {
      int last = Math.min(pairs.size(), first + PAIRS);
      for (int i = first; i < last; i++) {
        images.add(image(pairs.get(i).name(), kernels, Scaling.CENTRED.of(maps.maps()[i])));
      }
      pad(images, kernels);
      for (int i = first; i < last; i++) {
        images.add(
            image("kernel", kernels, Scaling.CENTRED.of(kernels.values()[pairs.get(i).map()])));
      }
      pad(images, kernels);
    }
    for (int i = 0; i < pairs.size(); i++) {
      correlations[i] =
          Reliability.correlation(maps.maps()[i], kernels.values()[pairs.get(i).map()]);
      rows.add(List.of(pairs.get(i).name(), maps.counts()[i], correlations[i]));
    }
    double[] defined = Arrays.stream(correlations).filter(Double::isFinite).sorted().toArray();
    SequencedMap<String, Object> conventions =
        new LinkedHashMap<>(study.view().setup().conventions());
    conventions.put("trials", maps.trials());
    conventions.put("likeness", "correlation over the kernel's weights");
    List<String> statements = new ArrayList<>();
    if (defined.length > 0) {
      statements.add(
          "Correlation with the kernel: minimum %.4f, median %.4f of %d units"
              .formatted(defined[0], defined[defined.length / 2], defined.length));
    }
    if (defined.length < pairs.size()) {
      statements.add("%d units were never active".formatted(pairs.size() - defined.length));
    }
    return new AnalysisResult(
        name(),
        "%s: noise averages of units, and kernels".formatted(source.description().name()),
        statements,
        conventions,
        List.of(
            new Figure.Table(
                "correlations",
                "Noise averages and kernels",
                List.of("unit", "summed response", "correlation"),
                rows),
            new Figure.Gallery(
                "filters", "Noise averages, and kernels below them", PAIRS, images)));
  }

  private static Figure.Image image(String label, Filters shape, float[] values) {
    return new Figure.Image(label, shape, values, true);
  }

  private static void pad(List<Figure.Image> images, Filters shape) {
    while (images.size() % PAIRS != 0) {
      images.add(image("", shape, new float[shape.planes() * shape.height() * shape.width()]));
    }
  }
}
