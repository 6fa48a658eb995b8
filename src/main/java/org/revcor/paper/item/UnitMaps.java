package org.revcor.paper.item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.dataset.template.Scaling;
import org.revcor.estimate.MapView;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;

/** Maps of units as images. */
final class UnitMaps {
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
