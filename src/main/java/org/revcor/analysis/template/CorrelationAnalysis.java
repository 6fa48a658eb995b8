package org.revcor.analysis.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyView;

/**
 * {@code correlation}: how much the kernels of two networks agree, class by class, without the
 * attenuation by noise.
 */
public final class CorrelationAnalysis extends Analysis {
  private static final String STUDY = "study";
  private static final String OTHER = "other";
  private static final String LEVEL = "level";

  public CorrelationAnalysis() {
    super(
        "correlation",
        "How much the kernels of two networks agree, class by class, corrected for their noise.",
        List.of(
            Parameter.study(STUDY, "A finished study with estimator = regression."),
            Parameter.study(OTHER, "Another one with the same stimuli, basis and classes."),
            Parameter.withDefault(
                LEVEL,
                Parameter.Kind.NUMBER,
                "P",
                "0.05",
                "False discovery rate of the classes that count as correlated, or as different, 0"
                    + " to 1.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    double level = arguments.number(LEVEL, 0, 1);
    EndedStudy first = context.study(STUDY, arguments.text(STUDY));
    EndedStudy second = context.study(OTHER, arguments.text(OTHER));
    ComparableRegressions both = ComparableRegressions.of(first, second);
    KernelCorrelations correlations =
        new KernelCorrelations(
            ComparableRegressions.names(first),
            level,
            KernelCorrelations.Pairs.of(both.correlations(0)),
            KernelCorrelations.Pairs.of(
                both.channels() == 1
                    ? List.of()
                    // far away, since neighbours in the order of classes are often alike
                    : both.correlations(both.channels() / 2)));
    return new AnalysisResult(
        name(),
        "Kernels of %s and %s".formatted(first.view().name(), second.view().name()),
        correlations.statements(),
        conventions(first, second, both, level),
        correlations.figures(
            reliability(first, IntStream.range(0, both.channels())),
            reliability(second, IntStream.of(both.partners()))));
  }

  private static double[] reliability(EndedStudy study, IntStream channels) {
    return channels
        .mapToObj(c -> Optional.ofNullable(study.view().channels().get(c).quality().reliability()))
        .mapToDouble(value -> value.orElse(Double.NaN))
        .toArray();
  }

  private static SequencedMap<String, Object> conventions(
      EndedStudy first, EndedStudy second, ComparableRegressions both, double level) {
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(
        "correlation", "of the responses that the kernels predict, without their noise");
    conventions.put("limits", "95 %, Fieller with the jackknife over groups of half-blocks");
    conventions.put("classes", both.byName() ? "of equal names" : "of equal positions");
    conventions.put("level", level);
    conventions.put("basis", first.view().setup().conventions().get("basis"));
    conventions.put(STUDY, describe(first.view()));
    conventions.put(OTHER, describe(second.view()));
    return conventions;
  }

  private static List<Object> describe(StudyView study) {
    return List.of(
        study.setup().observer().name(),
        study.setup().observer().digest(),
        study.setup().readout(),
        study.progress().trials() + " trials",
        "seed " + study.seed());
  }
}
